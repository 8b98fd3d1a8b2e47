package org.wockd.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.wockd.bench.measure.Cost;
import org.wockd.bench.measure.Result;
import org.wockd.bench.measure.Span;

/**
 * The times of a load that goes on by itself.
 *
 * @param warmUp how long it is not measured
 * @param time how long it is measured
 * @param patience how long the last answers may take
 */
public record Phases(Duration warmUp, Duration time, Duration patience) {

    /**
     * Measures a load that has begun, and adds its figures to {@code result}. An error ends it early.
     *
     * @param pids the server's processes
     * @param tallies what is counted; the first is what the load is made of
     */
    void measure(List<Tally> tallies, Collection<Long> pids, Errors errors, Result result)
            throws IOException, InterruptedException {
        boolean calm = errors.noneWithin(warmUp);
        tallies.forEach(Tally::forget);
        long[] before = tallies.stream().mapToLong(Tally::counted).toArray();
        Span span = Span.begin(pids, 0);
        if (calm) {
            boolean _ = errors.noneWithin(time);
        }
        Cost cost = span.cost();
        for (int i = 0; i < before.length; i++) {
            Tally tally = tallies.get(i);
            long things = tally.counted() - before[i];
            if (i == 0) {
                cost.tell(result, tally.thing(), things);
            } else {
                cost.each(result, tally.thing(), things);
            }
        }
        tallies.forEach(tally -> tally.tellLatencies(result));
    }
}
