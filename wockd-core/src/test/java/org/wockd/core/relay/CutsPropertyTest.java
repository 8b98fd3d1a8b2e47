package org.wockd.core.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wockd.core.play.Cutter;
import org.wockd.core.relay.RelayConfig.Role;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.relay.Delivery;
import org.wockd.protocol.relay.LinkListener;
import org.wockd.protocol.relay.LinkState;
import org.wockd.protocol.relay.RelayLink;
import org.wockd.protocol.rule.Rules;
import org.wockd.protocol.stanza.Iq;
import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaError;
import org.wockd.protocol.xml.Node;

/**
 * Whatever the network does to a relay's link, Juliet and the relay get each other's stanzas as if it had done nothing: all,
 * once, and in order, and neither is told that the other was away.
 */
class CutsPropertyTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Jid TORRENT = Jid.domain("torrent.localhost");
    private static final Jid JULIET = Jid.parse("juliet@localhost/balcony");
    private static final int ROUNDS = 20;
    private static final int EACH = 10;
    private static final int MESSAGES = ROUNDS * EACH;

    /** So often the network breaks, in one of the directions; then it is well. */
    private static final int CUTS = 30;

    @TempDir
    Path folder = Path.of("");

    private final Queue<String> heard = new ConcurrentLinkedQueue<>();
    private final Queue<String> ends = new ConcurrentLinkedQueue<>();
    private final AtomicInteger comings = new AtomicInteger();
    private final AtomicInteger goings = new AtomicInteger();

    /** Hears what Juliet says, at its leisure, and says it again in three ways. */
    private org.wockd.protocol.rule.Path echo(RelayLink link) {
        Rules rules = new Rules();
        rules.message(Message.Type.CHAT).then(in -> {
            String body = String.valueOf(in.stanza().body());
            heard.add(body);
            link.send(Message.chat(TORRENT, JULIET, "s" + body, "sent " + body));
            link.sendAcknowledged(Message.chat(TORRENT, JULIET, "e" + body, "safe " + body), end(body));
            in.yieldResult();
        });
        rules.iq(Iq.Type.GET).then(in -> {
            heard.add("asked " + in.stanza().id());
            in.yieldResult();
        });
        return new org.wockd.protocol.rule.Path(List.of(), rules, "torrent.localhost"::equals, stanza -> {
            throw new IllegalStateException("nobody expects " + stanza);
        });
    }

    private Delivery end(String body) {
        return new Delivery() {
            @Override
            public void delivered() {
                ends.add(body);
            }

            @Override
            public void refused(StanzaError error) {
                ends.add(body + " refused");
            }

            @Override
            public void lost() {
                ends.add(body + " lost");
            }
        };
    }

    private LinkListener counting() {
        return new LinkListener() {
            @Override
            public void up() {
                comings.incrementAndGet();
            }

            @Override
            public void down() {
                goings.incrementAndGet();
            }
        };
    }

    private static List<String> expected(String format) {
        return IntStream.range(0, MESSAGES)
                .mapToObj(i -> format.formatted("w" + i))
                .toList();
    }

    @Test
    void cutsChangeNothing() throws Exception {
        long seed = Long.getLong("wockd.seed", System.nanoTime());
        Random random = new Random(seed);
        AtomicInteger directions = new AtomicInteger();
        RelayConfig patient =
                new RelayConfig("torrent.localhost", Stage.SECRET, Role.RELAY, Set.of(), Duration.ofMinutes(5));
        Queue<String> watched = new ConcurrentLinkedQueue<>();
        AttachWatcher watcher = arrival -> watched.add(arrival.relay().domain());
        try (Stage stage = new Stage(folder, LONG, List.of(watcher), patient);
                Cutter network = new Cutter(
                        stage.port(),
                        () -> directions.getAndIncrement() < 2 * CUTS
                                ? random.nextInt(random.nextBoolean() ? 1_000 : 8_000)
                                : Integer.MAX_VALUE)) {
            Stage.Client juliet = stage.client(JULIET.toString());
            RelayLink link = stage.link(network.port(), "torrent.localhost", null, Stage.SECRET);
            link.listen(counting());
            link.start(echo(link));
            await().atMost(LONG).until(() -> link.state() instanceof LinkState.Up || directions.get() > 2 * CUTS);
            List<String> sent = new ArrayList<>();
            List<String> safe = new ArrayList<>();
            List<String> answers = new ArrayList<>();
            for (int i = 0; i < MESSAGES; i++) {
                stage.say(JULIET.toString(), "torrent.localhost", "w" + i);
                stage.send(Iq.request(Iq.Type.GET, TORRENT, "w" + i, Node.of("urn:example:1", "query"))
                        .from(JULIET));
                if (i % EACH == EACH - 1) {
                    // What came of these, before more is said.
                    while (answers.size() <= i || sent.size() <= i || safe.size() <= i) {
                        sort(juliet.next(), sent, safe, answers);
                    }
                }
            }
            await().atMost(LONG).until(() -> ends.size() >= MESSAGES);
            await().atMost(LONG).until(() -> stage.stores.mailbox().waiting(TORRENT) == 0);
            link.close();

            String which = "-Dwockd.seed=" + seed;
            assertThat(heard.stream().filter(what -> !what.startsWith("asked")))
                    .as(which)
                    .containsExactlyElementsOf(expected("%s"));
            assertThat(heard.stream().filter(what -> what.startsWith("asked")))
                    .as(which)
                    .containsExactlyElementsOf(expected("asked %s"));
            assertThat(sent).as(which).containsExactlyElementsOf(expected("sent %s"));
            assertThat(safe).as(which).containsExactlyElementsOf(expected("safe %s"));
            assertThat(answers).as(which).containsExactlyElementsOf(expected("%s"));
            assertThat(ends).as(which).containsExactlyElementsOf(expected("%s"));
            assertThat(stage.metrics.counter("wockd.link.resumed").count())
                    .as(which)
                    .isGreaterThan(3);
            assertThat(comings.get()).as(which + ": begun anew").isEqualTo(goings.get());
            double resumed = stage.metrics
                    .counter("wockd.relay.resumed", "relay", "torrent.localhost")
                    .count();
            assertThat(watched.size() + resumed)
                    .as(which + ": told anew or resumed, and never both")
                    .isLessThanOrEqualTo(directions.get() / 2.0);
        }
    }

    private static void sort(Stanza stanza, List<String> sent, List<String> safe, List<String> answers) {
        switch (stanza) {
            case Iq iq -> answers.add(String.valueOf(iq.id()));
            case Message message
            when String.valueOf(message.body()).startsWith("sent ") -> sent.add(String.valueOf(message.body()));
            case Message message -> safe.add(String.valueOf(message.body()));
            default -> throw new IllegalStateException("nobody expects " + stanza);
        }
    }
}
