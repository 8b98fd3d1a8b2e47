package org.wockd.core.play;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bob's phone is in his pocket (XEP-0352), and Alice is busy. */
class ClientStateTest {
    private static final String CSI = "xmlns='urn:xmpp:csi:0'";
    private static final String SM = "xmlns='urn:xmpp:sm:3'";
    private static final String PHONE = "bob@localhost/phone";
    private static final String WRITES = "<message type='chat' to='" + PHONE
            + "'><composing xmlns='http://jabber.org/protocol/chatstates'/></message>";

    @TempDir
    Path data;

    private Stage stage;

    @BeforeEach
    void open() {
        stage = Stage.open(data, Map.of());
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private static void is(Wire alice, String status) throws IOException {
        alice.say("<presence to='" + PHONE + "'><status>" + status + "</status></presence>");
    }

    private static void says(Wire alice, String body) throws IOException {
        alice.say("<message type='chat' to='" + PHONE + "'><body>" + body + "</body></message>");
    }

    @Test
    void itIsOfferedToWhoHasLoggedIn() throws IOException {
        try (Wire bob = stage.wire()) {
            assertThat(bob.starttls()).doesNotContain("csi");
            bob.say("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>" + Wire.plain("bob", "bobbob")
                    + "</auth>");
            bob.hear("<success");
            bob.hear(">");
            assertThat(bob.open("localhost").hear("</stream:features>")).contains("<csi " + CSI + "/>");
        }
    }

    @Test
    void presencesWaitForAMessageAndChatStatesAreDropped() throws IOException {
        try (Wire bob = stage.client("bob", "phone");
                Wire alice = stage.client("alice", "pad")) {
            bob.say("<inactive " + CSI + "/>").fence();
            is(alice, "away");
            is(alice, "back");
            alice.say(WRITES);
            says(alice, "hi");
            alice.say(WRITES);
            says(alice, "hello?");

            assertThat(bob.hear("</message>"))
                    .contains("<status>back</status>", "<body>hi</body>")
                    .doesNotContain("away", "composing")
                    .containsSubsequence("<presence", "<message");
            assertThat(bob.hear("</message>")).contains("<body>hello?</body>").doesNotContain("composing", "<presence");
        }
    }

    @Test
    void whatWaitsComesWhenTheClientIsActiveAndBeforeWhatItAsksNext() throws IOException {
        try (Wire bob = stage.client("bob", "phone");
                Wire alice = stage.client("alice", "pad")) {
            bob.say("<inactive " + CSI + "/>").fence();
            is(alice, "away");
            alice.fence();

            bob.say("<active " + CSI + "/><iq type='get' id='p' to='localhost'><ping xmlns='urn:xmpp:ping'/></iq>");

            assertThat(bob.hear("id='p'")).containsSubsequence("<status>away</status>", "<iq");
            alice.say(WRITES);
            assertThat(bob.hear("</message>")).contains("composing");
        }
    }

    @Test
    void anAnswerComesAfterThePresencesBeforeIt() throws IOException {
        try (Wire bob = stage.client("bob", "phone");
                Wire alice = stage.client("alice", "pad")) {
            bob.say("<inactive " + CSI + "/>").fence();
            is(alice, "away");
            alice.say("<iq type='get' id='v' to='" + PHONE + "'><query xmlns='jabber:iq:version'/></iq>");

            assertThat(bob.hear("</iq>")).containsSubsequence("<status>away</status>", "<iq");
        }
    }

    @Test
    void whatAsksOrRefusesDoesNotWait() throws IOException {
        try (Wire bob = stage.client("bob", "phone");
                Wire alice = stage.client("alice", "pad")) {
            bob.say("<presence/>").hear("<presence");
            bob.hear(">");
            bob.say("<inactive " + CSI + "/>").fence();

            alice.say("<presence type='subscribe' to='bob@localhost'/>");

            assertThat(bob.hear("type='subscribe'")).contains("<presence");
        }
    }

    @Test
    void theCopyOfAChatStateIsDroppedToo() throws IOException {
        try (Wire bob = stage.client("bob", "phone");
                Wire desk = stage.client("bob", "desk")) {
            bob.say("<iq type='set' id='c'><enable xmlns='urn:xmpp:carbons:2'/></iq>")
                    .hear("id='c'");
            bob.say("<inactive " + CSI + "/>").fence();

            desk.say("<message type='chat' to='alice@localhost'><paused xmlns='http://jabber.org/protocol/chatstates'/>"
                    + "</message><message type='chat' to='alice@localhost'><body>hi</body></message>");

            assertThat(bob.hear("</sent>")).contains("<body>hi</body>").doesNotContain("paused");
        }
    }

    @Test
    void noMoreThanAFewHundredWait() throws IOException {
        try (Wire bob = stage.client("bob", "phone");
                Wire torrent = stage.relayWire()) {
            bob.say("<inactive " + CSI + "/>").fence();
            assertThat(torrent.attach("torrent.localhost", "between us")).contains("<handshake");

            StringBuilder all = new StringBuilder();
            for (int i = 1; i <= 500; i++) {
                all.append("<presence from='f")
                        .append(i)
                        .append("@torrent.localhost' to='")
                        .append(PHONE)
                        .append("'/>");
            }
            torrent.say(all.toString());

            assertThat(bob.hear("from='f500@torrent.localhost'")).contains("from='f1@torrent.localhost'");
        }
    }

    @Test
    void aResumedStreamIsActiveAndBringsWhatWaited() throws IOException {
        try (Wire alice = stage.client("alice", "pad")) {
            String id;
            try (Wire bob = stage.client("bob", "phone")) {
                bob.say("<enable " + SM + " resume='true'/>");
                Matcher token = Pattern.compile(" id='([^']*)'").matcher(bob.hear("<enabled ") + bob.hear("/>"));
                assertThat(token.find()).isTrue();
                id = token.group(1);
                bob.say("<inactive " + CSI + "/>").fence();
                is(alice, "away");
                alice.fence();
            }
            try (Wire bob = stage.wire()) {
                bob.login("bob", "bobbob");
                bob.say("<resume " + SM + " h='1' previd='" + id + "'/>");
                assertThat(bob.hear("</presence>")).contains("<resumed ", "<status>away</status>");
                alice.say(WRITES);
                assertThat(bob.hear("</message>")).contains("composing");
            }
        }
    }
}
