package org.wockd.bench.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.wockd.bench.longrun.LongRun;
import org.wockd.protocol.service.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code wockd-bench long-run}: whether the core stays as it is under load that lasts. */
@Command(
        name = "long-run",
        description = "Starts a core, holds idle clients and some that write, and looks whether its memory, threads and"
                + " open files stay what they are after the warm-up, the first quarter of the time. Ends with 1 where"
                + " not, and where anything else went wrong.",
        mixinStandardHelpOptions = true)
final class LongRunCommand implements Callable<Integer> {
    private static final int ILL = 1;
    private static final int WARM_UP_SHARE = 4;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--home", required = true, paramLabel = "FOLDER", description = "Where the distribution is.")
    private Path home = Path.of("");

    @Option(names = "--folder", paramLabel = "FOLDER", description = "Where the core keeps its data, an empty folder.")
    private @Nullable Path folder;

    @Option(names = "--heap", defaultValue = "512m", description = "The core's heap: ${DEFAULT-VALUE}.")
    private String heap = "";

    @Option(names = "--minutes", defaultValue = "10", description = "How long: ${DEFAULT-VALUE}.")
    private double minutes;

    @Option(names = "--idle", defaultValue = "5000", description = "Clients that do nothing: ${DEFAULT-VALUE}.")
    private int idle;

    @Option(names = "--active", defaultValue = "500", description = "Clients that write: ${DEFAULT-VALUE}.")
    private int active;

    @Option(
            names = "--rate",
            defaultValue = "100",
            description = "Messages a second of all of them together: ${DEFAULT-VALUE}.")
    private double rate;

    @Option(names = "--every", defaultValue = "10", description = "Seconds between two looks: ${DEFAULT-VALUE}.")
    private int every;

    @Override
    public Integer call() throws Exception {
        Path used = folder == null ? Files.createTempDirectory("wockd-long-run-") : folder;
        Duration whole =
                Duration.ofMillis(Math.round(minutes * Duration.ofMinutes(1).toMillis()));
        Duration warmUp = whole.dividedBy(WARM_UP_SHARE);
        LongRun.Plan plan = new LongRun.Plan(
                home, used, heap, idle, active, rate, warmUp, whole.minus(warmUp), Duration.ofSeconds(every));
        spec.commandLine().getOut().println("the core's folder is " + used);
        return new LongRun(plan, spec.commandLine().getOut()).run().isEmpty() ? ExitCode.OK.number() : ILL;
    }
}
