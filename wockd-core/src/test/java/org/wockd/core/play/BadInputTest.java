package org.wockd.core.play;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mallory says what XMPP forbids. He is told why, and it costs him his stream or his stanza and nobody else anything. */
@SuppressWarnings("NullAway.Init")
class BadInputTest {
    @TempDir
    static Path data;

    private static Stage stage;

    @BeforeAll
    static void open() {
        stage = Stage.open(data, Map.of("WOCKD_LIMITS_ELEMENT", "2s"));
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    /** Alice goes on as if nothing had happened. */
    private static void othersAreWell() throws IOException {
        try (Wire alice = stage.client("alice", "well")) {
            assertThat(alice.fence()).contains("type='result'");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <!DOCTYPE x [<!ENTITY a 'b'>]>                    | restricted-xml
            <!-- a comment -->                                | restricted-xml
            <message><!-- a comment --></message>             | restricted-xml
            <?php echo ?>                                     | restricted-xml
            <message><x:y/></message>                         | bad-namespace-prefix
            <message><body>&lol;</body></message>             | restricted-xml
            <message><body></message></body>                  | not-well-formed
            <hello/>                                          | unsupported-stanza-type
            just text                                         | invalid-xml
            <message from='alice@localhost'/>                 | invalid-from
            """)
    void whatIsNoStreamEndsItsOwn(String xml, String condition) throws IOException {
        try (Wire mallory = stage.client("bob", "mallory")) {
            String answer = mallory.say(xml.trim()).hearAll();

            assertThat(answer)
                    .contains("<stream:error><" + condition)
                    .contains("<text ")
                    .endsWith("</stream:stream>");
        }
        othersAreWell();
    }

    @Test
    void invalidUtf8IsNotWellFormed() throws IOException {
        try (Wire mallory = stage.client("bob", "mallory")) {
            mallory.say("<message><body>");
            mallory.say(new byte[] {(byte) 0xC3, (byte) 0x28, (byte) 0xFF});

            assertThat(mallory.say("</body></message>").hearAll()).contains("<not-well-formed");
        }
        othersAreWell();
    }

    @Test
    void tenMegabytesAreTooMuch() throws IOException {
        try (Wire mallory = stage.client("bob", "mallory")) {
            mallory.say("<message><body>");
            byte[] piece = "x".repeat(64 * 1024).getBytes(UTF_8);
            try {
                for (int i = 0; i < 160; i++) {
                    mallory.say(piece);
                }
            } catch (SocketException e) {
                assertThat(e)
                        .as("the core has closed while mallory was still sending")
                        .isNotNull();
            }
            assertThat(mallory.hearAll()).contains("<policy-violation").contains("262144 octets");
        }
        othersAreWell();
    }

    @Test
    void tenThousandLevelsAreTooDeep() throws IOException {
        try (Wire mallory = stage.client("bob", "mallory")) {
            String answer = mallory.say("<message>" + "<a>".repeat(10_000) + "</a>".repeat(10_000) + "</message>")
                    .hearAll();

            assertThat(answer).contains("<policy-violation").contains("levels");
        }
        othersAreWell();
    }

    @Test
    void anElementThatDripsInIsNotWaitedForForEver() throws IOException, InterruptedException {
        try (Wire mallory = stage.client("bob", "mallory")) {
            mallory.say("<message><body>");
            var dripping = Thread.ofVirtual().start(() -> {
                try {
                    while (!Thread.interrupted()) {
                        mallory.say("x");
                        java.util.concurrent.locks.LockSupport.parkNanos(200_000_000);
                    }
                } catch (IOException e) {
                    // The stream was closed, as it should be.
                    Thread.currentThread().interrupt();
                }
            });

            assertThat(mallory.hear("</stream:stream>"))
                    .contains("<policy-violation")
                    .contains("2 seconds");
            dripping.interrupt();
            dripping.join();
        }
        othersAreWell();
    }

    @Test
    void aConnectionWithoutAStreamIsToldSo() throws IOException {
        try (Wire mallory = stage.wire()) {
            assertThat(mallory.say("GET / HTTP/1.1\r\n\r\n").hearAll())
                    .contains("<stream:stream ")
                    .contains("<not-well-formed");
        }
        try (Wire mallory = stage.wire()) {
            assertThat(mallory.open("example.com").hearAll()).contains("<host-unknown");
        }
        try (Wire mallory = stage.wire()) {
            assertThat(mallory.say(
                                    "<stream:stream xmlns='jabber:server' xmlns:stream='http://etherx.jabber.org/streams'"
                                            + " to='localhost' version='1.0'>")
                            .hearAll())
                    .contains("<invalid-namespace");
        }
    }

    @Test
    void nothingIsDoneBeforeLogin() throws IOException {
        try (Wire mallory = stage.wire()) {
            mallory.starttls();

            assertThat(mallory.say("<message to='alice@localhost'><body>psst</body></message>")
                            .hearAll())
                    .contains("<not-authorized");
        }
    }

    @Test
    void anUnknownMechanismIsRefusedAndTheStreamLives() throws IOException {
        try (Wire bob = stage.wire()) {
            assertThat(bob.starttls()).contains("<mechanism>SCRAM-SHA-256-PLUS</mechanism>");
            bob.say("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='KERBEROS'>AAAA</auth>");
            assertThat(bob.hear("</failure>")).contains("<invalid-mechanism/>");

            bob.say("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>" + Wire.plain("bob", "bobbob")
                    + "</auth>");
            assertThat(bob.hear("<success")).isNotEmpty();
        }
    }

    @Test
    void withoutTlsNoMechanismIsOnOfferAndPlainIsRefused() throws IOException {
        try (Wire bob = stage.wire()) {
            assertThat(bob.open("localhost").hear("</stream:features>"))
                    .contains("<required/>")
                    .doesNotContain("<mechanism>");
            bob.say("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>" + Wire.plain("bob", "bobbob")
                    + "</auth>");
            assertThat(bob.hear("</failure>")).contains("<encryption-required/>");
        }
    }

    @Test
    void aResourceThatIsTakenIsTakenOver() throws IOException {
        try (Wire first = stage.client("bob", "phone");
                Wire second = stage.client("bob", "phone")) {
            assertThat(first.hearAll()).contains("<conflict");
            assertThat(second.fence()).contains("type='result'");
        }
    }

    @Test
    void anAddressThatIsNoneCostsOneStanza() throws IOException {
        try (Wire bob = stage.client("bob", "laptop")) {
            bob.say("<message to='@localhost' id='m1'><body>hi</body></message>");

            assertThat(bob.fence())
                    .contains("id='m1'")
                    .contains("<jid-malformed")
                    .contains("type='error'");
            assertThat(bob.fence()).contains("type='result'");
        }
    }

    @Test
    void aRelayWithTheWrongSecretStaysOutside() throws IOException {
        try (Wire mallory = stage.relayWire()) {
            mallory.attach("torrent.localhost", "a guess");

            assertThat(mallory.hearAll()).contains("<not-authorized");
        }
    }

    @Test
    void aRelayCannotSpeakForAnotherDomain() throws IOException {
        try (Wire aim = stage.relayWire()) {
            assertThat(aim.attach("aim.localhost", "another")).contains("<handshake");

            assertThat(aim.say("<message from='torrent.localhost' to='alice@localhost'><body>x</body></message>")
                            .hearAll())
                    .contains("<invalid-from");
        }
    }

    @Test
    void aRelayThatIsNotConfiguredIsUnknown() throws IOException {
        try (Wire mallory = stage.relayWire()) {
            assertThat(mallory.say("<stream:stream xmlns='jabber:component:accept'"
                                    + " xmlns:stream='http://etherx.jabber.org/streams' to='icq.localhost'>")
                            .hearAll())
                    .contains("<host-unknown");
        }
    }
}
