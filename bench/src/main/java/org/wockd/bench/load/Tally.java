package org.wockd.bench.load;

import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.wockd.bench.measure.Latencies;
import org.wockd.bench.measure.Result;

/**
 * One kind of thing that a load is counted in.
 *
 * @param thing its name, as message
 * @param count how many there are up to now
 * @param latencies how long each took, by the name of what took so long; for some things that says nothing
 */
record Tally(String thing, LongSupplier count, Map<String, Latencies> latencies) {

    /** What only is counted. */
    static Tally of(String thing, LongAdder count) {
        return new Tally(thing, count::sum, Map.of());
    }

    long counted() {
        return count.getAsLong();
    }

    /** Latencies up to now are not told. */
    void forget() {
        latencies.values().forEach(Latencies::take);
    }

    void tellLatencies(Result into) {
        latencies.forEach((name, each) -> into.with(name, each.take()));
    }
}
