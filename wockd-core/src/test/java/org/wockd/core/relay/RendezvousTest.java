package org.wockd.core.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.wockd.protocol.jid.Jid;

/** Ten thousand users and the instances that work for them. */
class RendezvousTest {
    private static final List<Jid> USERS = IntStream.range(0, 10_000)
            .mapToObj(i -> Jid.parse("user" + i + "@localhost"))
            .toList();

    private static Map<Jid, String> picks(String... names) {
        return USERS.stream()
                .collect(Collectors.toMap(
                        Function.identity(), user -> String.valueOf(Rendezvous.pick(user, List.of(names)))));
    }

    @Test
    void theyAreSharedEvenly() {
        Map<String, Long> shares = picks("a", "b", "c").values().stream()
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        assertThat(shares).containsOnlyKeys("a", "b", "c");
        assertThat(shares.values()).allSatisfy(share -> assertThat(share).isBetween(3_100L, 3_560L));
    }

    @Test
    void whoComesTakesFromAllAndNobodyElseMoves() {
        Map<Jid, String> two = picks("a", "b");
        Map<Jid, String> three = picks("a", "b", "c");
        three.forEach((user, name) -> assertThat(name).isIn("c", two.get(user)));
    }

    @Test
    void theOrderOfNamesAndTheResourceOfTheUserMakeNoDifference() {
        assertThat(picks("c", "a", "b")).isEqualTo(picks("a", "b", "c"));
        for (Jid user : USERS) {
            assertThat(Rendezvous.pick(user.withResource("phone"), List.of("a", "b", "c")))
                    .isEqualTo(Rendezvous.pick(user, List.of("a", "b", "c")));
        }
    }

    @Test
    void nobodyWorksWhereNobodyIs() {
        assertThat(Rendezvous.pick(USERS.getFirst(), List.of())).isNull();
        assertThat(Rendezvous.pick(USERS.getFirst(), List.of("only"))).isEqualTo("only");
    }
}
