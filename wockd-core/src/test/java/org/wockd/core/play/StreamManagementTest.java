package org.wockd.core.play;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that count (XEP-0198), lose their streams, and come back. */
class StreamManagementTest {
    private static final String SM = "xmlns='urn:xmpp:sm:3'";
    private static final Pattern BODY = Pattern.compile("<body>([^<]*)</body>");

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

    /** A client that is available and counts; what it resumes with. */
    private String counts(Wire wire) throws IOException {
        wire.say("<enable " + SM + " resume='true'/>");
        String enabled = wire.hear("<enabled ") + wire.hear("/>");
        wire.say("<presence/>");
        wire.hear("<presence ");
        wire.hear(">");
        return attribute(enabled, "id");
    }

    private static String attribute(String xml, String name) {
        Matcher value = Pattern.compile(" " + name + "='([^']*)'").matcher(xml);
        assertThat(value.find()).as("%s in %s", name, xml).isTrue();
        return value.group(1);
    }

    private static void writes(Wire wire, String to, String body) throws IOException {
        wire.say("<message type='chat' to='" + to + "'><body>" + body + "</body></message>");
    }

    private static List<String> bodies(String xml) {
        List<String> bodies = new ArrayList<>();
        Matcher body = BODY.matcher(xml);
        while (body.find()) {
            bodies.add(body.group(1));
        }
        return bodies;
    }

    /** A stream that is logged in and has not bound. */
    private Wire back(String name) throws IOException {
        Wire wire = stage.wire();
        wire.login(name, name + name);
        return wire;
    }

    /** What is sent in front of the end counts, also where something before it takes its time. */
    @Test
    void whatAliceSaysJustBeforeSheLeavesCounts() throws IOException {
        try (Wire alice = stage.client("alice", "phone")) {
            counts(alice);
            writes(alice, "alice@localhost", "a note to myself");
            assertThat(alice.hear("</message>")).contains("a note to myself");

            alice.say("<presence type='unavailable'/><r " + SM + "/><a " + SM + " h='2'/></stream:stream>");

            assertThat(alice.hearAll()).doesNotContain("<failed ").endsWith("</stream:stream>");
        }
        try (Wire alice = stage.client("alice", "tablet")) {
            alice.say("<presence/>");
            assertThat(alice.fence()).doesNotContain("a note to myself");
        }
    }

    /** Asked for just before the end, or not: what was dealt with is told before the server's side ends. */
    @Test
    void whoLeavesIsToldHowManyWereDealtWith() throws IOException {
        for (String asks : List.of("<r " + SM + "/>", "")) {
            try (Wire alice = stage.client("alice", "phone")) {
                counts(alice);
                alice.say("<message to='bob@localhost'><body>bye</body></message>" + asks + "</stream:stream>");

                assertThat(alice.hearAll()).endsWith("<a xmlns='urn:xmpp:sm:3' h='2'/></stream:stream>");
            }
        }
    }

    @Test
    void theServerSaysHowManyItHasDealtWith() throws IOException {
        try (Wire alice = stage.client("alice", "phone")) {
            alice.say("<enable " + SM + "/>").hear("<enabled xmlns='urn:xmpp:sm:3'/>");
            writes(alice, "bob@localhost", "1");
            writes(alice, "bob@localhost", "2");
            alice.say("<iq type='get' id='p' to='localhost'><ping xmlns='urn:xmpp:ping'/></iq><r " + SM + "/>");
            assertThat(alice.hear("<a xmlns='urn:xmpp:sm:3' h='3'/>")).contains("id='p'");
        }
    }

