package org.wockd.core.play;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mallory takes more than his share. He is slowed down or told what was too much; an operator can count it. */
class LimitsTest {
    private static final String EXCEEDED = "wockd_c2s_rate_exceeded_total";

    @TempDir
    Path data;

    private static String pings(int count) {
        return "<iq type='get' id='p' to='localhost'><ping xmlns='urn:xmpp:ping'/></iq>".repeat(count);
    }

    private static Duration since(Instant begun) {
        return Duration.between(begun, Instant.now());
    }

    // ---- rates ---------------------------------------------------------------------------------------------------

    @Test
    void tooManyStanzasAreReadMoreSlowlyAndAllAnswered() throws IOException {
        try (Stage stage = Stage.open(
                        data, Map.of("WOCKD_RATES_STREAM_STANZAS", "50", "WOCKD_RATES_STREAM_STANZAS_AT_ONCE", "20"));
                Wire mallory = stage.client("bob", "mallory");
                Wire alice = stage.client("alice", "well")) {
            Instant begun = Instant.now();
            mallory.say(pings(120)).fence();
            assertThat(alice.fence()).as("others are not held up").contains("type='result'");

            assertThat(mallory.fence()).contains("type='result'");
            assertThat(since(begun)).isGreaterThan(Duration.ofMillis(1_500));
            assertThat(stage.metric(EXCEEDED, "who=\"stream\"", "what=\"stanzas\"", "answer=\"paused\""))
                    .isPositive();
        }
    }

    @Test
    void farTooManyStanzasEndTheStream() throws IOException {
        try (Stage stage = Stage.open(
                        data,
                        Map.of(
                                "WOCKD_RATES_STREAM_STANZAS", "50",
                                "WOCKD_RATES_STREAM_STANZAS_AT_ONCE", "20",
                                "WOCKD_RATES_PAUSE", "1s"));
                Wire mallory = stage.client("bob", "mallory")) {
            assertThat(mallory.say(pings(200)).hearAll())
                    .contains("<policy-violation ")
                    .contains("this stream may send 50 stanzas a second and 20 at once")
                    .endsWith("</stream:stream>");
            assertThat(stage.metric(EXCEEDED, "answer=\"refused\"")).isPositive();
            assertThat(stage.metric("wockd_c2s_errors_total", "policy-violation"))
                    .isEqualTo(1);
        }
    }

    @Test
    void tooManyOctetsAreReadMoreSlowly() throws IOException {
        try (Stage stage = Stage.open(
                        data,
                        Map.of("WOCKD_RATES_STREAM_OCTETS", "40 KiB", "WOCKD_RATES_STREAM_OCTETS_AT_ONCE", "10 KiB"));
                Wire mallory = stage.client("bob", "mallory")) {
            Instant begun = Instant.now();
            mallory.say(
                    "<message to='bob@localhost/mallory' id='big'><body>" + "x".repeat(100_000) + "</body></message>");

            assertThat(mallory.fence()).contains("id='big'");
            // The first fence came with the end of the message; the second one is read when all of that is paid for.
            mallory.fence();
            assertThat(since(begun)).isGreaterThan(Duration.ofSeconds(1));
            assertThat(stage.metric(EXCEEDED, "who=\"stream\"", "what=\"octets\""))
                    .isPositive();
        }
    }

    @Test
    void allStreamsOfAnAccountTogetherAreSlowedDown() throws IOException {
        try (Stage stage = Stage.open(
                        data,
                        Map.of("WOCKD_RATES_ACCOUNT_STANZAS", "50", "WOCKD_RATES_ACCOUNT_STANZAS_AT_ONCE", "60"));
                Wire phone = stage.client("bob", "phone");
                Wire desk = stage.client("bob", "desk");
                Wire alice = stage.client("alice", "well")) {
            Instant begun = Instant.now();
            phone.say(pings(50));
            desk.say(pings(50));
            phone.fence();
            desk.fence();
            phone.fence();
            desk.fence();

            assertThat(since(begun)).isGreaterThan(Duration.ofMillis(500));
            assertThat(stage.metric(EXCEEDED, "who=\"account\"")).isPositive();
            assertThat(stage.metric(EXCEEDED, "who=\"stream\"")).isZero();
            assertThat(alice.fence()).contains("type='result'");
        }
    }

