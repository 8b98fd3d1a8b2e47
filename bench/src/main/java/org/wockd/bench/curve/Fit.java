package org.wockd.bench.curve;

import java.util.List;

/**
 * How totals grow: they are like n to the power of this exponent.
 *
 * @param exponent over all points: the slope of the line through the logarithms that has the least squares
 * @param last over the upper half of the points, where fixed costs weigh least
 * @param allowed what both may be: that of n log n over the same points, and what measuring is not exact by
 */
public record Fit(double exponent, double last, double allowed) {
    private static final double INEXACT = 0.1;

    /**
     * Of at least two points, growing.
     *
     * @throws IllegalArgumentException for fewer, and for costs of nothing, which have no logarithm
     */
    public static Fit of(List<Curve.Point> points, Curve.Growth growth) {
        if (points.size() < 2 || points.stream().anyMatch(point -> point.cost() <= 0 || point.n() < 2)) {
            throw new IllegalArgumentException("no line goes through the logarithms of " + points);
        }
        List<Curve.Point> upper = points.subList((points.size() - 1) / 2, points.size());
        List<Curve.Point> most = points.stream()
                .map(point -> new Curve.Point(point.n(), point.n() * Math.log((double) point.n())))
                .toList();
        return new Fit(slope(points, growth), slope(upper, growth), slope(most, Curve.Growth.ALL) + INEXACT);
    }

    private static double slope(List<Curve.Point> points, Curve.Growth growth) {
        double x = 0;
        double y = 0;
        for (Curve.Point point : points) {
            x += Math.log((double) point.n()) / points.size();
            y += Math.log(growth.total(point)) / points.size();
        }
        double up = 0;
        double along = 0;
        for (Curve.Point point : points) {
            double dx = Math.log((double) point.n()) - x;
            up += dx * (Math.log(growth.total(point)) - y);
            along += dx * dx;
        }
        return up / along;
    }

    /** Whether it is at most n log n. */
    public boolean holds() {
        return exponent <= allowed && last <= allowed;
    }
}