    @Test
    void whatTheServerSaysNeverGoesBack() throws IOException {
        int most = 300;
        try (Wire alice = stage.client("alice", "phone")) {
            alice.say("<enable " + SM + " resume='true'/>").hear("<enabled ");
            StringBuilder all = new StringBuilder();
            for (int i = 1; i <= most; i++) {
                all.append("<message type='chat' to='bob@localhost'><body>")
                        .append(i)
                        .append("</body></message>");
                all.append("<r ").append(SM).append("/>");
            }
            alice.say(all.toString());

            long before = 0;
            for (int i = 1; i <= most; i++) {
                alice.hear("<a xmlns='urn:xmpp:sm:3'");
                long h = Long.parseLong(attribute(alice.hear("/>"), "h"));
                assertThat(h).isBetween(Math.max(before, i), (long) most);
                before = h;
            }
        }
    }

    @Test
    void theServerAsksAndForgetsWhatIsAcknowledged() throws IOException {
        try (Wire bob = stage.client("bob", "desk");
                Wire alice = stage.client("alice", "phone")) {
            String id = counts(bob);
            bob.hear("<r xmlns='urn:xmpp:sm:3'/>");
            bob.say("<a " + SM + " h='1'/>");
            writes(alice, "bob@localhost", "1");
            bob.hear("</message>");
            bob.hear("<r xmlns='urn:xmpp:sm:3'/>");
            bob.say("<a " + SM + " h='2'/>").fence();
            bob.breaks();

            writes(alice, "bob@localhost", "2");
            alice.fence();
            try (Wire again = back("bob")) {
                again.say("<resume " + SM + " h='3' previd='" + id + "'/>");
                // The answer to the fence was the third, and was not acknowledged before.
                String resumed = again.hear("</message>");
                assertThat(resumed).contains("<resumed ").contains(" h='2'");
                assertThat(bodies(resumed)).containsExactly("2");
            }
        }
    }

    @Test
    void whatWasSentWhileTheClientWasAwayComesAfterItsReturnInOrderAndOnce() throws IOException {
        try (Wire alice = stage.client("alice", "phone")) {
            String id;
            try (Wire bob = stage.client("bob", "desk")) {
                id = counts(bob);
                writes(alice, "bob@localhost", "1");
                bob.hear("</message>");
            }
            for (int i = 2; i <= 20; i++) {
                writes(alice, "bob@localhost", "" + i);
            }
            alice.fence();
            try (Wire bob = back("bob")) {
                // It has got its own presence and the first message.
                bob.say("<resume " + SM + " h='2' previd='" + id + "'/>");
                String seen = bob.hear("<body>20</body>");
                assertThat(bodies(seen)).hasSize(19).startsWith("2").endsWith("20");
                seen = bob.fence();
                assertThat(bodies(seen)).isEmpty();
            }
        }
    }

    @Test
    void aSessionOutlivesARestartOfTheCore() throws IOException {
        String id;
        try (Wire alice = stage.client("alice", "phone");
                Wire bob = stage.client("bob", "desk")) {
            id = counts(bob);
            writes(bob, "alice@localhost", "of bob");
            bob.say("<r " + SM + "/>").hear("<a xmlns='urn:xmpp:sm:3' h='2'/>");
            writes(alice, "bob@localhost", "1");
            bob.hear("</message>");
            writes(alice, "bob@localhost", "2");
            bob.hear("</message>");
            stage.restart();
        }
        try (Wire alice = stage.client("alice", "phone")) {
            // To bob's resource: the session is there, though bob is not yet.
            writes(alice, "bob@localhost/desk", "3");
            alice.fence();
            try (Wire bob = back("bob")) {
                bob.say("<resume " + SM + " h='2' previd='" + id + "'/>");
                String seen = bob.hear("<body>3</body>");
                assertThat(seen).contains("<resumed xmlns='urn:xmpp:sm:3' h='2' previd='" + id + "'/>");
                assertThat(bodies(seen)).containsExactly("2", "3");
                bob.say(
                        "<iq type='set' id='r1'><query xmlns='jabber:iq:roster'><item jid='juliet@localhost'/></query></iq>");
                bob.hear("id='r1'");
            }
        }
    }

