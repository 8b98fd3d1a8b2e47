package org.wockd.bench.curve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.wockd.bench.curve.Curve.Line;
import org.wockd.bench.curve.Curve.Point;

/**
 * The costs that were measured, in a file of lines: curve, line, n and cost, with tabs between them; lines that begin with #
 * are notes. What is measured anew takes the place of what was there.
 */
public final class Measured {
    private static final String TAB = "\t";
    private static final String MACHINE = "# machine: ";

    private final Path file;
    private final Map<String, NavigableMap<Long, Double>> costs = new LinkedHashMap<>();
    private String machine = "";

    /** What is in a file, which need not be there yet. */
    public Measured(Path file) throws IOException {
        this.file = file;
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                read(line);
            }
        }
    }

    private void read(String line) throws IOException {
        if (line.startsWith("#")) {
            machine = line.startsWith(MACHINE) ? line.substring(MACHINE.length()) : machine;
            return;
        }
        String[] words = line.split(TAB, -1);
        try {
            if (words.length == 4) {
                put(words[0], words[1], new Point(Long.parseLong(words[2]), Double.parseDouble(words[3])));
                return;
            }
        } catch (NumberFormatException e) {
            throw new IOException(file + " has a line whose numbers are none; remove it: " + line, e);
        }
        throw new IOException(
                file + " has a line that is not of four words with tabs between them; remove it: " + line);
    }

    private void put(String curve, String line, Point point) {
        costs.computeIfAbsent(curve + TAB + line, _ -> new TreeMap<>()).put(point.n(), point.cost());
    }

    /** Forgets what was measured of a curve. */
    void forget(Curve curve) {
        curve.lines().forEach(line -> costs.remove(curve.name() + TAB + line.name()));
    }

    /** Adds a cost. */
    void add(String curve, String line, long n, double cost) {
        put(curve, line, new Point(n, cost));
    }

    /** What it was measured on; empty where nothing was. */
    String machine() {
        return machine;
    }

    /** Writes the file. */
    void save(String on) throws IOException {
        machine = on;
        StringBuilder out = new StringBuilder(MACHINE + on + "\n# curve\tline\tn\tcost\n");
        costs.forEach((key, points) -> points.forEach(
                (n, cost) -> out.append(key).append(String.format(Locale.ROOT, "\t%d\t%.3f%n", n, cost))));
        Files.writeString(file, out.toString());
    }

    /** The points of a curve's lines, as far as there are any. */
    Map<Line, List<Point>> of(Curve curve) {
        Map<Line, List<Point>> all = new LinkedHashMap<>();
        for (Line line : curve.lines()) {
            NavigableMap<Long, Double> points = costs.get(curve.name() + TAB + line.name());
            if (points != null) {
                List<Point> row = new ArrayList<>();
                points.forEach((n, cost) -> row.add(new Point(n, cost)));
                all.put(line, row);
            }
        }
        return all;
    }
}
