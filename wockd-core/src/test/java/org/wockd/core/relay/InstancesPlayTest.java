package org.wockd.core.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wockd.core.relay.RelayConfig.Role;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.Iq;
import org.wockd.protocol.stanza.Presence;
import org.wockd.protocol.xml.Node;

/** Thirty people are online, and one, two or three processes work for them under the domain of one relay. */
class InstancesPlayTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String DOMAIN = "torrent.localhost";
    private static final Jid TORRENT = Jid.domain(DOMAIN);
    private static final Pattern MESSAGE = Pattern.compile("<message [^>]*from='([^'/]*)/[^>]*><body>([^<]*)</body>");
    private static final Pattern PRESENCE =
            Pattern.compile("<presence(?= [^>]*from='([^'/]*)/)(?:(?! type=)[^>])*( type='unavailable')?[^>]*/>");

    private static final List<String> PEOPLE =
            IntStream.range(0, 30).mapToObj(i -> "u" + i + "@localhost").toList();

    @TempDir
    Path folder = Path.of("");

    @SuppressWarnings("NullAway.Init")
    private Stage stage;

    @BeforeEach
    void open() throws Exception {
        stage = new Stage(
                folder,
                LONG,
                RelayLimits.defaults().counted(),
                List.of(this::introduce),
                Stage.relay(DOMAIN, Role.RELAY));
    }

    @AfterEach
    void close() {
        stage.close();
    }

    /** What the core's own watcher does with rosters: the presence of everybody concerned. */
    private void introduce(AttachWatcher.Arrival arrival) {
        for (String person : PEOPLE) {
            if (arrival.users().test(Jid.parse(person))) {
                stage.router.send(Presence.of(Jid.parse(person + "/pc"), TORRENT, Presence.Type.AVAILABLE));
            }
        }
    }

    private CoreRelay torrent() {
        return Objects.requireNonNull(stage.relays.of(DOMAIN));
    }

    private Component comes(String name, int nth) throws IOException {
        Component component = Component.modern(stage.port(), DOMAIN + "/" + name);
        component.enables();
        awaitAttached(nth);
        return component;
    }

    private void awaitAttached(int instances) {
        await().atMost(LONG).until(() -> torrent().instances().attached() == instances);
    }

    private static List<String> of(String name, String... names) {
        return PEOPLE.stream()
                .filter(person -> name.equals(Rendezvous.pick(Jid.parse(person), List.of(names))))
                .toList();
    }

    private static List<String> moved(List<String> before, List<String> after) {
        return before.stream().filter(Predicate.not(after::contains)).toList();
    }

    /** Reads until so many presences have come; who came and who went, in order. */
    private static List<String> presences(Component at, int count) throws IOException {
        List<String> all = new ArrayList<>();
        while (all.size() < count) {
            var presence = PRESENCE.matcher(at.hears("<presence [^>]*/>"));
            if (presence.find()) {
                all.add((presence.group(2) == null ? "+" : "-") + presence.group(1));
            }
        }
        return all;
    }

    private static List<String> with(String sign, List<String> people) {
        return people.stream().map(person -> sign + person).toList();
    }

    private void everybodySays(String what) throws Exception {
        for (String person : PEOPLE) {
            stage.say(person + "/pc", DOMAIN, what);
        }
    }

    /** Who has written this, up to the answer to a ping. */
    private static List<String> writers(Component at, String what) throws IOException {
        return MESSAGE.matcher(at.fence(DOMAIN))
                .results()
                .filter(message -> message.group(2).equals(what))
                .map(message -> message.group(1))
                .toList();
    }

    @Test
    void whoComesTakesItsUsersFromTheOthersAndNobodyElseIsTold() throws Exception {
        try (Component a = comes("a", 1)) {
            assertThat(presences(a, PEOPLE.size())).containsExactlyElementsOf(with("+", PEOPLE));
            a.acknowledges(PEOPLE.size());
            Component b = Component.modern(stage.port(), DOMAIN + "/b");
            b.enables();
            List<String> toB = of("b", "a", "b");
            assertThat(toB).hasSizeBetween(8, 22);
            assertThat(presences(a, toB.size())).containsExactlyInAnyOrderElementsOf(with("-", toB));
            // Not before the first is through with them.
            a.acknowledges(PEOPLE.size() + toB.size());
            assertThat(presences(b, toB.size())).containsExactlyInAnyOrderElementsOf(with("+", toB));
            awaitAttached(2);

            everybodySays("one");
            assertThat(writers(a, "one")).containsExactlyElementsOf(of("a", "a", "b"));
            assertThat(writers(b, "one")).containsExactlyElementsOf(toB);
            int fromA = PEOPLE.size() + toB.size() + of("a", "a", "b").size() + 1;
            a.acknowledges(fromA);
            b.acknowledges(2L * toB.size() + 1);

            Component c = Component.modern(stage.port(), DOMAIN + "/c");
            c.enables();
            List<String> toC = of("c", "a", "b", "c");
            List<String> goneA = moved(of("a", "a", "b"), of("a", "a", "b", "c"));
            List<String> goneB = moved(toB, of("b", "a", "b", "c"));
            assertThat(goneA.size() + goneB.size()).isEqualTo(toC.size());
            assertThat(presences(a, goneA.size())).containsExactlyInAnyOrderElementsOf(with("-", goneA));
            assertThat(presences(b, goneB.size())).containsExactlyInAnyOrderElementsOf(with("-", goneB));
            a.acknowledges(fromA + goneA.size());
            b.acknowledges(2L * toB.size() + 1 + goneB.size());
            assertThat(presences(c, toC.size())).containsExactlyInAnyOrderElementsOf(with("+", toC));
            awaitAttached(3);
            everybodySays("two");
            assertThat(writers(a, "two")).containsExactlyElementsOf(of("a", "a", "b", "c"));
            assertThat(writers(b, "two")).containsExactlyElementsOf(of("b", "a", "b", "c"));
            assertThat(writers(c, "two")).containsExactlyElementsOf(toC);
            b.close();
            c.close();
        }
    }

    @Test
    void whatWasUnderWayToOneThatIsGoneFollowsInOrderToThoseThatTakeOver() throws Exception {
        try (Component a = comes("a", 1)) {
            presences(a, PEOPLE.size());
            a.acknowledges(PEOPLE.size());
            List<String> ofB = of("b", "a", "b");
            Component b = Component.modern(stage.port(), DOMAIN + "/b");
            b.enables();
            presences(a, ofB.size());
            a.acknowledges(PEOPLE.size() + ofB.size());
            presences(b, ofB.size());
            b.acknowledges(ofB.size());
            awaitAttached(2);

            everybodySays("first");
            assertThat(writers(a, "first")).containsExactlyElementsOf(of("a", "a", "b"));
            assertThat(writers(b, "first")).containsExactlyElementsOf(ofB);
            b.breakDown();
            awaitAttached(1);
            everybodySays("second");
            String asker = ofB.getFirst();
            stage.send(Iq.request(Iq.Type.GET, TORRENT, "q", Node.of("urn:xmpp:ping", "ping"))
                    .from(Jid.parse(asker + "/pc")));
            // It comes when the grace time of b is over.
            String all = a.hears("id='q'");
            List<String> order = new ArrayList<>();
            MESSAGE.matcher(all)
                    .results()
                    .filter(message -> ofB.contains(message.group(1)))
                    .forEach(message -> order.add(message.group(1) + " " + message.group(2)));
            List<String> expected = new ArrayList<>();
            ofB.forEach(person -> expected.add(person + " first"));
            ofB.forEach(person -> expected.add(person + " second"));
            assertThat(order).containsExactlyElementsOf(expected);
            assertThat(presences(a, ofB.size())).containsExactlyInAnyOrderElementsOf(with("+", ofB));
            assertThat(stage.metrics
                            .counter("wockd.relay.moved", "relay", DOMAIN)
                            .count())
                    .isEqualTo(2);
        }
    }

    @Test
    void theUsersOfOneThatIsAwayForAMomentStayWithIt() throws Exception {
        stage.close();
        RelayConfig patient =
                new RelayConfig(DOMAIN, Stage.SECRET, Role.RELAY, java.util.Set.of(), Duration.ofMinutes(5));
        stage = new Stage(folder, LONG, RelayLimits.defaults().counted(), List.of(), patient);
        List<String> ofB = of("b", "a", "b");
        try (Component a = comes("a", 1)) {
            Component b = Component.modern(stage.port(), DOMAIN + "/b");
            String token = b.enables();
            awaitAttached(2);
            b.breakDown();
            awaitAttached(1);
            everybodySays("hello");
            try (Component again = Component.modern(stage.port(), DOMAIN + "/b")) {
                again.resumes(token, 0);
                assertThat(writers(again, "hello")).containsExactlyElementsOf(ofB);
                assertThat(writers(a, "hello")).containsExactlyElementsOf(of("a", "a", "b"));
            }
        }
    }

    @Test
    void theSameNameTwiceIsAConflict() throws Exception {
        try (Component first = comes("a", 1);
                Component second = Component.modern(stage.port(), DOMAIN + "/a")) {
            second.enables();
            assertThat(first.hears("</stream:stream>")).contains("<conflict");
        }
    }

    @Test
    void oneInstanceTooManyIsRefused() throws Exception {
        stage.close();
        stage = new Stage(
                folder,
                LONG,
                new RelayLimits.Counted(10, 1 << 20, LONG, LONG, 1),
                List.of(),
                Stage.relay(DOMAIN, Role.RELAY));
        try (Component first = comes("a", 1);
                Component second = Component.modern(stage.port(), DOMAIN + "/b")) {
            second.say("<enable xmlns='urn:xmpp:sm:3'/>");
            assertThat(second.hears("</stream:stream>")).contains("<resource-constraint");
            stage.say("u1@localhost/pc", DOMAIN, "hello");
            first.hears("<body>hello</body>");
        }
    }
}
