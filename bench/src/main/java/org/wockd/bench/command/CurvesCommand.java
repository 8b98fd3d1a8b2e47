package org.wockd.bench.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.wockd.bench.curve.Curves;
import org.wockd.bench.curve.Measured;
import org.wockd.bench.curve.Page;
import org.wockd.bench.curve.Subjects;
import org.wockd.bench.load.Errors;
import org.wockd.bench.load.Phases;
import org.wockd.bench.measure.Machine;
import org.wockd.protocol.service.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code wockd-bench curves}: how costs grow with connections, contacts, archives and queues. */
@Command(
        name = "curves",
        description = "Starts cores, gives them more and more of one thing, measures what work costs then, and writes a"
                + " page with plots. Ends with 1 where something goes wrong, and with 2 where a cost grows faster than"
                + " n log n.",
        mixinStandardHelpOptions = true)
final class CurvesCommand implements Callable<Integer> {
    private static final int ILL = 1;
    private static final int TOO_FAST = 2;
    /** With less, a curve has no two points. */
    private static final long LEAST = 100;

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** The names of the subjects, for the help. */
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Subjects.names().iterator();
        }
    }

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--home", required = true, paramLabel = "FOLDER", description = "Where the distribution is.")
    private Path home = Path.of("");

    @Option(
            names = "--folder",
            paramLabel = "FOLDER",
            description = "Where the cores keep their data, an empty folder on a disk.")
    private @Nullable Path folder;

    @Option(
            names = "--documents",
            required = true,
            paramLabel = "FOLDER",
            description = "For curves.md, the plots, and curves.tsv: what it holds of other subjects stays.")
    private Path documents = Path.of("");

    @Option(
            names = "--only",
            split = ",",
            description = "All, if not given: ${COMPLETION-CANDIDATES}.",
            completionCandidates = Names.class)
    private List<String> only = new ArrayList<>();

    @Option(
            names = "--most",
            defaultValue = "1000000",
            description = "The most that there is of anything; less is for a try.")
    private long most;

    @Option(names = "--warm-up", defaultValue = "4", description = "Seconds before each measurement: ${DEFAULT-VALUE}.")
    private int warmUp;

    @Option(names = "--seconds", defaultValue = "4", description = "Seconds of each measurement: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(names = "--again", description = "Measures nothing, and writes the page of what is in curves.tsv.")
    private boolean again;

    @Override
    public Integer call() throws Exception {
        Demands.known(spec, "--only", only, Subjects.names());
        Demands.atLeast(spec, "--most", most, LEAST);
        Demands.atLeast(spec, "--warm-up", warmUp, 0);
        Demands.atLeast(spec, "--seconds", seconds, 1);
        Demands.writable(spec, "--documents", documents);
        Path figures = documents.resolve("curves.tsv");
        if (again && !Files.exists(figures)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "There is no " + figures + " to write the page of: measure first, without --again");
        }
        Measured measured = new Measured(figures);
        if (!again) {
            Demands.distribution(spec, home);
            Path used = folder == null ? Files.createTempDirectory("wockd-curves-") : folder;
            spec.commandLine().getOut().println("the data of the cores is in " + used);
            Phases phases = new Phases(Duration.ofSeconds(warmUp), Duration.ofSeconds(seconds), PATIENCE);
            Errors errors = new Curves(
                            home, used, most, phases, spec.commandLine().getOut())
                    .run(
                            only.isEmpty() ? Subjects.names() : only,
                            measured,
                            Machine.here().toString());
            if (errors.total() > 0) {
                spec.commandLine().getErr().println("errors: " + errors);
                return ILL;
            }
        }
        Page page = new Page(measured);
        page.write(documents);
        List<String> tooFast = page.tooFast();
        tooFast.forEach(line -> spec.commandLine().getErr().println("grows faster than n log n: " + line));
        return tooFast.isEmpty() ? ExitCode.OK.number() : TOO_FAST;
    }
}
