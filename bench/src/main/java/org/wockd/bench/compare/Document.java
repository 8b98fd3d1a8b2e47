package org.wockd.bench.compare;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code docs/performance.md}: all that was measured, and what others have laid beside it. */
public final class Document {
    private final Figures figures;

    public Document(Figures figures) {
        this.figures = figures;
    }

    /**
     * The whole text, in Markdown.
     *
     * @param beside the folder with plots (SVG) and {@code notes.md}, which is shown and linked as far as it is there
     */
    public String text(@Nullable Path beside) throws IOException {
        Tables tables = new Tables(figures);
        StringBuilder out = new StringBuilder("""
                # Performance

                This file is the output of `bench/compare`, which anybody can run: it builds wockd, installs Debian's prosody and ejabberd if it
                may, and starts one server after the other, each anew for every run, taking turns. Each has the same features, the same limit on
                open files, the same kind of key, the same cipher and the same rounds of PBKDF2, and no limit on rates. Figures are medians, with
                the least and the most of all runs in brackets. They were measured on %s. The load came from another process on the same
                processors. The commit of wockd was %s.

                On a machine that others use, messages a second and latencies say little. Processor time and octets for each message say more:
                they are those of all processes of a server, user and system, as the kernel counts them.

                `bench/compare --help` tells how to measure less, or something else. All figures are in
                [performance/figures.tsv](performance/figures.tsv); `bench/compare --runs 0` makes this file of them again.

                """.formatted(
                        figures.machine().isEmpty() ? "no machine yet" : figures.machine(),
                        figures.build().isEmpty() ? "none yet" : figures.build()));
        servers(out);
        out.append("## What is to be reached\n\n")
                .append(tables.bars(Kinds.ALL))
                .append('\n');
        Kinds.ALL.forEach(kind -> out.append(tables.section(kind)));
        if (beside != null) {
            pictures(beside, out);
            if (Files.exists(beside.resolve("curves.md"))) {
                out.append("How costs grow with connections, contacts, archives and queues:"
                        + " [performance/curves.md](performance/curves.md).\n\n");
            }
            Path notes = beside.resolve("notes.md");
            if (Files.exists(notes)) {
                out.append("## Notes\n\n")
                        .append(Files.readString(notes).strip())
                        .append('\n');
            }
        }
        return out.toString().strip() + "\n";
    }

    private void servers(StringBuilder out) {
        out.append("| | version | what it is | TLS |\n|---|---|---|---|\n");
        for (Contender contender : Contender.values()) {
            String versions = all(contender, "version");
            if (!versions.isEmpty()) {
                out.append("| " + contender.title() + " | " + versions + " | " + what(contender) + " | "
                        + all(contender, "tls") + " |\n");
            }
        }
        out.append('\n');
    }

    /** What all runs with a contender say, each once. */
    private String all(Contender contender, String name) {
        return Kinds.ALL.stream()
                .flatMap(kind -> figures.of(kind.name(), contender).stream())
                .map(run -> run.text(name))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .collect(Collectors.joining(", "));
    }

    private static String what(Contender contender) {
        return switch (contender) {
            case WOCKD -> "the core, with the script and the options of the distribution";
            case PROSODY -> "Debian's package, epoll, its other settings as they come";
            case EJABBERD -> "Debian's package, with the options of its `ejabberdctl`, its other settings as they come";
            case OCTETS -> "a limit: ends TLS as the core does, and hands octets to the other of a pair without a look";
            case STANZAS -> "a limit: the same, and finds where stanzas end, with wockd's framer";
        };
    }

    private static void pictures(Path folder, StringBuilder out) throws IOException {
        List<Path> pictures = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.svg")) {
                files.forEach(pictures::add);
            }
        }
        if (pictures.isEmpty()) {
            return;
        }
        out.append("## Flame graphs and curves\n\n");
        pictures.stream().map(file -> file.getFileName().toString()).sorted().forEach(file -> {
            String title = title(file);
            out.append("[![" + title + "](performance/" + file + ")](performance/" + file + ")\n\n");
        });
    }

    private static String title(String file) {
        return file.substring(0, file.length() - ".svg".length()).replace('-', ' ');
    }
}
