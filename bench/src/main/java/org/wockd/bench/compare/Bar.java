package org.wockd.bench.compare;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What wockd is to reach: at most so much, or at most so many times the least of others.
 *
 * @param what is to be reached
 * @param ours the figure of wockd
 * @param limit the most that it may be
 */
record Bar(String what, Figure ours, Limit limit) {

    private static final String NOT_MEASURED = "not measured";

    /**
     * A figure in the results.
     *
     * @param kind in which it is measured
     * @param name its name there
     * @param unit in which it is shown
     * @param factor from the result's unit to that
     */
    public record Figure(String kind, String name, String unit, double factor) {}

    /** The most that something may be. */
    public sealed interface Limit {}

    /** A number in the unit of the figure. */
    public record AtMost(double most) implements Limit {}

    /** A share, or a multiple, of the least that any of these has. */
    public record Times(double factor, Figure theirs, List<Contender> those) implements Limit {}

    static Limit times(double factor, Figure theirs, Contender... those) {
        return new Times(factor, theirs, List.copyOf(Arrays.asList(those)));
    }

    /** The row of the table of all bars. */
    String row(Figures figures) {
        Optional<Spread> mine =
                figures.spread(ours.kind(), Contender.WOCKD, ours.name()).map(spread -> spread.times(ours.factor()));
        String measured = mine.map(spread -> spread + " " + ours.unit()).orElse(NOT_MEASURED);
        return switch (limit) {
            case AtMost(double most) -> row("≤ " + number(most) + " " + ours.unit(), measured, "", reached(mine, most));
            case Times(double factor, Figure theirs, List<Contender> those) -> {
                Optional<Double> least = those.stream()
                        .flatMap(other -> figures.spread(theirs.kind(), other, theirs.name()).stream())
                        .map(other -> other.median() * theirs.factor())
                        .min(Double::compare);
                String ratio = least.isEmpty() || mine.isEmpty()
                        ? NOT_MEASURED
                        : String.format(Locale.ROOT, "%.2f", mine.get().median() / least.get());
                yield row(
                        "≤ " + number(factor) + " × " + names(those),
                        measured,
                        ratio,
                        least.map(value -> reached(mine, factor * value)).orElse(""));
            }
        };
    }

    private String row(String aim, String measured, String ratio, String reached) {
        return "| " + what + " | " + aim + " | " + measured + " | " + ratio + " | " + reached + " |\n";
    }

    private static String reached(Optional<Spread> mine, double most) {
        return mine.map(spread -> spread.median() <= most ? "yes" : "**no**").orElse("");
    }

    private static String names(List<Contender> those) {
        String all = String.join(" or ", those.stream().map(Contender::title).toList());
        return those.size() > 1 ? "the better of " + all.replace(" or ", " and ") : all;
    }

    /** As 1/5, 0.8 or 1,500. */
    private static String number(double value) {
        double inverse = Math.rint(1 / value);
        if (value < 1 && Math.abs(inverse * value - 1) < 1e-9) {
            return String.format(Locale.ROOT, "1/%.0f", inverse);
        }
        return value == Math.rint(value) ? String.format(Locale.ROOT, "%,.0f", value) : Double.toString(value);
    }
}
