package org.wockd.bench.compare;

import java.util.Collection;
import java.util.Locale;
import org.wockd.bench.measure.Trend;

/** A figure over several runs: the median, the least and the most. */
record Spread(double median, double least, double most) {

    /** Of numbers, at least one. */
    static Spread of(Collection<Double> values) {
        double[] all = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return new Spread(Trend.median(all), all[0], all[all.length - 1]);
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
