package org.wockd.bench.curve;

import java.util.List;

/**
 * A plot: costs over how many things there are.
 *
 * @param name of the plot's file, and in the file of figures
 * @param title for people
 * @param things what there are so many of
 * @param unit of all costs
 */
public record Curve(String name, String title, String things, String unit, List<Line> lines) {

    /**
     * One cost.
     *
     * @param name in the file of figures
     * @param title for people
     */
    public record Line(String name, String title, Growth growth) {}

    /** What may grow no faster than n log n. */
    public enum Growth {
        /** The cost as it is: it is that of all n things. */
        ALL {
            @Override
            double total(Point point) {
                return point.cost();
            }
        },
        /** n times the cost: it is that of one of n, and all of them have it. */
        EACH {
            @Override
            double total(Point point) {
                return point.n() * point.cost();
            }
        };

        /** What is held against n log n. */
        abstract double total(Point point);
    }

    /** A cost where there are n things. */
    public record Point(long n, double cost) {}
}
