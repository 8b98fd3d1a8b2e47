package org.wockd.bench.measure;

import java.util.Arrays;

/**
 * Where a row of samples is going: the slope that is the median of those between any two of them (Theil and Sen), which a few
 * samples that stand out do not move.
 *
 * @param slope change for one unit of time
 * @param median of the samples
 * @param growth what the slope makes from the first sample to the last
 */
public record Trend(double slope, double median, double growth) {

    /**
     * The trend of samples.
     *
     * @param times of the samples, growing
     * @param values as many, at least two
     */
    public static Trend of(double[] times, double[] values) {
        int n = times.length;
        if (n < 2 || values.length != n) {
            throw new IllegalArgumentException(n + " times and " + values.length + " values have no trend");
        }
        double[] slopes = new double[n * (n - 1) / 2];
        int k = 0;
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                slopes[k++] = (values[j] - values[i]) / (times[j] - times[i]);
            }
        }
        double slope = median(slopes);
        return new Trend(slope, median(values), slope * (times[n - 1] - times[0]));
    }

    /** The middle one, or the mean of the two in the middle. */
    public static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
    }
}