    // ---- how many ------------------------------------------------------------------------------------------------

    @Test
    void oneAddressHasSoManyConnectionsAlsoBeforeAnyLogin() throws IOException {
        try (Stage stage = Stage.open(data, Map.of("WOCKD_LIMITS_CONNECTIONS_PER_ADDRESS", "3"))) {
            List<Wire> wires = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Wire wire = stage.wire();
                wire.open("localhost").hear("</stream:features>");
                wires.add(wire);
            }
            try (Wire mallory = stage.wire()) {
                assertThat(mallory.hearAll())
                        .contains("<stream:stream ")
                        .contains("<policy-violation ")
                        .contains("3 connections from your address");
            }
            assertThat(stage.metric("wockd_c2s_address_refused_total")).isEqualTo(1);

            wires.removeFirst().close();
            await().atMost(Duration.ofMinutes(1)).until(() -> {
                try (Wire again = stage.wire()) {
                    return again.open("localhost").hear("</stream:").contains("<stream:features");
                } catch (SocketException e) {
                    return false;
                }
            });
            for (Wire wire : wires) {
                wire.close();
            }
        }
    }

    @Test
    void oneAccountHasSoManyClients() throws IOException {
        try (Stage stage = Stage.open(data, Map.of("WOCKD_LIMITS_SESSIONS_PER_ACCOUNT", "2"));
                Wire phone = stage.client("bob", "phone");
                Wire desk = stage.client("bob", "desk");
                Wire third = stage.wire()) {
            third.login("bob", "bobbob");

            assertThat(third.bind("tin")).contains("<resource-constraint ").contains("2 clients");
            assertThat(stage.metric("wockd_c2s_bind_refused_total")).isEqualTo(1);
            assertThat(third.bind("desk"))
                    .as("its own resource it may take over")
                    .contains("<jid>");
            assertThat(desk.hearAll()).contains("<conflict ");
            assertThat(phone.fence()).contains("type='result'");
        }
    }

    @Test
    void aRosterHasSoManyContacts() throws IOException {
        try (Stage stage = Stage.open(data, Map.of("WOCKD_LIMITS_CONTACTS", "2"));
                Wire bob = stage.client("bob", "desk")) {
            for (String name : List.of("romeo", "juliet", "tybalt")) {
                bob.say("<iq type='set' id='" + name + "'><query xmlns='jabber:iq:roster'><item jid='" + name
                        + "@localhost'/></query></iq>");
            }
            String answers = bob.fence();

            assertThat(answers).contains("type='result' id='juliet'");
            assertThat(answers.substring(answers.indexOf("id='juliet'")))
                    .contains("<resource-constraint ")
                    .contains("A roster may have 2 contacts and this one is full: remove some first.");
            assertThat(stage.metric("wockd_store_limited_total", "limit=\"roster_items\""))
                    .isEqualTo(1);
        }
    }

    @Test
    void aMailboxHoldsSoMuchAndItsOwnerFindsTheRest() throws IOException {
        try (Stage stage = Stage.open(data, Map.of("WOCKD_MAILBOX_WAITING", "2"));
                Wire alice = stage.client("alice", "desk")) {
            for (int i = 1; i <= 3; i++) {
                alice.say("<message type='chat' id='m" + i + "' to='bob@localhost'><body>" + i + "</body></message>");
            }
            assertThat(alice.fence())
                    .doesNotContain("id='m2'")
                    .contains("id='m3'")
                    .contains("<resource-constraint ")
                    .contains("is full, 2 stanzas wait in it: try again when some were fetched.");
            assertThat(stage.metric("wockd_store_limited_total", "limit=\"mailbox_count\""))
                    .isEqualTo(1);

            try (Wire bob = stage.client("bob", "phone")) {
                bob.say("<presence/>");
                assertThat(bob.hear("<body>2</body>")).contains("<body>1</body>");
            }
        }
    }

    @Test
    void aMailboxHoldsSoManyOctets() throws IOException {
        try (Stage stage = Stage.open(data, Map.of("WOCKD_MAILBOX_WAITING_SIZE", "20 KiB"));
                Wire alice = stage.client("alice", "desk")) {
            String text = "x".repeat(12_000);
            for (int i = 1; i <= 2; i++) {
                alice.say(
                        "<message type='chat' id='m" + i + "' to='bob@localhost'><body>" + text + "</body></message>");
            }
            assertThat(alice.fence())
                    .doesNotContain("id='m1'")
                    .contains("<resource-constraint ")
                    .contains("of 20480 bytes are used: try again when some were fetched.");
            assertThat(stage.metric("wockd_store_limited_total", "limit=\"mailbox_bytes\""))
                    .isEqualTo(1);
        }
    }

    // ---- silent and slow -----------------------------------------------------------------------------------------

    @Test
    void aSilentClientIsAskedAndOneThatDoesNotAnswerIsGone() throws IOException {
        try (Stage stage = Stage.open(data, Map.of("WOCKD_LIMITS_SILENCE", "300ms", "WOCKD_LIMITS_ANSWER", "2s"));
                Wire bob = stage.client("bob", "phone")) {
            for (int i = 0; i < 2; i++) {
                String ping = bob.hear("</iq>");
                assertThat(ping)
                        .contains("type='get'")
                        .contains("from='localhost' to='bob@localhost/phone'")
                        .contains("<ping xmlns='urn:xmpp:ping'/>");
                bob.say("<iq type='result' to='localhost' id='" + ping.replaceAll("(?s).* id='([^']*)'.*", "$1")
                        + "'/>");
            }
            bob.hear("</iq>");
            bob.say(" ");
            bob.hear("</iq>");

            assertThat(bob.hearAll()).contains("<connection-timeout ").doesNotContain("type='error'");
        }
    }

    @Test
    void whoDoesNotReadLosesHisOwnStreamOnly() throws IOException {
        try (Stage stage = Stage.open(data, Map.of("WOCKD_LIMITS_UNWRITTEN", "64 KiB"));
                Wire alice = stage.client("alice", "asleep");
                Wire bob = stage.client("bob", "writes")) {
            String message = "<message to='alice@localhost/asleep' type='headline'><body>" + "x".repeat(100_000)
                    + "</body></message>";
            await().atMost(Duration.ofMinutes(2)).until(() -> {
                bob.say(message.repeat(10)).fence();
                return stage.metric("wockd_c2s_errors_total", "resource-constraint") > 0;
            });

            assertThat(bob.fence()).contains("type='result'");
            assertThat(alice).isNotNull();
        }
    }

    @Test
    void aStanzaThatIsTooLargeIsCountedAndTold() throws IOException {
        try (Stage stage = Stage.open(data, Map.of("WOCKD_LIMITS_STANZA", "10 KiB"));
                Wire bob = stage.client("bob", "writes")) {
            assertThat(bob.say("<message><body>" + "x".repeat(11_000) + "</body></message>")
                            .hearAll())
                    .contains("<policy-violation ")
                    .contains("a stanza may have at most 10240 octets");
            assertThat(stage.metric("wockd_c2s_errors_total", "policy-violation"))
                    .isEqualTo(1);
        }
    }

    @Test
    void aRefusedStanzaIsCounted() throws IOException {
        try (Stage stage = Stage.open(data, Map.of());
                Wire bob = stage.client("bob", "asks")) {
            bob.say("<iq type='get' id='q'><unknown xmlns='urn:example:unknown'/></iq>")
                    .fence();

            assertThat(stage.metric("wockd_c2s_stanzas_refused_total", "service-unavailable"))
                    .isEqualTo(1);
        }
    }

    @Test
    void strangersWhoDoNotSpeakTlsAreCounted() throws IOException {
        try (Stage stage = Stage.open(data, Map.of());
                Wire mallory = Wire.connect(stage.port("client-tls"))) {
            mallory.say("GET / HTTP/1.1\r\n\r\n").hearAll();

            assertThat(stage.metric("wockd_c2s_tls_failed_total")).isPositive();
        }
    }
}
