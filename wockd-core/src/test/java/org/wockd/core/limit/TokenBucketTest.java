package org.wockd.core.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A bucket of ten at once and five a second; the clock is the test's. */
class TokenBucketTest {
    private final TokenBucket.Rate rate = new TokenBucket.Rate(5, 10);
    private long now = Long.MAX_VALUE - 1_000_000;
    private final TokenBucket bucket = new TokenBucket(rate, now);

    private Duration take(long count) {
        return bucket.take(count, now);
    }

    private void wait(Duration duration) {
        now += duration.toNanos();
    }

    @Test
    void afterARestABurstCostsNothing() {
        assertThat(take(10)).isZero();
    }

    @Test
    void whatIsOwedFlowsInAgain() {
        take(10);

        assertThat(take(1)).isEqualTo(Duration.ofMillis(200));
        assertThat(take(4)).isEqualTo(Duration.ofSeconds(1));
        wait(Duration.ofSeconds(1));
        assertThat(take(0)).isZero();
        assertThat(take(1)).isEqualTo(Duration.ofMillis(200));
    }

    @Test
    void aLongRestIsWorthNoMoreThanABurst() {
        take(10);
        wait(Duration.ofDays(1000));

        assertThat(take(10)).isZero();
        assertThat(take(1)).isPositive();
    }

    @Test
    void oneThatIsLargerThanTheBucketIsLentAndPaidFor() {
        assertThat(take(110)).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void aClockThatGoesBackGivesNothing() {
        take(10);
        wait(Duration.ofSeconds(-10));
        assertThat(take(5)).isEqualTo(Duration.ofSeconds(1));
        wait(Duration.ofSeconds(10));
        assertThat(take(0)).isEqualTo(Duration.ofSeconds(1));
    }

    /** Who waits as told never gets more than the rate and one burst, however it is cut. */
    @Test
    void theAverageHolds() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        long begun = now;
        long taken = 0;
        for (int i = 0; i < 10_000; i++) {
            int count = random.nextInt(30);
            taken += count;
            wait(take(count));
            wait(Duration.ofNanos(random.nextInt(1000)));
        }
        double seconds = (now - begun) / 1e9;
        assertThat((double) taken).as("seed %d", seed).isLessThanOrEqualTo(10 + seconds * 5 + 1);
    }

    @Test
    void aRateOfNothingIsRefused() {
        assertThatThrownBy(() -> new TokenBucket.Rate(0, 1)).hasMessageContaining("at least 1 a second");
    }
}
