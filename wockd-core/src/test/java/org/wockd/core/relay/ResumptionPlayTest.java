package org.wockd.core.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wockd.core.relay.RelayConfig.Role;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.Iq;
import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.stanza.Presence;
import org.wockd.protocol.xml.Node;

/** Juliet writes to a relay that counts (XEP-0198), loses its connections, and comes back. XML by hand on its side. */
class ResumptionPlayTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String JULIET = "juliet@localhost/balcony";
    private static final Jid TORRENT = Jid.domain("torrent.localhost");
    private static final RelayConfig PATIENT =
            new RelayConfig("torrent.localhost", Stage.SECRET, Role.RELAY, Set.of(), Duration.ofMinutes(5));
    private static final Pattern BODY = Pattern.compile("<body>([^<]*)</body>");

    @TempDir
    Path folder = Path.of("");

    @SuppressWarnings("NullAway.Init")
    private Stage stage;

    @SuppressWarnings("NullAway.Init")
    private Stage.Client juliet;

    private final BlockingQueue<String> arrivals = new LinkedBlockingQueue<>();

    @BeforeEach
    void open() throws Exception {
        open(PATIENT, RelayLimits.defaults().counted());
    }

    private void open(RelayConfig config, RelayLimits.Counted limits) throws Exception {
        AttachWatcher watcher = arrival -> arrivals.add(arrival.relay().domain());
        stage = new Stage(folder, LONG, limits, List.of(watcher), config);
        juliet = stage.client(JULIET);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private CoreRelay torrent() {
        return Objects.requireNonNull(stage.relays.of("torrent.localhost"));
    }

    private Component modern() throws IOException {
        return Component.modern(stage.port(), "torrent.localhost");
    }

    private void awaitAttached() {
        await().atMost(LONG).until(torrent()::isAttached);
    }

    private void says(String body) throws Exception {
        stage.say(JULIET, "torrent.localhost", body);
    }

    private static List<String> bodies(String xml) {
        return BODY.matcher(xml).results().map(body -> body.group(1)).toList();
    }

    private long waiting() {
        return stage.stores.mailbox().waiting(TORRENT);
    }

    @Test
    void whoNamesNoProcessOfTheRelayIsToldSo() throws Exception {
        List<String> wrong = List.of("evil.localhost/a", "torrent.localhost/", "torrent.localhost/" + "x".repeat(129));
        for (String from : wrong) {
            try (Component stranger = Component.silent(stage.port())) {
                stranger.say("<stream:stream xmlns='jabber:component:accept' to='torrent.localhost' version='1.0'"
                        + " xmlns:stream='http://etherx.jabber.org/streams' from='" + from + "'>");
                assertThat(stranger.hears("</stream:stream>"))
                        .contains("<invalid-from ")
                        .contains("names no process of torrent.localhost");
            }
        }
    }

    @Test
    void onlyWhoSaysVersionOneIsOfferedAnything() throws Exception {
        try (Component plain = Component.attached(stage.port(), "torrent.localhost")) {
            awaitAttached();
            says("hello");
            assertThat(plain.hears("<body>hello</body></message>")).doesNotContain("features", "<r ");
        }
    }

    @Test
    void whoWasOfferedItAndDoesNotWantItIsAPlainComponent() throws Exception {
        try (Component torrent = modern()) {
            assertThat(torrent.fence("torrent.localhost")).doesNotContain("<r ");
            awaitAttached();
            says("hello");
            torrent.hears("<body>hello</body></message>");
            await().atMost(LONG).until(() -> waiting() == 0);
            torrent.say("<enable xmlns='urn:xmpp:sm:3'/>");
            assertThat(torrent.hears("</failed>")).contains("<unexpected-request");
        }
    }

    @Test
    void bothSidesAcknowledge() throws Exception {
        try (Component torrent = modern()) {
            torrent.enables();
            awaitAttached();
            says("one");
            torrent.hears("<body>one</body></message><r xmlns='urn:xmpp:sm:3'/>");
            await().atMost(LONG).until(() -> waiting() == 1);
            torrent.acknowledges(1);
            await().atMost(LONG).until(() -> waiting() == 0);

            torrent.say("<message from='torrent.localhost' to='juliet@localhost' type='chat'><body>a</body></message>");
            torrent.say("<message from='torrent.localhost' to='@' type='chat'><body>b</body></message>");
            assertThat(torrent.asks()).isEqualTo(2);
            assertThat(((Message) juliet.next()).body()).isEqualTo("a");
        }
    }

    @Test
    void whatWasNotAcknowledgedComesAgainInOrderOnTheNextConnection() throws Exception {
        String token;
        try (Component torrent = modern()) {
            token = torrent.enables();
            awaitAttached();
            says("one");
            says("two");
            stage.send(Iq.request(Iq.Type.GET, TORRENT, "q", Node.of("urn:xmpp:ping", "ping"))
                    .from(juliet.jid()));
            says("three");
            torrent.hears("<body>three</body></message>");
            torrent.say("<message from='torrent.localhost' to='juliet@localhost'><body>mine</body></message>");
            assertThat(torrent.asks()).isEqualTo(1);
            torrent.breakDown();
        }
        await().atMost(LONG).until(() -> !torrent().isAttached());
        says("four");
        try (Component torrent = modern()) {
            assertThat(torrent.resumes(token, 1)).isEqualTo(1);
            String again = torrent.hears("<body>four</body></message>");
            assertThat(bodies(again)).containsExactly("two", "three", "four");
            assertThat(again.indexOf("id='q'")).isBetween(again.indexOf("two"), again.indexOf("three"));
            torrent.acknowledges(5);
            await().atMost(LONG).until(() -> waiting() == 0);
        }
        assertThat(stage.metrics
                        .counter("wockd.relay.resumed", "relay", "torrent.localhost")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aBreakIsNoComingAndGoing() throws Exception {
        String token;
        try (Component torrent = modern()) {
            token = torrent.enables();
            awaitAttached();
            assertThat(arrivals.take()).isEqualTo("torrent.localhost");
            torrent.say("<presence from='torrent.localhost' to='juliet@localhost'/>");
            assertThat(((Presence) juliet.next()).type()).isEqualTo(Presence.Type.AVAILABLE);
            torrent.breakDown();
        }
        await().atMost(LONG).until(() -> !torrent().isAttached());
        // What she does meanwhile is not lost, since nobody tells it anew.
        stage.send(Presence.of(juliet.jid(), TORRENT, Presence.Type.UNAVAILABLE));
        try (Component torrent = modern()) {
            torrent.resumes(token, 0);
            torrent.hears("<presence [^>]*type='unavailable'");
            torrent.say("<message from='torrent.localhost' to='juliet@localhost'><body>still here</body></message>");
            assertThat(((Message) juliet.next()).body()).isEqualTo("still here");
            assertThat(arrivals).isEmpty();
        }
    }

    @Test
    void aRelayThatHasForgottenAllGetsAnewWhatItHasNotAcknowledged() throws Exception {
        try (Component torrent = modern()) {
            torrent.enables();
            awaitAttached();
            for (int i = 0; i < 50; i++) {
                says("m" + i);
            }
            stage.send(Iq.request(Iq.Type.GET, TORRENT, "q", Node.of("urn:xmpp:ping", "ping"))
                    .from(juliet.jid()));
            torrent.hears("id='q'");
            torrent.acknowledges(20);
            torrent.breakDown();
        }
        await().atMost(LONG).until(() -> !torrent().isAttached());
        says("m50");
        try (Component torrent = modern()) {
            torrent.enables();
            String again = torrent.hears("<iq [^>]*id='q'");
            List<String> expected = new ArrayList<>();
            for (int i = 20; i <= 50; i++) {
                expected.add("m" + i);
            }
            assertThat(bodies(again)).containsExactlyElementsOf(expected);
            torrent.acknowledges(32);
            await().atMost(LONG).until(() -> waiting() == 0);
        }
    }

    @Test
    void aRestartOfTheCoreIsABreakToo() throws Exception {
        String token;
        try (Component torrent = modern()) {
            token = torrent.enables();
            awaitAttached();
            for (String body : List.of("one", "two", "three", "four")) {
                says(body);
            }
            torrent.hears("<body>four</body></message>");
            torrent.say("<message from='torrent.localhost' to='juliet@localhost'><body>mine</body></message>");
            assertThat(torrent.asks()).isEqualTo(1);
            torrent.acknowledges(1);
            await().atMost(LONG).until(() -> waiting() == 3);
            torrent.breakDown();
        }
        stage.close();
        open(PATIENT, RelayLimits.defaults().counted());
        says("five");
        try (Component torrent = modern()) {
            assertThat(torrent.resumes(token, 2)).isEqualTo(1);
            assertThat(bodies(torrent.hears("<body>five</body></message>"))).containsExactly("three", "four", "five");
            torrent.say("<message from='torrent.localhost' to='juliet@localhost'><body>again</body></message>");
            assertThat(torrent.asks()).isEqualTo(2);
            torrent.acknowledges(5);
            await().atMost(LONG).until(() -> waiting() == 0);
        }
    }

    @Test
    void whatCannotBeResumedBeginsAnew() throws Exception {
        says("waiting");
        try (Component torrent = modern()) {
            torrent.say("<resume xmlns='urn:xmpp:sm:3' previd='nonsense' h='7'/>");
            assertThat(torrent.hears("</failed>")).contains("<item-not-found");
            torrent.enables();
            torrent.hears("<body>waiting</body>");
        }
    }

    @Test
    void aLinkIsTakenOverFromAConnectionThatOnlyTheCoreBelievesIn() throws Exception {
        try (Component first = modern()) {
            String token = first.enables();
            awaitAttached();
            says("one");
            first.hears("<body>one</body>");
            try (Component second = modern()) {
                second.resumes(token, 0);
                second.hears("<body>one</body>");
                assertThat(first.hears("</stream:stream>")).contains("<conflict");
            }
        }
    }

    /** It is not sent again, however long the core runs and whenever it is started again. */
    @Test
    void whatHasComeWhileTheStoreFailedIsNotedLater() throws Exception {
        try (Component torrent = modern()) {
            String token = torrent.enables();
            awaitAttached();
            says("one");
            torrent.hears("<body>one</body>");
            stage.database.jdbi().useHandle(h -> h.execute("ALTER TABLE message RENAME TO hidden"));
            torrent.acknowledges(1);
            await().atMost(LONG).until(stage.stores.mailbox()::isFailing);
            stage.database.jdbi().useHandle(h -> h.execute("ALTER TABLE hidden RENAME TO message"));
            says("two");
            torrent.hears("<body>two</body>");
            torrent.acknowledges(2);
            await().atMost(LONG).until(() -> waiting() == 0);
            torrent.breakDown();
            try (Component back = modern()) {
                back.resumes(token, 2);
                says("three");
                assertThat(bodies(back.hears("<body>three</body>"))).containsExactly("three");
            }
        }
    }

    /** The link breaks while the core looks whether all that came by the one before is durable. */
    @Test
    void whoIsGoneBeforeItIsToldThatItResumesIsAway() throws Exception {
        stage.close();
        open(Stage.TORRENT, RelayLimits.defaults().counted());
        Component first = modern();
        String token = first.enables();
        awaitAttached();
        Component second = modern();
        stage.database.jdbi().useHandle(h -> {
            h.execute("SELECT 1");
            second.say("<resume xmlns='urn:xmpp:sm:3' previd='" + token + "' h='0'/>");
            first.hears("</stream:stream>");
            first.close();
            second.breakDown();
            await().atMost(LONG)
                    .until(() ->
                            stage.metrics.get("wockd.relay.connections").gauge().value() == 0);
        });
        await().atMost(LONG)
                .until(() -> stage.metrics
                                .counter("wockd.relay.resumed", "relay", "torrent.localhost")
                                .count()
                        == 1);

        stage.send(Iq.request(Iq.Type.GET, TORRENT, "q", Node.of("urn:xmpp:ping", "ping"))
                .from(juliet.jid()));

        assertThat(((Iq) juliet.next()).node().toString()).contains("remote-server-timeout");
    }

    @Test
    void whoCountsMoreThanThereWasIsWrong() throws Exception {
        try (Component torrent = modern()) {
            torrent.enables();
            awaitAttached();
            torrent.acknowledges(3);
            assertThat(torrent.hears("</stream:stream>")).contains("<handled-count-too-high", "send-count='0'");
        }
    }

    @Test
    void whoAcknowledgesNothingGetsOnlySoMuchAndTheRestLater() throws Exception {
        stage.close();
        open(PATIENT, new RelayLimits.Counted(10, 1 << 20, LONG, LONG, 4));
        try (Component torrent = modern()) {
            torrent.enables();
            awaitAttached();
            for (int i = 1; i <= 40; i++) {
                says("m" + i);
            }
            List<String> got = new ArrayList<>(bodies(torrent.hears("<body>m10</body></message>")));
            assertThat(waiting()).isEqualTo(40);
            // An answer goes before what waits; nothing of that has come.
            assertThat(bodies(torrent.fence("torrent.localhost"))).isEmpty();
            torrent.acknowledges(11);
            got.addAll(bodies(torrent.hears("<body>m20</body></message>")));
            torrent.acknowledges(21);
            got.addAll(bodies(torrent.hears("<body>m30</body></message>")));
            torrent.acknowledges(31);
            got.addAll(bodies(torrent.hears("<body>m40</body></message>")));
            torrent.acknowledges(41);
            await().atMost(LONG).until(() -> waiting() == 0);
            assertThat(got).hasSize(40).doesNotHaveDuplicates();
            assertThat(stage.metrics
                            .counter("wockd.relay.paused", "relay", "torrent.localhost")
                            .count())
                    .isPositive();
        }
    }

    @Test
    void whoNeverAnswersARequestLosesTheLink() throws Exception {
        stage.close();
        open(PATIENT, new RelayLimits.Counted(10, 1 << 20, Duration.ofMillis(200), LONG, 4));
        try (Component torrent = modern()) {
            String token = torrent.enables();
            awaitAttached();
            says("hello");
            assertThat(torrent.hears("</stream:stream>")).contains("<body>hello", "<connection-timeout");
            assertThat(stage.metrics
                            .counter("wockd.relay.ended", "relay", "torrent.localhost", "reason", "silent")
                            .count())
                    .isEqualTo(1);
            try (Component back = modern()) {
                back.resumes(token, 0);
                back.hears("<body>hello");
            }
        }
    }
}
