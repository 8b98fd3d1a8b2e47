package org.wockd.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** A server that stands still must show, although a generator on one thread can send nothing meanwhile. */
class LatenciesTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long SERVICE = TimeUnit.MILLISECONDS.toNanos(1);
    private static final Percentage NEARLY = Percentage.withPercentage(1);

    @Test
    void aStallOfOneSecondInTenIsInThePercentilesAtAFixedRate() {
        Latencies latencies = new Latencies();
        Pace pace = new Pace(0, 100);
        long sent = 0;
        long now = 0;
        // Ten seconds of messages, one after the other; before message 500 the server stands still for a second.
        while (sent < 1000) {
            now = Math.max(now, pace.intended(sent)) + SERVICE + (sent == 500 ? SECOND : 0);
            latencies.record(pace.intended(sent++), now);
        }

        Latencies.Percentiles p = latencies.take();
        assertThat(p.count()).isEqualTo(1000);
        assertThat(p.max()).isCloseTo(1_001_000, NEARLY);
        // Message 500 waits 1,001 ms and each after it 9 ms less, so some 111 wait; one in a hundred waits 910 ms and
        // more.
        assertThat(p.p99()).isBetween(890_000L, 930_000L);
        assertThat(p.p90()).isBetween(80_000L, 130_000L);
        assertThat(p.p50()).isCloseTo(1_000, NEARLY);
    }

    @Test
    void whatWasTakenIsNotToldAgain() {
        Latencies latencies = new Latencies();
        latencies.record(0, SECOND);
        assertThat(latencies.take().count()).isEqualTo(1);
        assertThat(latencies.take()).isEqualTo(new Latencies.Percentiles(0, 0, 0, 0, 0, 0));
    }

    @Test
    void aRateHoldsOnAverageHoweverLateItIsLookedAt() {
        Pace pace = new Pace(1_000, 3);
        assertThat(pace.due(999)).isZero();
        assertThat(pace.due(1_000)).isEqualTo(1);
        assertThat(pace.due(1_000 + SECOND))
                .as("at 0, a third, two thirds and one")
                .isEqualTo(4);
        assertThat(pace.due(1_000 + 10 * SECOND)).isEqualTo(31);
        assertThat(pace.intended(30)).isEqualTo(1_000 + 10 * SECOND);
    }

    @Test
    void whatIsDueWasIntendedBeforeAndTheNextIsNot() {
        Pace pace = new Pace(-5, 777.7);
        for (long now = 0; now < SECOND; now += 1_234_567) {
            long due = pace.due(now);
            assertThat(pace.intended(due - 1)).isLessThanOrEqualTo(now);
            assertThat(pace.intended(due)).isGreaterThan(now);
        }
    }
}
