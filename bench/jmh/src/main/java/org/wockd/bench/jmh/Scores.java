package org.wockd.bench.jmh;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The scores of one run, as they are kept: a line for the machine, one of titles, and one for each benchmark, with tabs between its
 * name, the score, the error and the unit.
 *
 * @param machine what it ran on
 * @param all by their names
 */
record Scores(String machine, TreeMap<String, Score> all) {
    private static final String MACHINE = "# ";
    private static final String TITLES = "benchmark\tscore\terror\tunit";
    private static final int COLUMNS = 4;

    static Scores of(String machine, List<Score> scores) {
        return new Scores(
                machine,
                scores.stream()
                        .collect(Collectors.toMap(Score::benchmark, Function.identity(), (a, b) -> b, TreeMap::new)));
    }

    /**
     * Reads what {@link #text} wrote.
     *
     * @throws IllegalArgumentException where it is something else, with the line
     */
    static Scores read(List<String> lines) {
        if (lines.size() < 2
                || !lines.getFirst().startsWith(MACHINE)
                || !lines.get(1).equals(TITLES)) {
            throw new IllegalArgumentException(
                    "kept scores begin with '# ' and a machine, and then the titles: " + TITLES);
        }
        List<Score> scores = new ArrayList<>();
        for (String line : lines.subList(2, lines.size())) {
            String[] columns = line.split("\t", -1);
            if (columns.length != COLUMNS) {
                throw new IllegalArgumentException("not a score: " + line);
            }
            scores.add(
                    new Score(columns[0], Double.parseDouble(columns[1]), Double.parseDouble(columns[2]), columns[3]));
        }
        return of(lines.getFirst().substring(MACHINE.length()), scores);
    }

    String text() {
        StringBuilder out = new StringBuilder(MACHINE + machine + "\n" + TITLES + "\n");
        all.values()
                .forEach(score -> out.append(String.format(
                        Locale.ROOT,
                        "%s\t%.1f\t%.1f\t%s%n",
                        score.benchmark(),
                        score.value(),
                        score.error(),
                        score.unit())));
        return out.toString();
    }

    /** A table of these beside kept ones; the ratio is this score to that, so less than 1 is faster now. */
    String beside(Scores kept) {
        StringBuilder out = new StringBuilder("kept: " + kept.machine + "\nnow:  " + machine + "\n\n");
        out.append(String.format(
                Locale.ROOT, "%-28s %22s %22s  %-6s %s%n", "benchmark", "kept", "now", "unit", "now/kept"));
        all.values().forEach(now -> out.append(line(now, kept.all)));
        return out.toString();
    }

    private static String line(Score now, Map<String, Score> kept) {
        @Nullable Score then = kept.get(now.benchmark());
        return String.format(
                Locale.ROOT,
                "%-28s %22s %22s  %-6s %8s%n",
                now.benchmark(),
                then == null ? "new" : figure(then),
                figure(now),
                now.unit(),
                then == null || !then.unit().equals(now.unit())
                        ? "-"
                        : String.format(Locale.ROOT, "%.2f", now.value() / then.value()));
    }

    private static String figure(Score score) {
        return String.format(Locale.ROOT, "%,.1f + %,.1f", score.value(), score.error());
    }
}
