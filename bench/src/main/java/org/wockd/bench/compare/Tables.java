package org.wockd.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What was measured, as tables of Markdown: a row for each contender, and a row for each ratio. */
final class Tables {
    private static final List<List<Contender>> AGAINST = List.of(
            List.of(Contender.PROSODY, Contender.EJABBERD), List.of(Contender.OCTETS), List.of(Contender.STANZAS));

    private final Figures figures;

    Tables(Figures figures) {
        this.figures = figures;
    }

    /** The section of a kind; empty where it was not measured. */
    String section(Kind kind) {
        List<Contender> measured = Stream.of(Contender.values())
                .filter(contender -> !figures.of(kind.name(), contender).isEmpty())
                .toList();
        if (measured.isEmpty()) {
            return "";
        }
        StringBuilder out = new StringBuilder("## " + kind.title() + "\n\n");
        out.append(kind.words(figures.of(kind.name(), measured.getFirst()).getFirst()))
                .append("\n\n");
        List<String> heads = new ArrayList<>(List.of("", "runs"));
        kind.columns().forEach(column -> heads.add(column.title()));
        out.append(row(heads)).append("|---".repeat(heads.size())).append("|\n");
        for (Contender contender : measured) {
            out.append(row(Stream.concat(
                            Stream.of(
                                    contender.title(),
                                    Integer.toString(
                                            figures.of(kind.name(), contender).size())),
                            kind.columns().stream().map(column -> cell(kind, contender, column)))
                    .toList()));
        }
        if (measured.contains(Contender.WOCKD)) {
            AGAINST.forEach(those -> ratios(kind, those, out));
        }
        return out.append('\n').toString();
    }

    /** The table of all bars. */
    String bars(List<Kind> kinds) {
        StringBuilder out = new StringBuilder("| what | aim | measured | ratio | reached |\n|---|---|---|---|---|\n");
        kinds.forEach(kind -> kind.bars().forEach(bar -> out.append(bar.row(figures))));
        return out.toString();
    }

    private String cell(Kind kind, Contender contender, Kind.Column column) {
        return figures.spread(kind.name(), contender, column.figure())
                .map(spread -> spread.times(column.factor()).toString())
                .orElse("");
    }

    private void ratios(Kind kind, List<Contender> those, StringBuilder out) {
        List<Contender> measured = those.stream()
                .filter(contender -> !figures.of(kind.name(), contender).isEmpty())
                .toList();
        if (measured.isEmpty()) {
            return;
        }
        String name = "wockd / "
                + (measured.size() > 1 ? "better peer" : measured.getFirst().title());
        out.append(row(Stream.concat(
                        Stream.of(name, ""),
                        kind.columns().stream()
                                .map(column -> ratio(kind, measured, column).orElse("")))
                .toList()));
    }

    private Optional<String> ratio(Kind kind, List<Contender> those, Kind.Column column) {
        Stream<Double> theirs = those.stream()
                .flatMap(other -> figures.spread(kind.name(), other, column.figure()).stream())
                .map(Spread::median);
        Optional<Double> best = switch (column.better()) {
            case LESS -> theirs.min(Double::compare);
            case MORE -> theirs.max(Double::compare);
            case NEITHER -> Optional.empty();
        };
        return best.filter(value -> value > 0)
                .flatMap(value -> figures.spread(kind.name(), Contender.WOCKD, column.figure())
                        .map(mine -> String.format(Locale.ROOT, "%.2f", mine.median() / value)));
    }

    private static String row(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }
}
