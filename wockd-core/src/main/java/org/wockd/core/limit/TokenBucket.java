package org.wockd.core.limit;

import java.time.Duration;

/**
 * A token bucket that lends: who takes more than there is owes the rest, and waits until it has flowed in. So what has
 * already been read need not be thrown away, and the average holds all the same. Safe for use by many threads.
 */
public final class TokenBucket {
    private static final double NANOS = 1e9;

    private final Rate rate;
    private double tokens;
    private long filled;

    /**
     * How fast a bucket fills, and how much it holds.
     *
     * @param perSecond tokens that flow in
     * @param atOnce the most it holds: what may be taken in one go after a rest
     */
    public record Rate(long perSecond, long atOnce) {
        public Rate {
            if (perSecond < 1 || atOnce < 1) {
                throw new IllegalArgumentException("A rate needs at least 1 a second and 1 at once, but has "
                        + perSecond + " and " + atOnce + ".");
            }
        }
    }

    /**
     * A full bucket.
     *
     * @param now in nanoseconds of a clock that only goes forward, such as {@link System#nanoTime()}
     */
    public TokenBucket(Rate rate, long now) {
        this.rate = rate;
        this.tokens = rate.atOnce();
        this.filled = now;
    }

    /**
     * Takes tokens, whether there are enough or not.
     *
     * @param now as for the constructor; an earlier time than the one before counts as the same
     * @return how long to wait before the next; zero where nothing is owed
     */
    public synchronized Duration take(long count, long now) {
        long passed = Math.max(0, now - filled);
        filled += passed;
        tokens = Math.min((double) rate.atOnce(), tokens + passed / NANOS * rate.perSecond()) - count;
        return tokens >= 0 ? Duration.ZERO : Duration.ofNanos((long) Math.ceil(-tokens / rate.perSecond() * NANOS));
    }
}
