package org.wockd.bench.longrun;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.wockd.bench.measure.Trend;

/**
 * Whether samples stay as they are.
 *
 * @param text a line for each quantity
 * @param problems what grows by more than it may
 */
record Verdict(List<String> text, List<String> problems) {

    /**
     * A quantity that must not grow.
     *
     * @param share of its median by which it may grow from the first sample to the last
     * @param least by which it may grow in any case: a page more, a pool that finds its size
     */
    private record Quantity(String name, ToDoubleFunction<Sample> of, double share, double least) {
        double tolerance(Trend trend) {
            return Math.max(least, share * trend.median());
        }
    }

    private static final List<Quantity> QUANTITIES = List.of(
            new Quantity("live heap (KiB)", Sample::liveKib, 0.05, 4096),
            new Quantity("resident memory (KiB)", Sample::residentKib, 0.05, 16_384),
            new Quantity("threads", Sample::threads, 0, 2),
            new Quantity("open files", Sample::files, 0, 4));

    /** Judges the samples from after the warm-up, at least two. */
    static Verdict of(List<Sample> samples) {
        List<String> text = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        double[] times = samples.stream().mapToDouble(Sample::seconds).toArray();
        for (Quantity quantity : QUANTITIES) {
            Trend trend =
                    Trend.of(times, samples.stream().mapToDouble(quantity.of()).toArray());
            double tolerance = quantity.tolerance(trend);
            boolean grows = trend.growth() > tolerance;
            String line = String.format(
                    Locale.ROOT,
                    "%-24s median %.0f, grows by %.1f in %.0f s, may grow by %.1f: %s",
                    quantity.name(),
                    trend.median(),
                    trend.growth(),
                    times[times.length - 1] - times[0],
                    tolerance,
                    grows ? "GROWS" : "flat");
            text.add(line);
            if (grows) {
                problems.add(line);
            }
        }
        return new Verdict(text, problems);
    }
}
