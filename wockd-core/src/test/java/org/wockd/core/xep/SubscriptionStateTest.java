package org.wockd.core.xep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wockd.core.xep.SubscriptionTable.state;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wockd.protocol.jid.Jid;

/** Every row of RFC 6121 appendix A.2 and A.3. */
class SubscriptionStateTest {

    static List<SubscriptionTable.Row> out() {
        return SubscriptionTable.outbound();
    }

    static List<SubscriptionTable.Row> in() {
        return SubscriptionTable.inbound();
    }

    @ParameterizedTest
    @MethodSource("out")
    void outbound(SubscriptionTable.Row row) {
        SubscriptionState.Step result = state(row.before()).out(row.step());

        assertThat(result.passed()).isEqualTo(row.goesOn());
        assertThat(result.next()).isEqualTo(state(row.after()));
        assertThat(result.reply()).isNull();
    }

    @ParameterizedTest
    @MethodSource("in")
    void inbound(SubscriptionTable.Row row) {
        SubscriptionState.Step result = state(row.before()).in(row.step());

        assertThat(result.passed()).isEqualTo(row.goesOn());
        assertThat(result.next()).isEqualTo(state(row.after()));
        assertThat(result.reply()).isEqualTo(row.reply());
    }

    @Test
    void noStateAndNoStepIsMissing() {
        for (List<SubscriptionTable.Row> table : List.of(out(), in())) {
            assertThat(table.stream().map(row -> row.step() + row.before()).distinct())
                    .hasSize(4 * SubscriptionTable.STATES.size());
            assertThat(SubscriptionTable.STATES)
                    .containsAll(
                            table.stream().map(SubscriptionTable.Row::after).toList());
        }
    }

    @Test
    void aRequestThatWaitsIsNoContactYet() {
        SubscriptionState state = SubscriptionState.of(null, true);

        assertThat(state).isEqualTo(state("None+In"));
        assertThat(state.item(null, Jid.parse("bob@wockd.test"))).isNull();
    }
}
