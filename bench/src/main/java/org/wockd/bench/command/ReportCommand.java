package org.wockd.bench.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.wockd.bench.report.Report;
import org.wockd.protocol.service.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code wockd-bench report}: the figures of docs/performance.md. */
@Command(
        name = "report",
        description = "Measures what a message and an idle connection cost the core, archive off and on, and writes the"
                + " document. Where anything went wrong under load it says so, ends with 1, and writes nothing.",
        mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {
    private static final int ILL = 1;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--home", required = true, paramLabel = "FOLDER", description = "Where the distribution is.")
    private Path home = Path.of("");

    @Option(
            names = "--folder",
            paramLabel = "FOLDER",
            description = "Where the cores keep their data, an empty folder on a disk.")
    private @Nullable Path folder;

    @Option(names = "--document", required = true, paramLabel = "FILE", description = "The file to write.")
    private Path document = Path.of("");

    @Option(names = "--runs", defaultValue = "5", description = "Runs of each kind: ${DEFAULT-VALUE}.")
    private int runs;

    @Option(names = "--pairs", defaultValue = "20", description = "Pairs that chat: ${DEFAULT-VALUE}.")
    private int pairs;

    @Option(names = "--idle", defaultValue = "1000", description = "Connections that are held: ${DEFAULT-VALUE}.")
    private int idle;

    @Option(names = "--warm-up", defaultValue = "10", description = "Seconds before a chat is measured.")
    private int warmUp;

    @Option(names = "--seconds", defaultValue = "10", description = "Seconds that a chat is measured.")
    private int seconds;

    @Override
    public Integer call() throws Exception {
        Path used = folder == null ? Files.createTempDirectory("wockd-report-") : folder;
        spec.commandLine().getOut().println("the data of the cores is in " + used);
        Report report = new Report(
                new Report.Plan(home, used, runs, pairs, idle, Duration.ofSeconds(warmUp), Duration.ofSeconds(seconds)),
                spec.commandLine().getOut());
        String text = report.run();
        if (text == null) {
            spec.commandLine().getErr().println("errors: " + report.errors());
            return ILL;
        }
        Files.writeString(document, text);
        return ExitCode.OK.number();
    }
}
