package org.wockd.bench.measure;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The figures of one run by name, in order: as a table for people, and as a line of JSON for programs. */
public final class Result {
    private final Map<String, Object> figures = new LinkedHashMap<>();

    /** Adds a word. */
    public Result with(String name, String value) {
        figures.put(name, value);
        return this;
    }

    /** Adds a whole number. */
    public Result with(String name, long value) {
        figures.put(name, value);
        return this;
    }

    /** Adds a number, kept to one place behind the point. */
    public Result with(String name, double value) {
        figures.put(name, Math.round(value * 10) / 10.0);
        return this;
    }

    /** Adds the percentiles of latencies in microseconds, with this in front of their names. */
    public Result with(String name, Latencies.Percentiles p) {
        return with(name + "-p50-us", p.p50())
                .with(name + "-p90-us", p.p90())
                .with(name + "-p99-us", p.p99())
                .with(name + "-p99.9-us", p.p999())
                .with(name + "-max-us", p.max());
    }

    /**
     * The number of this name.
     *
     * @throws IllegalArgumentException where there is none
     */
    public double number(String name) {
        if (figures.get(name) instanceof Number number) {
            return number.doubleValue();
        }
        throw new IllegalArgumentException("no number " + name + " in " + figures.keySet());
    }

    /** All of them, in the order in which they were added: texts and numbers. */
    public Map<String, Object> figures() {
        return Collections.unmodifiableMap(figures);
    }

    /** The table. */
    public String table() {
        StringBuilder out = new StringBuilder();
        figures.forEach((name, value) -> out.append(String.format(Locale.ROOT, "%-36s %s%n", name, value)));
        return out.toString();
    }

    /** The line of JSON, without the line feed. */
    public String json() {
        StringBuilder out = new StringBuilder("{");
        figures.forEach((name, value) -> {
            out.append(out.length() > 1 ? ", " : "").append(quoted(name)).append(": ");
            out.append(value instanceof String text ? quoted(text) : value);
        });
        return out.append('}').toString();
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                out.append('\\').append((char) c);
            } else if (c < ' ') {
                out.append(String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                out.append((char) c);
            }
        });
        return out.append('"').toString();
    }
}
