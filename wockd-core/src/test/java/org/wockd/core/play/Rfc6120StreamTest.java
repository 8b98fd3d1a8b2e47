package org.wockd.core.play;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What RFC 6120 says of a stream between a client and its server, clause by clause. */
@SuppressWarnings("NullAway.Init")
class Rfc6120StreamTest {
    private static final String SASL = "xmlns='urn:ietf:params:xml:ns:xmpp-sasl'";

    @TempDir
    static Path data;

    private static Stage stage;

    @BeforeAll
    static void open() {
        stage = Stage.open(data, Map.of());
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    private static String header(String attributes) {
        return "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' " + attributes
                + ">";
    }

    /** A stream under TLS on which bob has logged in, in front of its last header. */
    private static Wire loggedIn() throws IOException {
        Wire bob = stage.wire();
        bob.starttls();
        bob.say("<auth " + SASL + " mechanism='PLAIN'>" + Wire.plain("bob", "bobbob") + "</auth>")
                .hear("<success");
        bob.hear(">");
        return bob;
    }

    /** A client that is bound on a stream with a language. */
    private static Wire speaking(String name, String lang, String resource) throws IOException {
        Wire wire = stage.wire();
        wire.starttls();
        wire.say("<auth " + SASL + " mechanism='PLAIN'>" + Wire.plain(name, name + name) + "</auth>")
                .hear("<success");
        wire.hear(">");
        wire.say(header("to='localhost' version='1.0' xml:lang='" + lang + "'")).hear("</stream:features>");
        wire.bind(resource);
        return wire;
    }

    // ---- §4.7: the header ----------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1.1", "2.0", "1.13", "01.0", "1.00", "12345678901234567890.0"})
    void aVersionOfOneOrMoreIsAnsweredWithOurs(String version) throws IOException {
        try (Wire bob = stage.wire()) {
            assertThat(bob.say(header("to='localhost' version='" + version + "'"))
                            .hear("</stream:features>"))
                    .contains(" version='1.0'>");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "version='0.9'", "version='0'", "version='1'", "version='one'", "version='-1.0'"})
    void anyOtherVersionIsUnsupported(String version) throws IOException {
        try (Wire bob = stage.wire()) {
            assertThat(bob.say(header("to='localhost' " + version)).hearAll())
                    .contains("<stream:stream ")
                    .contains("<unsupported-version ")
                    .endsWith("</stream:stream>");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            version='1.0'                                 | host-unknown
            version='1.0' to='elsewhere.example'          | host-unknown
            version='1.0' to='@'                          | host-unknown
            version='1.0' to=''                           | host-unknown
            version='1.0' to='bob@localhost'              | host-unknown
            """)
    void theHostIsOneThatIsServedHere(String attributes, String condition) throws IOException {
        try (Wire bob = stage.wire()) {
            assertThat(bob.say(header(attributes)).hearAll())
                    .contains("<" + condition + " ")
                    .endsWith("</stream:stream>");
        }
    }

    @Test
    void theAnswerIsFromTheHostToWhoAskedWithAnIdOfItsOwn() throws IOException {
        try (Wire first = stage.wire();
                Wire second = stage.wire()) {
            String one = first.say(header("from='bob@localhost' to='LOCALHOST' version='1.0'"))
                    .hear("</stream:features>");
            String other = second.open("localhost").hear("</stream:features>");

            assertThat(one).contains(" from='localhost'").contains(" to='bob@localhost'");
            assertThat(one.replaceAll("(?s).* id='([^']*)'.*", "$1"))
                    .hasSizeGreaterThan(15)
                    .isNotEqualTo(other.replaceAll("(?s).* id='([^']*)'.*", "$1"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice@localhost", "bob@elsewhere.example", "@"})
    void whoHasLoggedInCannotGoOnAsSomebodyElse(String from) throws IOException {
        try (Wire bob = loggedIn()) {
            assertThat(bob.say(header("from='" + from + "' to='localhost' version='1.0'"))
                            .hearAll())
                    .contains("<invalid-from ");
        }
    }

    @Test
    void whoHasLoggedInGoesOnAsHimselfAndTheStreamIsANewOne() throws IOException {
        try (Wire bob = loggedIn()) {
            assertThat(bob.say("<?xml version='1.0' encoding='utf-8'?>"
                                    + header("from='bob@localhost/phone' to='localhost' version='1.0'"))
                            .hear("</stream:features>"))
                    .contains("<bind ")
                    .doesNotContain("<mechanism");
        }
    }

    @Test
    void anotherEncodingThanUtf8IsUnsupported() throws IOException {
        try (Wire bob = stage.wire()) {
            assertThat(bob.say("<?xml version='1.0' encoding='ISO-8859-1'?>" + header("to='localhost' version='1.0'"))
                            .hearAll())
                    .contains("<unsupported-encoding ")
                    .contains("ISO-8859-1");
        }
    }

    // ---- §4.7.4: the language ------------------------------------------------------------------------------------

    @Test
    void theServerAnswersInTheLanguageOfTheStream() throws IOException {
        try (Wire bob = stage.wire();
                Wire carol = stage.wire();
                Wire dave = stage.wire()) {
            assertThat(bob.say(header("to='localhost' version='1.0' xml:lang='de-CH'"))
                            .hear("</stream:features>"))
                    .contains("xml:lang='de-CH'");
            assertThat(carol.open("localhost").hear("</stream:features>")).contains("xml:lang='en'");
            assertThat(dave.say(header("to='localhost' version='1.0' xml:lang='no language at all'"))
                            .hear("</stream:features>"))
                    .contains("xml:lang='en'");
        }
    }

    @Test
    void aStanzaThatNamesNoLanguageTakesThatOfItsStreamAlong() throws IOException {
        try (Wire alice = stage.client("alice", "reads");
                Wire bob = speaking("bob", "de", "writes")) {
            bob.say("<message to='alice@localhost/reads' type='chat' id='m1'><body>Guten Tag</body></message>");
            bob.say(
                    "<message to='alice@localhost/reads' type='chat' id='m2' xml:lang='fr'><body>Salut</body></message>");
            bob.fence();

            assertThat(alice.fence())
                    .containsPattern("<message [^>]*id='m1'[^>]* xml:lang='de'>")
                    .containsPattern("<message [^>]*id='m2'[^>]* xml:lang='fr'>");
        }
    }

    @Test
    void aStreamWithoutLanguageAddsNone() throws IOException {
        try (Wire alice = stage.client("alice", "reads2");
                Wire bob = stage.client("bob", "writes2")) {
            bob.say("<message to='alice@localhost/reads2' type='chat' id='m1'><body>hm</body></message>")
                    .fence();

            assertThat(alice.fence()).contains("id='m1'").doesNotContain("xml:lang");
        }
    }

    // ---- §4.4, §4.9: the end -------------------------------------------------------------------------------------

    @Test
    void aStreamThatIsClosedIsClosedByTheServerToo() throws IOException {
        try (Wire bob = stage.client("bob", "leaves")) {
            assertThat(bob.say("</stream:stream>").hearAll()).isEqualTo("</stream:stream>");
        }
    }

    @Test
    void aStreamErrorOfTheClientIsNotAnsweredWithAnother() throws IOException {
        try (Wire bob = stage.client("bob", "errs")) {
            assertThat(bob.say("<stream:error><undefined-condition xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>"
                                    + "</stream:error></stream:stream>")
                            .hearAll())
                    .isEqualTo("</stream:stream>");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <hello xmlns='jabber:client'/>                    | unsupported-stanza-type
            <message xmlns='jabber:server'/>                  | unsupported-stanza-type
            <iq xmlns='urn:example:unknown' type='get'/>      | unsupported-stanza-type
            <message from='bob@localhost/other'/>             | invalid-from
            <presence from='alice@localhost/phone'/>          | invalid-from
            """)
    void whatIsNoStanzaOfThisStreamEndsIt(String xml, String condition) throws IOException {
        try (Wire bob = stage.client("bob", "mallory")) {
            assertThat(bob.say(xml).hearAll())
                    .contains("<stream:error><" + condition + " ")
                    .endsWith("</stream:stream>");
        }
    }

    @Test
    void bothOnesOwnAddressesAreGoodAsFrom() throws IOException {
        try (Wire bob = stage.client("bob", "honest")) {
            bob.say("<message from='bob@localhost' to='bob@localhost/honest' id='m1'/>");
            bob.say("<message from='bob@localhost/honest' to='bob@localhost/honest' id='m2'/>");

            assertThat(bob.fence())
                    .contains("id='m1' from='bob@localhost/honest'")
                    .contains("id='m2' from='bob@localhost/honest'");
        }
    }

    // ---- §6: SASL ------------------------------------------------------------------------------------------------

    @Test
    void aLoginThatIsAbortedCanBeBegunAgain() throws IOException {
        try (Wire bob = stage.wire()) {
            bob.starttls();
            bob.say("<auth " + SASL + " mechanism='SCRAM-SHA-256'>biwsbj1ib2Iscj1hYmM=</auth>")
                    .hear("</challenge>");
            assertThat(bob.say("<abort " + SASL + "/>").hear("</failure>")).contains("<aborted/>");
            assertThat(bob.say("<response " + SASL + ">Yz1iaXdz</response>").hear("</failure>"))
                    .contains("<malformed-request/>");

            bob.say("<auth " + SASL + " mechanism='PLAIN'>" + Wire.plain("bob", "bobbob") + "</auth>");
            assertThat(bob.hear("<success")).isNotEmpty();
        }
    }

    @Test
    void whoTriesTooOftenOnOneStreamLosesIt() throws IOException {
        try (Wire mallory = stage.wire()) {
            mallory.starttls();
            for (int i = 0; i < 10; i++) {
                assertThat(mallory.say("<auth " + SASL + " mechanism='NONSENSE-" + i + "'/>")
                                .hear("</failure>"))
                        .contains("<invalid-mechanism/>");
            }

            assertThat(mallory.say("<auth " + SASL + " mechanism='NONSENSE'/>").hearAll())
                    .contains("<policy-violation ")
                    .contains("10 tries");
        }
    }

    @Test
    void whatIsNotBase64IsAnIncorrectEncoding() throws IOException {
        try (Wire bob = stage.wire()) {
            bob.starttls();
            assertThat(bob.say("<auth " + SASL + " mechanism='PLAIN'>no base 64!</auth>")
                            .hear("</failure>"))
                    .contains("<incorrect-encoding/>");
        }
    }

    // ---- §7: binding ---------------------------------------------------------------------------------------------

    @Test
    void theAnswerToBindIsTheFirstThingThatABoundClientHears() throws IOException {
        try (Wire alice = stage.client("alice", "eager");
                Wire bob = loggedIn()) {
            bob.open("localhost").hear("</stream:features>");
            Thread writer = Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < 200; i++) {
                        alice.say("<message to='bob@localhost/race' type='headline'><body>" + i + "</body></message>");
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });

            String first = bob.bind("race");

            assertThat(first).startsWith("<iq type='result' id='bind'");
            join(writer);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void withoutAWishTheServerMakesAResourceThatNobodyCanGuess() throws IOException {
        try (Wire first = loggedIn();
                Wire second = loggedIn()) {
            String bind = "<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>";
            first.open("localhost").hear("</stream:features>");
            second.open("localhost").hear("</stream:features>");
            String one = first.say(bind).hear("</iq>");
            String other = second.say(bind).hear("</iq>");

            assertThat(one)
                    .containsPattern("<jid>bob@localhost/[0-9a-f]{16}</jid>")
                    .isNotEqualTo(other);
        }
    }

    @Test
    void aResourceThatIsNoneIsABadRequestAndTheStreamCanTryAgain() throws IOException {
        try (Wire bob = loggedIn()) {
            bob.open("localhost").hear("</stream:features>");
            assertThat(bob.bind("x".repeat(1024))).contains("<bad-request ");
            assertThat(bob.say("<iq type='get' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>")
                            .hear("</iq>"))
                    .contains("<bad-request ");
            assertThat(bob.bind("good")).contains("<jid>bob@localhost/good</jid>");
        }
    }

    // ---- §8: stanzas ---------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <iq type='get' id='q'/>                                                          | bad-request
            <iq type='get' id='q'><a xmlns='urn:x'/><b xmlns='urn:x'/></iq>                  | bad-request
            <iq type='get'><ping xmlns='urn:xmpp:ping'/></iq>                                | bad-request
            <iq id='q'><ping xmlns='urn:xmpp:ping'/></iq>                                    | bad-request
            <iq type='ask' id='q'><ping xmlns='urn:xmpp:ping'/></iq>                         | bad-request
            <iq type='get' id='q'><unknown xmlns='urn:example:unknown'/></iq>                | service-unavailable
            <iq type='get' id='q' to='bob@localhost'><unknown xmlns='urn:example:unknown'/></iq> | service-unavailable
            <iq type='get' id='q' to='localhost'><unknown xmlns='urn:example:unknown'/></iq> | service-unavailable
            <iq type='get' id='q' to='alice@localhost'><unknown xmlns='urn:example:unknown'/></iq> | service-unavailable
            <iq type='get' id='q' to='nobody@localhost/x'><ping xmlns='urn:xmpp:ping'/></iq> | service-unavailable
            <iq type='get' id='q' to='a.example'><ping xmlns='urn:xmpp:ping'/></iq>          | remote-server-not-found
            <message id='q' to='a.example'><body>hi</body></message>                         | remote-server-not-found
            <message id='q' to='localhost'><body>hi</body></message>                         | service-unavailable
            <message id='q' to='localhost/there'><body>hi</body></message>                   | service-unavailable
            <presence id='q' type='nonsense'/>                                               | bad-request
            <iq type='get' id='q' to='a b@localhost'><ping xmlns='urn:xmpp:ping'/></iq>      | jid-malformed
            """)
    void aStanzaThatCannotBeDealtWithIsAnsweredWithAnError(String xml, String condition) throws IOException {
        try (Wire bob = stage.client("bob", "asks")) {
            assertThat(bob.say(xml).fence())
                    .contains("type='error'")
                    .contains("<" + condition + " ")
                    .contains("<text ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<iq type='result' id='q'/>",
                "<iq type='result' id='q' to='localhost'/>",
                "<iq type='error' id='q' to='alice@localhost'><error type='cancel'/></iq>",
                "<iq type='result' id='q' to='nobody@localhost/x'/>",
                "<iq type='result' to='alice@localhost'/>",
                "<message type='error' to='nobody@localhost' id='q'><error type='cancel'/></message>",
                "<message type='error' to='a.example' id='q'><error type='cancel'/></message>",
                "<presence type='error' to='nobody@localhost/x' id='q'><error type='cancel'/></presence>"
            })
    void anAnswerOrAnErrorIsNeverAnsweredWithAnError(String xml) throws IOException {
        try (Wire bob = stage.client("bob", "answers")) {
            assertThat(bob.say(xml).fence()).doesNotContain("type='error'");
        }
    }

    /** §10.3: what has no address is for one's own account. */
    @Test
    void aMessageWithoutAnAddressIsToOneself() throws IOException {
        try (Wire bob = stage.client("bob", "self")) {
            bob.say("<presence/>").fence();
            bob.say("<message id='m1' type='chat'><body>note</body></message>");

            assertThat(bob.fence()).contains("id='m1' from='bob@localhost/self' to='bob@localhost'");
        }
    }

    /** §10.1 */
    @Test
    void stanzasToOneAddressArriveInTheirOrder() throws IOException {
        try (Wire alice = stage.client("alice", "order");
                Wire bob = stage.client("bob", "order")) {
            StringBuilder many = new StringBuilder();
            for (int i = 100; i < 300; i++) {
                many.append("<message to='alice@localhost/order' type='chat' id='n")
                        .append(i)
                        .append("'/>");
                if (i % 20 == 0) {
                    // One that blocks on the store must not be overtaken.
                    many.append("<iq type='get' id='r").append(i).append("'><query xmlns='jabber:iq:roster'/></iq>");
                }
            }
            bob.say(many.toString()).fence();

            assertThat(Pattern.compile("id='n(\\d+)'")
                            .matcher(alice.fence())
                            .results()
                            .map(found -> Integer.valueOf(found.group(1))))
                    .containsExactlyElementsOf(IntStream.range(100, 300).boxed().toList());
        }
    }
}
