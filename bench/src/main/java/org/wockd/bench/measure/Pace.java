package org.wockd.bench.measure;

import java.util.concurrent.TimeUnit;

/**
 * A fixed rate: when each of a row of things is to begin. What is late stays due, so the rate holds on average, however long
 * nothing could be done.
 *
 * @param start the moment of the first, by {@link System#nanoTime}
 * @param perSecond how many there are in a second
 */
public record Pace(long start, double perSecond) {

    public Pace {
        if (!(perSecond > 0)) {
            throw new IllegalArgumentException("a rate must be more than 0, not " + perSecond);
        }
    }

    /** When number {@code n}, counted from 0, is to begin. */
    public long intended(long n) {
        return start + Math.round(n * (TimeUnit.SECONDS.toNanos(1) / perSecond));
    }

    /** How many are to have begun by now. */
    public long due(long now) {
        long guess = Math.max(0, (long) ((now - start) * perSecond / TimeUnit.SECONDS.toNanos(1)) - 1);
        while (intended(guess) <= now) {
            guess++;
        }
        return guess;
    }
}
