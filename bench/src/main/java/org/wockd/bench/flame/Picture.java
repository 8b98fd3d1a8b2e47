package org.wockd.bench.flame;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A flame graph as SVG that needs nothing else: each method is a bar as wide as its share of the samples, above the one that called it,
 * and its title tells its full name and share. Methods with less than {@value #LEAST_PER_MILLE} ‰ of all samples are drawn
 * as one grey bar for all that one method called, where those have that much together, and otherwise not.
 */
final class Picture {
    private static final int LEAST_PER_MILLE = 5;
    private static final int WIDTH = 1200;
    private static final int ROW = 16;
    private static final int HEAD = 44;
    private static final double LETTER = 6.4;
    private static final int LEAST_LETTERS = 4;

    private static final String STYLE = """
            <style>
            text{font:11px monospace;pointer-events:none}.h{font-weight:bold;font-size:14px}rect{stroke:#fff;stroke-width:.5}
            .wockd{fill:#f28e4b}.netty{fill:#7fb3e6}.tls{fill:#e3c65b}.store{fill:#8fce8a}.java{fill:#cfcfd6}.other{fill:#c9b2e6}\
            .thread{fill:#eee}.rest{fill:#e4e4e4}
            </style>
            """;

    /** Which colour a method has; the first that its name begins with. */
    private enum Colour {
        THREAD("all", "["),
        WOCKD("org.wockd."),
        TLS(
                "io.netty.handler.ssl.",
                "sun.security.",
                "javax.net.ssl.",
                "javax.crypto.",
                "com.sun.crypto.",
                "java.security."),
        NETTY("io.netty."),
        STORE("org.sqlite.", "org.jdbi.", "com.zaxxer.", "org.postgresql."),
        JAVA("java.", "jdk.", "sun.", "com.sun."),
        OTHER("");

        @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable, though its type does not say so
        private final List<String> prefixes;

        Colour(String... prefixes) {
            this.prefixes = List.of(prefixes);
        }

        static Colour of(String name) {
            for (Colour colour : values()) {
                if (colour.prefixes.stream().anyMatch(name::startsWith)) {
                    return colour;
                }
            }
            return OTHER;
        }

        String style() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A bar that is drawn; {@code x} and {@code width} in samples. */
    private record Bar(String name, String style, int depth, long x, long width) {}

    private final long all;
    private final List<Bar> bars = new ArrayList<>();
    private int depth;

    private Picture(Flame root) {
        all = root.samples();
        place(root, 0, 0);
    }

    /**
     * Draws.
     *
     * @throws IllegalArgumentException where there is no sample
     */
    static String svg(String title, Flame root) {
        if (root.samples() == 0) {
            throw new IllegalArgumentException("there is nothing to draw: the recording has no samples");
        }
        return new Picture(root).text(title);
    }

    private void place(Flame flame, int row, long x) {
        bars.add(new Bar(flame.name(), Colour.of(flame.name()).style(), row, x, flame.samples()));
        depth = Math.max(depth, row);
        long at = x;
        long rest = 0;
        for (Flame called : flame.called()) {
            if (isWide(called.samples())) {
                place(called, row + 1, at);
                at += called.samples();
            } else {
                rest += called.samples();
            }
        }
        if (isWide(rest)) {
            bars.add(new Bar("[others]", "rest", row + 1, at, rest));
            depth = Math.max(depth, row + 1);
        }
    }

    private boolean isWide(long samples) {
        return samples * 1000 >= all * LEAST_PER_MILLE && samples > 0;
    }

    private String text(String title) {
        int height = HEAD + (depth + 1) * ROW + ROW / 2;
        StringBuilder out = new StringBuilder(bars.size() * 200);
        out.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\">%n",
                WIDTH,
                height,
                WIDTH,
                height));
        out.append(STYLE);
        out.append(String.format(Locale.ROOT, "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>%n", WIDTH, height));
        out.append("<text class=\"h\" x=\"4\" y=\"16\">").append(escaped(title)).append("</text>\n");
        out.append(String.format(Locale.ROOT, "<text x=\"4\" y=\"34\">%,d samples of processor time</text>%n", all));
        legend(out);
        bars.forEach(bar -> draw(bar, height, out));
        return out.append("</svg>\n").toString();
    }

    private static void legend(StringBuilder out) {
        int x = WIDTH / 2;
        for (Colour colour : Colour.values()) {
            out.append(String.format(
                    Locale.ROOT,
                    "<rect class=\"%s\" x=\"%d\" y=\"24\" width=\"12\" height=\"12\"/><text x=\"%d\" y=\"34\">%s</text>%n",
                    colour.style(),
                    x,
                    x + 16,
                    colour.style()));
            x += WIDTH / 2 / Colour.values().length;
        }
    }

    private void draw(Bar bar, int height, StringBuilder out) {
        double x = (double) bar.x() * WIDTH / all;
        double width = (double) bar.width() * WIDTH / all;
        int y = height - (bar.depth() + 1) * ROW - ROW / 4;
        out.append(String.format(
                Locale.ROOT,
                "<g><title>%s, %.1f %%</title><rect class=\"%s\" x=\"%.2f\" y=\"%d\" width=\"%.2f\" height=\"%d\"/>",
                escaped(bar.name()),
                100.0 * bar.width() / all,
                bar.style(),
                x,
                y,
                width,
                ROW - 1));
        int letters = (int) ((width - 4) / LETTER);
        if (letters >= LEAST_LETTERS) {
            String label = label(bar.name());
            String shown = label.length() <= letters ? label : label.substring(0, letters - 1) + "…";
            out.append(
                    String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%d\">%s</text>", x + 2, y + 11, escaped(shown)));
        }
        out.append("</g>\n");
    }

    /** A method without its package. */
    private static String label(String name) {
        int method = name.lastIndexOf('.');
        return name.startsWith("[") ? name : name.substring(name.lastIndexOf('.', method - 1) + 1);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
