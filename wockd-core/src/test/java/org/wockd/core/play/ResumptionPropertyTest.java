package org.wockd.core.play;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever the network does to Bob's streams, he and Alice get each other's messages as if it had done nothing: all, once,
 * and in order; so has the archive.
 */
class ResumptionPropertyTest {
    private static final String SM = "xmlns='urn:xmpp:sm:3'";
    private static final Pattern BODY = Pattern.compile("<body>([^<]*)</body>");
    private static final int ROUNDS = 10;
    private static final int EACH = 4;

    /** So often the network breaks; then it is well. */
    private static final int CUTS = 12;

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

    /** A client that counts, and comes back until all is said. */
    private final class Bob {
        private final int port;
        private final Deque<String> unacknowledged = new ArrayDeque<>();
        private final List<String> got = new ArrayList<>();
        private final String token;
        private Wire wire;
        private long acknowledged;
        private int streams = 1;

        private Bob(int port) throws IOException {
            this.port = port;
            wire = stage.client("bob", "desk");
            wire.say("<enable " + SM + " resume='true'/>");
            token = attribute(wire.hear("<enabled ") + wire.hear("/>"), "id");
        }

        private void writes(String body) {
            String message = "<message type='chat' to='alice@localhost/pad'><body>" + body + "</body></message>";
            unacknowledged.add(message);
            try {
                wire.say(message);
            } catch (IOException e) {
                // It is said again after the return.
                assertThat(e).isNotNull();
            }
        }

        /** Until so many have come, and all that was written is acknowledged. */
        private void hears(int messages) {
            boolean asked = false;
            while (got.size() < messages || !unacknowledged.isEmpty()) {
                try {
                    if (!asked) {
                        wire.say("<r " + SM + "/>");
                        asked = true;
                    }
                    take(wire.hear(">"));
                } catch (SocketTimeoutException e) {
                    throw new IllegalStateException("the network is there, and nothing comes", e);
                } catch (IOException | AssertionError e) {
                    comesBack();
                    asked = false;
                }
            }
        }

        private void take(String tag) throws IOException {
            if (tag.startsWith("<message ")) {
                Matcher body = BODY.matcher(wire.hear("</message>"));
                if (body.find()) {
                    got.add(body.group(1));
                }
            } else if (tag.startsWith("<r ")) {
                wire.say("<a " + SM + " h='" + got.size() + "'/>");
            } else if (tag.startsWith("<a ")) {
                acknowledged(tag);
            } else {
                throw new IllegalStateException("nobody expects " + tag);
            }
        }

        private void acknowledged(String tag) {
            long h = Long.parseLong(attribute(tag, "h"));
            for (; acknowledged < h; acknowledged++) {
                unacknowledged.removeFirst();
            }
        }

        private void comesBack() {
            while (true) {
                try {
                    wire.close();
                    streams++;
                    wire = Wire.connect(port);
                    wire.login("bob", "bobbob");
                    wire.say("<resume " + SM + " h='" + got.size() + "' previd='" + token + "'/>");
                    String tag = wire.hear(">");
                    if (!tag.startsWith("<resumed ")) {
                        throw new IllegalStateException("not resumed: " + tag + wire.hearAll());
                    }
                    acknowledged(tag);
                    for (String message : unacknowledged) {
                        wire.say(message);
                    }
                    return;
                } catch (SocketTimeoutException e) {
                    throw new IllegalStateException("the network is there, and nothing comes", e);
                } catch (IOException | AssertionError e) {
                    assertThat(streams)
                            .as("streams, the last one ended with %s", e)
                            .isLessThan(CUTS + ROUNDS);
                }
            }
        }
    }

    private static String attribute(String xml, String name) {
        Matcher value = Pattern.compile(" " + name + "='([^']*)'").matcher(xml);
        if (!value.find()) {
            throw new IllegalStateException("no " + name + " in " + xml);
        }
        return value.group(1);
    }

    private static List<String> bodies(String xml) {
        return BODY.matcher(xml).results().map(body -> body.group(1)).toList();
    }

    private static List<String> numbers(String prefix) {
        return IntStream.rangeClosed(1, ROUNDS * EACH).mapToObj(i -> prefix + i).toList();
    }

    @Test
    void cutsChangeNothing() throws IOException {
        long seed = Long.getLong("wockd.seed", System.nanoTime());
        Random random = new Random(seed);
        int[] ends = {0};
        try (Cutter network = new Cutter(
                        stage.port("client"),
                        () -> ends[0]++ < CUTS * 2
                                ? random.nextInt(random.nextBoolean() ? 3_000 : 9_000)
                                : Integer.MAX_VALUE);
                Wire alice = stage.client("alice", "pad")) {
            Bob bob = new Bob(network.port());
            bob.wire.breaks();
            for (int round = 0; round < ROUNDS; round++) {
                for (int i = 1; i <= EACH; i++) {
                    int number = round * EACH + i;
                    alice.say("<message type='chat' to='bob@localhost/desk'><body>a" + number + "</body></message>");
                    bob.writes("b" + number);
                }
                bob.hears((round + 1) * EACH);
                if (round % 3 == 2) {
                    bob.wire.breaks();
                }
            }
            String hers = alice.fence();

            assertThat(bob.got).as("-Dwockd.seed=%d", seed).containsExactlyElementsOf(numbers("a"));
            assertThat(bodies(hers)).as("-Dwockd.seed=%d", seed).containsExactlyElementsOf(numbers("b"));
            alice.say(
                    "<iq type='set' id='mam'><query xmlns='urn:xmpp:mam:2'><set xmlns='http://jabber.org/protocol/rsm'>"
                            + "<max>250</max></set></query></iq>");
            List<String> archive = bodies(alice.hear("id='mam'"));
            assertThat(archive.stream().filter(body -> body.startsWith("a")))
                    .as("-Dwockd.seed=%d", seed)
                    .containsExactlyElementsOf(numbers("a"));
            assertThat(archive.stream().filter(body -> body.startsWith("b")))
                    .as("-Dwockd.seed=%d", seed)
                    .containsExactlyElementsOf(numbers("b"));
            assertThat(bob.streams).as("the network did break").isGreaterThan(4);
        }
    }
}
