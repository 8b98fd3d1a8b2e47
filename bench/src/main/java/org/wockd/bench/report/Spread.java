package org.wockd.bench.report;

import java.util.List;
import java.util.Locale;
import org.wockd.bench.measure.Result;
import org.wockd.bench.measure.Trend;

/** A figure over several runs: the median, the least and the most. */
record Spread(double median, double least, double most) {

    /** Of the numbers of this name. */
    static Spread of(List<Result> runs, String name) {
        double[] values = runs.stream().mapToDouble(run -> run.number(name)).toArray();
        return new Spread(
                Trend.median(values),
                runs.stream().mapToDouble(run -> run.number(name)).min().orElseThrow(),
                runs.stream().mapToDouble(run -> run.number(name)).max().orElseThrow());
    }

    /** The same in another unit. */
    Spread times(double factor) {
        return new Spread(median * factor, least * factor, most * factor);
    }

    /** As 1,234 (1,100–1,300); with one place behind the point where it is small. */
    @Override
    public String toString() {
        String format = median < 100 ? "%,.1f (%,.1f–%,.1f)" : "%,.0f (%,.0f–%,.0f)";
        return String.format(Locale.ROOT, format, median, least, most);
    }
}