    @Test
    void aStreamThatTheServerThinksAliveIsTakenOver() throws IOException {
        try (Wire alice = stage.client("alice", "phone");
                Wire bob = stage.client("bob", "desk")) {
            String id = counts(bob);
            writes(alice, "bob@localhost", "1");
            alice.fence();
            try (Wire again = back("bob")) {
                again.say("<resume " + SM + " h='1' previd='" + id + "'/>");
                assertThat(bodies(again.hear("</message>"))).containsExactly("1");
                assertThat(bob.hearAll()).contains("<conflict ").endsWith("</stream:stream>");
                writes(alice, "bob@localhost", "2");
                assertThat(bodies(again.hear("</message>"))).containsExactly("2");
            }
        }
    }

    @Test
    void aSessionThatItsClientHasClosedIsOver() throws IOException {
        try (Wire alice = stage.client("alice", "phone")) {
            String id;
            try (Wire bob = stage.client("bob", "desk")) {
                id = counts(bob);
                writes(alice, "bob@localhost", "1");
                bob.hear("</message>");
                bob.say("</stream:stream>").hearAll();
            }
            try (Wire bob = back("bob")) {
                bob.say("<resume " + SM + " h='2' previd='" + id + "'/>");
                assertThat(bob.hear("</failed>")).contains("<item-not-found ");
                bob.bind("desk");
                bob.say("<presence/>");
                // It was never acknowledged, so it waited.
                assertThat(bodies(bob.hear("</message>"))).containsExactly("1");
            }
        }
    }

    @Test
    void nobodyResumesTheSessionOfAnother() throws IOException {
        try (Wire bob = stage.client("bob", "desk");
                Wire alice = back("alice")) {
            String id = counts(bob);
            alice.say("<resume " + SM + " h='0' previd='" + id + "'/>");
            assertThat(alice.hear("</failed>")).contains("<item-not-found ");
            assertThat(alice.bind("phone")).contains("alice@localhost/phone");
            bob.fence();
        }
    }

    @Test
    void aClientThatCountsMoreThanItWasSentIsToldSo() throws IOException {
        try (Wire bob = stage.client("bob", "desk")) {
            counts(bob);
            bob.say("<a " + SM + " h='7'/>");
            assertThat(bob.hearAll())
                    .contains("<undefined-condition ")
                    .contains("<handled-count-too-high xmlns='urn:xmpp:sm:3' h='7' send-count='1'/>");
        }
    }

    @Test
    void countingBeginsOnceAndOnlyAfterBinding() throws IOException {
        try (Wire stranger = stage.wire()) {
            stranger.starttls();
            stranger.say("<enable " + SM + "/>");
            assertThat(stranger.hear("</failed>")).contains("<unexpected-request ");
        }
        try (Wire bob = back("bob")) {
            bob.say("<enable " + SM + "/>");
            assertThat(bob.hear("</failed>")).contains("<unexpected-request ");
            bob.bind("desk");
            bob.say("<enable " + SM + "/>").hear("<enabled xmlns='urn:xmpp:sm:3'/>");
            bob.say("<enable " + SM + "/>");
            assertThat(bob.hear("</failed>")).contains("<unexpected-request ");
            bob.say("<a " + SM + "/>");
            assertThat(bob.hearAll()).contains("<bad-format ");
        }
    }

    /** Bob reads all, and acknowledges nothing. */
    @Test
    void whoNeverAcknowledgesIsGivenUpOnceAndNobodyElse() throws IOException {
        try (Wire alice = stage.client("alice", "phone");
                Wire bob = stage.client("bob", "desk")) {
            counts(bob);
            alice.say("<message type='headline' to='bob@localhost/desk'/>".repeat(10_001));
            assertThat(bob.hearAll())
                    .contains("<policy-violation ")
                    .contains("too much waits to be acknowledged")
                    .endsWith("</stream:stream>");
            alice.fence();
        }
    }
}
