package org.wockd.bench.curve;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.wockd.bench.curve.Curve.Line;
import org.wockd.bench.curve.Curve.Point;

/** A curve as SVG, with logarithmic axes. */
final class Plot {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;
    private static final int LEFT = 70;
    private static final int RIGHT = 20;
    private static final int TOP = 40;
    private static final int BOTTOM = 50;
    private static final int LEGEND = 18;
    /** Told apart by those who do not see all colours, too (Okabe and Ito). */
    private static final List<String> COLOURS = List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7");

    private final Curve curve;
    private final Map<Line, List<Point>> points;
    private final Axis x;
    private final Axis y;

    /**
     * @param points of each line of the curve that has any
     */
    Plot(Curve curve, Map<Line, List<Point>> points) {
        this.curve = curve;
        this.points = points;
        List<Point> all = points.values().stream().flatMap(List::stream).toList();
        this.x = Axis.over(all.stream().mapToDouble(Point::n).toArray(), LEFT, WIDTH - RIGHT);
        this.y = Axis.over(all.stream().mapToDouble(Point::cost).toArray(), height() - BOTTOM, TOP);
    }

    private int height() {
        return HEIGHT + LEGEND * points.size();
    }

    /**
     * One axis, from one power of ten to another.
     *
     * @param low the exponent of the lower end
     * @param high that of the upper end
     * @param from where the lower end is drawn
     * @param to where the upper end is drawn
     */
    private record Axis(int low, int high, double from, double to) {
        static Axis over(double[] values, double from, double to) {
            double least = Double.MAX_VALUE;
            double most = Double.MIN_VALUE;
            for (double value : values) {
                least = Math.min(least, value);
                most = Math.max(most, value);
            }
            int low = (int) Math.floor(Math.log10(least));
            return new Axis(low, Math.max(low + 1, (int) Math.ceil(Math.log10(most))), from, to);
        }

        double at(double value) {
            return from + (Math.log10(value) - low) / (high - low) * (to - from);
        }
    }

    String svg() {
        StringBuilder out = new StringBuilder();
        out.append(String.format(
                        Locale.ROOT,
                        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' font-family='sans-serif' font-size='12'>",
                        WIDTH,
                        height()))
                .append('\n');
        out.append(String.format(Locale.ROOT, "<rect width='%d' height='%d' fill='#fff'/>", WIDTH, height()))
                .append('\n');
        out.append(String.format(
                        Locale.ROOT,
                        "<text x='%d' y='22' font-size='15'>%s</text>",
                        LEFT,
                        escaped(curve.title() + ", " + curve.unit())))
                .append('\n');
        grid(out);
        int number = 0;
        for (Map.Entry<Line, List<Point>> line : points.entrySet()) {
            draw(out, line.getKey(), line.getValue(), number++);
        }
        return out.append("</svg>\n").toString();
    }

    private void grid(StringBuilder out) {
        int bottom = height() - BOTTOM;
        for (int power = x.low; power <= x.high; power++) {
            double at = x.at(Math.pow(10, power));
            out.append(String.format(
                            Locale.ROOT,
                            "<line x1='%.1f' y1='%d' x2='%.1f' y2='%d' stroke='#ddd'/>",
                            at,
                            TOP,
                            at,
                            bottom))
                    .append('\n');
            out.append(String.format(
                            Locale.ROOT,
                            "<text x='%.1f' y='%d' text-anchor='middle'>%s</text>",
                            at,
                            bottom + 16,
                            label(power)))
                    .append('\n');
        }
        for (int power = y.low; power <= y.high; power++) {
            double at = y.at(Math.pow(10, power));
            out.append(String.format(
                            Locale.ROOT,
                            "<line x1='%d' y1='%.1f' x2='%d' y2='%.1f' stroke='#ddd'/>",
                            LEFT,
                            at,
                            WIDTH - RIGHT,
                            at))
                    .append('\n');
            out.append(String.format(
                            Locale.ROOT,
                            "<text x='%d' y='%.1f' text-anchor='end'>%s</text>",
                            LEFT - 6,
                            at + 4,
                            label(power)))
                    .append('\n');
        }
        out.append(String.format(
                        Locale.ROOT,
                        "<text x='%d' y='%d' text-anchor='middle'>%s</text>",
                        (LEFT + WIDTH - RIGHT) / 2,
                        bottom + 36,
                        escaped(curve.things())))
                .append('\n');
    }

    private double x(Point point) {
        return x.at((double) point.n());
    }

    private void draw(StringBuilder out, Line line, List<Point> all, int number) {
        String colour = COLOURS.get(number % COLOURS.size());
        StringBuilder path = new StringBuilder();
        for (Point point : all) {
            path.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(point), y.at(point.cost())));
        }
        out.append(String.format(
                        Locale.ROOT,
                        "<polyline points='%s' fill='none' stroke='%s' stroke-width='2'/>",
                        path.toString().trim(),
                        colour))
                .append('\n');
        for (Point point : all) {
            out.append(String.format(
                            Locale.ROOT,
                            "<circle cx='%.1f' cy='%.1f' r='3' fill='%s'/>",
                            x(point),
                            y.at(point.cost()),
                            colour))
                    .append('\n');
            out.append(String.format(
                            Locale.ROOT,
                            "<text x='%.1f' y='%.1f' text-anchor='middle' font-size='10' fill='%s'>%s</text>",
                            x(point),
                            y.at(point.cost()) - 7,
                            colour,
                            number(point.cost())))
                    .append('\n');
        }
        int legend = TOP + 12 + LEGEND * number;
        out.append(String.format(
                        Locale.ROOT,
                        "<rect x='%d' y='%d' width='12' height='4' fill='%s'/>",
                        LEFT + 10,
                        legend - 6,
                        colour))
                .append('\n');
        out.append(String.format(
                        Locale.ROOT, "<text x='%d' y='%d'>%s</text>", LEFT + 28, legend, escaped(line.title())))
                .append('\n');
    }

    private static String label(int power) {
        return power < 0
                ? String.format(Locale.ROOT, "%." + -power + "f", Math.pow(10, power))
                : number(Math.pow(10, power));
    }

    /** With three digits at least, as far as there are any. */
    static String number(double value) {
        String format = value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f";
        String text = String.format(Locale.ROOT, format, value);
        return text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("'", "&apos;");
    }
}
