package org.wockd.protocol.relay;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait before the next attempt: twice as long each time, and never as long as the neighbour. */
final class Backoff {
    private final Duration first;
    private final Duration slowest;
    private final RandomGenerator random;
    private int failures;

    Backoff(Duration first, Duration slowest, RandomGenerator random) {
        this.first = first;
        this.slowest = slowest;
        this.random = random;
    }

    /** The last attempt went well. */
    void reset() {
        failures = 0;
    }

    /** The pause after one more failure: between half of the step and the whole of it. */
    Duration next() {
        int doublings = Math.min(failures++, 20);
        long step = Math.min(slowest.toMillis(), first.toMillis() << doublings);
        return jittered(step);
    }

    /** The longest pause, for what will not be better soon. */
    Duration longest() {
        return jittered(slowest.toMillis());
    }

    private Duration jittered(long millis) {
        return Duration.ofMillis(millis / 2 + random.nextLong(millis / 2 + 1));
    }
}
