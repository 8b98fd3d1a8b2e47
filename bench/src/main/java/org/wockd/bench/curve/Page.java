package org.wockd.bench.curve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.wockd.bench.curve.Curve.Line;
import org.wockd.bench.curve.Curve.Point;

/** The page of all curves, in Markdown, and their plots beside it. */
public final class Page {
    private final Measured measured;

    public Page(Measured measured) {
        this.measured = measured;
    }

    /** Writes the page {@code curves.md} and the plots {@code curve-*.svg} into a folder. */
    public void write(Path folder) throws IOException {
        StringBuilder out = new StringBuilder("""
            # How costs grow

            This page is the output of `bench/curves`, which anybody can run: it starts wockd's core, gives it more and more of one
            thing, and measures what work costs it then, in processor time of its process, user and system, as the kernel counts it. All
            figures are in [curves.tsv](curves.tsv). They were measured on %s; the load came from another process on the same processors.

            The cost that all n have together is to grow no faster than n log n. It grows like n to the power of the exponent: that of the
            line with the least squares through the logarithms of all points, and of those in the upper half, where fixed costs weigh least.
            Both may be that of n log n over the same points and 0.1 more.

            """.formatted(measured.machine()));
        for (Subject subject : Subjects.ALL) {
            if (subject.curves().stream().allMatch(curve -> measured.of(curve).isEmpty())) {
                continue;
            }
            out.append("## ")
                    .append(subject.title())
                    .append("\n\n")
                    .append(subject.words())
                    .append("\n\n");
            for (Curve curve : subject.curves()) {
                Map<Line, List<Point>> points = measured.of(curve);
                if (!points.isEmpty()) {
                    Files.writeString(folder.resolve("curve-" + curve.name() + ".svg"), new Plot(curve, points).svg());
                    section(out, curve, points);
                }
            }
        }
        Files.writeString(folder.resolve("curves.md"), out.toString().stripTrailing() + "\n");
    }

    /** The curves of which some line grows faster than it may. */
    public List<String> tooFast() {
        return Subjects.ALL.stream()
                .flatMap(subject -> subject.curves().stream())
                .flatMap(curve -> measured.of(curve).entrySet().stream()
                        .filter(line -> line.getValue().size() > 1)
                        .filter(line ->
                                !Fit.of(line.getValue(), line.getKey().growth()).holds())
                        .map(line -> curve.name() + ": " + line.getKey().title()))
                .toList();
    }

    private static void section(StringBuilder out, Curve curve, Map<Line, List<Point>> points) {
        out.append("![")
                .append(curve.title())
                .append("](curve-")
                .append(curve.name())
                .append(".svg)\n\n");
        SortedSet<Long> all = new TreeSet<>();
        points.values().forEach(line -> line.forEach(point -> all.add(point.n())));
        out.append("| ").append(curve.title()).append(", ").append(curve.unit()).append(" |");
        all.forEach(n -> out.append(String.format(Locale.ROOT, " %,d |", n)));
        out.append(" exponent of all n, upper half | at most n log n |\n|---|").append("---|".repeat(all.size() + 2));
        out.append('\n');
        points.forEach((line, row) ->
                out.append("| ").append(line.title()).append(" | ").append(row(row, all, line)));
        out.append('\n');
    }

    private static String row(List<Point> row, SortedSet<Long> all, Line line) {
        Map<Long, Double> costs = row.stream().collect(Collectors.toMap(Point::n, Point::cost));
        String cells = all.stream()
                .map(n -> costs.containsKey(n) ? Plot.number(costs.get(n)) : "")
                .collect(Collectors.joining(" | "));
        if (row.size() < 2) {
            return cells + " | | |\n";
        }
        Fit fit = Fit.of(row, line.growth());
        return cells
                + String.format(
                        Locale.ROOT,
                        " | %.2f, %.2f | %s |%n",
                        fit.exponent(),
                        fit.last(),
                        fit.holds() ? "yes" : "**no**");
    }
}
