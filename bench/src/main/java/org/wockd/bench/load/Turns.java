package org.wockd.bench.load;

import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.wockd.bench.measure.Latencies;

/** Things that were done, and how long each took. Used by any threads. */
final class Turns {
    private final LongAdder count = new LongAdder();
    private final Latencies latencies = new Latencies();

    /**
     * One is done.
     *
     * @param begun when it was to begin, by {@link System#nanoTime}
     */
    void done(long begun) {
        count.increment();
        latencies.record(begun, System.nanoTime());
    }

    /** How many there are. */
    long count() {
        return count.sum();
    }

    Tally tally(String thing) {
        return new Tally(thing, this::count, Map.of(thing, latencies));
    }
}
