package org.wockd.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.wockd.bench.measure.Result;
import org.wockd.protocol.service.ExitCode;
import org.wockd.protocol.service.StartException;

/**
 * All that was measured, in a file of its own, so that the document can be written again without measuring. A line is one
 * figure: kind, contender, run, name and value, with tabs between them.
 */
public final class Figures {
    private static final int COLUMNS = 5;
    private static final String TAB = "\t";

    /** One run of a kind with one contender, from 1, and its figures by name. */
    public record Run(String kind, String contender, int number, Map<String, String> values) {
        /** The figure of this name; empty where there is none. */
        String text(String name) {
            return values.getOrDefault(name, "");
        }

        /** A number without what is behind its point. */
        String rounded(String name) {
            return Long.toString(Math.round(Double.parseDouble(values.getOrDefault(name, "0"))));
        }
    }

    private record Key(String kind, String contender, int number) {}

    private static final Key ABOUT = new Key("about", "all", 1);

    private final Path file;
    private final Map<Key, Map<String, String>> runs = new LinkedHashMap<>();

    /** What is in the file; nothing where it is not there yet. */
    public Figures(Path file) throws IOException {
        this.file = file;
        if (!Files.exists(file)) {
            return;
        }
        for (String line : Files.readAllLines(file)) {
            String[] columns = line.split(TAB, COLUMNS);
            if (columns.length != COLUMNS) {
                throw new StartException(
                        ExitCode.USAGE,
                        "A line of " + file + " is not of " + COLUMNS + " columns with tabs between them: " + line
                                + ".\nRemove it, or name another file.");
            }
            put(new Key(columns[0], columns[1], Integer.parseInt(columns[2])), columns[3], columns[4]);
        }
    }

    private void put(Key key, String name, String value) {
        runs.computeIfAbsent(key, _ -> new LinkedHashMap<>()).put(name, value);
    }

    /** Adds a run, to the file, too. */
    void add(Kind kind, Contender contender, Result result) throws IOException {
        Key key = new Key(
                kind.name(), contender.toString(), of(kind.name(), contender).size() + 1);
        StringBuilder lines = new StringBuilder();
        result.figures().forEach((name, value) -> {
            put(key, name, value.toString());
            lines.append(line(key, name, value.toString()));
        });
        append(lines.toString());
    }

    private static String line(Key key, String name, String value) {
        return String.join(TAB, key.kind, key.contender, Integer.toString(key.number), name, value) + "\n";
    }

    private void append(String lines) throws IOException {
        Files.writeString(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /**
     * Notes on what all of it was measured.
     *
     * @throws StartException where there are figures of another machine already: they have nothing to say to each other
     */
    void machine(String here) throws IOException {
        about("machine", here);
    }

    /**
     * Notes what was measured.
     *
     * @param wockd its commit
     * @throws StartException where there are figures of another already
     */
    void build(String wockd) throws IOException {
        about("build", wockd);
    }

    /**
     * Notes how much is measured of a kind.
     *
     * @throws StartException where there are figures of more or less already
     */
    void plan(Kind kind, Plan plan) throws IOException {
        about("plan of " + kind.name(), plan.words());
    }

    private void about(String what, String here) throws IOException {
        String before = about(what);
        if (before.isEmpty()) {
            put(ABOUT, what, here);
            append(line(ABOUT, what, here));
        } else if (!before.equals(here)) {
            throw new StartException(
                    ExitCode.USAGE,
                    "The figures in " + file + " were measured with another " + what + ": " + before
                            + ".\nThis one is: " + here + ".\nName another file, or remove this one to begin anew.");
        }
    }

    private String about(String what) {
        return runs.getOrDefault(ABOUT, Map.of()).getOrDefault(what, "");
    }

    /** What it was measured on; empty where nothing was. */
    String machine() {
        return about("machine");
    }

    /** The commit of wockd that was measured; empty where nothing was. */
    String build() {
        return about("build");
    }

    /** The runs of a kind with a contender. */
    List<Run> of(String kind, Contender contender) {
        List<Run> found = new ArrayList<>();
        runs.forEach((key, values) -> {
            if (key.kind.equals(kind) && key.contender.equals(contender.toString())) {
                found.add(new Run(key.kind, key.contender, key.number, values));
            }
        });
        return found;
    }

    /** A figure over all these runs; empty where it was not measured. */
    Optional<Spread> spread(String kind, Contender contender, String name) {
        List<Double> values = of(kind, contender).stream()
                .filter(run -> run.values().containsKey(name))
                .map(run -> Double.valueOf(run.text(name)))
                .toList();
        return values.isEmpty() ? Optional.empty() : Optional.of(Spread.of(values));
    }
}
