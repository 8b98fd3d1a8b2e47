package org.wockd.bench.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.wockd.bench.compare.Comparison;
import org.wockd.bench.compare.Contender;
import org.wockd.bench.compare.Document;
import org.wockd.bench.compare.Figures;
import org.wockd.bench.compare.Plan;
import org.wockd.bench.load.Errors;
import org.wockd.bench.load.Phases;
import org.wockd.protocol.service.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code wockd-bench compare}: wockd beside other servers and its limits, and the figures of docs/performance.md. */
@Command(
        name = "compare",
        description =
                "Starts wockd, prosody, ejabberd and two forwarders in turn, measures what each kind of work costs"
                        + " them, adds that to a file of figures, and makes tables with ratios of all that is in it. Where anything goes wrong under"
                        + " load it says so and ends with 1; the runs before that are kept.",
        mixinStandardHelpOptions = true)
final class CompareCommand implements Callable<Integer> {
    private static final int ILL = 1;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** The names of the kinds, for the help. */
    static final class KindNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Comparison.names().iterator();
        }
    }

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--home", required = true, paramLabel = "FOLDER", description = "Where wockd's distribution is.")
    private Path home = Path.of("");

    @Option(names = "--folder", paramLabel = "FOLDER", description = "Where the servers keep their data, on a disk.")
    private @Nullable Path folder;

    @Option(
            names = "--figures",
            required = true,
            paramLabel = "FILE",
            description = "To which what is measured is added, and of which the tables are made.")
    private Path figures = Path.of("");

    @Option(
            names = "--kinds",
            split = ",",
            description = "All, if not given: ${COMPLETION-CANDIDATES}.",
            completionCandidates = KindNames.class)
    private List<String> kinds = new ArrayList<>();

    @Option(names = "--servers", split = ",", description = "All, if not given: ${COMPLETION-CANDIDATES}.")
    private List<Contender> servers = new ArrayList<>();

    @Option(
            names = "--document",
            paramLabel = "FILE",
            description = "The file to write the tables to; standard output, if not given. What lies in the folder"
                    + " \"performance\" beside it becomes part of it: plots (*.svg) and notes.md.")
    private @Nullable Path document;

    @Option(
            names = "--runs",
            defaultValue = "5",
            description =
                    "Runs of each kind and server: ${DEFAULT-VALUE}. With 0 the document is made of the figures that are there.")
    private int runs;

    @Option(names = "--pairs", defaultValue = "20", description = "Pairs that chat: ${DEFAULT-VALUE}.")
    private int pairs;

    @Option(
            names = "--window",
            defaultValue = "10",
            description = "Messages that each client keeps under way: ${DEFAULT-VALUE}.")
    private int window;

    @Option(names = "--idle", defaultValue = "5000", description = "Idle clients: ${DEFAULT-VALUE}.")
    private int idle;

    @Option(names = "--warm-up", defaultValue = "15", description = "Seconds before it is measured: ${DEFAULT-VALUE}.")
    private int warmUp;

    @Option(names = "--seconds", defaultValue = "10", description = "Seconds that are measured: ${DEFAULT-VALUE}.")
    private int seconds;

    @Override
    public Integer call() throws Exception {
        Demands.atLeast(spec, "--runs", runs, 0);
        Demands.atLeast(spec, "--pairs", pairs, 1);
        Demands.atLeast(spec, "--window", window, 1);
        Demands.atLeast(spec, "--idle", idle, 1);
        Demands.atLeast(spec, "--warm-up", warmUp, 0);
        Demands.atLeast(spec, "--seconds", seconds, 1);
        Demands.known(spec, "--kinds", kinds, Comparison.names());
        if (runs > 0) {
            Demands.distribution(spec, home);
        }
        Figures measured = new Figures(figures);
        Errors errors = runs > 0 ? measure(measured) : new Errors();
        write(new Document(measured));
        if (errors.total() > 0) {
            spec.commandLine().getErr().println("errors: " + errors);
            return ILL;
        }
        return ExitCode.OK.number();
    }

    private Errors measure(Figures measured) throws IOException, InterruptedException {
        Path used = folder == null ? Files.createTempDirectory("wockd-compare-") : folder;
        Phases phases = new Phases(Duration.ofSeconds(warmUp), Duration.ofSeconds(seconds), PATIENCE);
        Plan plan = new Plan(home, used, runs, pairs, window, idle, phases);
        Comparison comparison =
                new Comparison(plan, measured, spec.commandLine().getErr());
        comparison.run(
                kinds.isEmpty() ? Comparison.names() : kinds,
                servers.isEmpty() ? List.of(Contender.values()) : servers);
        return comparison.errors();
    }

    private void write(Document text) throws IOException {
        if (document == null) {
            spec.commandLine().getOut().print(text.text(null));
            spec.commandLine().getOut().flush();
        } else {
            Files.writeString(document, text.text(document.resolveSibling("performance")));
        }
    }
}
