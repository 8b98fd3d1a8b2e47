package org.wockd.bench.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.wockd.bench.flame.FlameRun;
import org.wockd.bench.load.Errors;
import org.wockd.protocol.service.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code wockd-bench flame}: where the core's processor time goes. */
@Command(
        name = "flame",
        description =
                "Records the core while pairs write to each other, archive off and on and at a fixed rate, and draws"
                        + " flame graphs: flame-chat-archive-off.svg, flame-chat-archive-on.svg, flame-chat-fixed-rate.svg.",
        mixinStandardHelpOptions = true)
final class FlameCommand implements Callable<Integer> {
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

    @Option(names = "--output", required = true, paramLabel = "FOLDER", description = "Where the pictures go.")
    private Path output = Path.of("");

    @Option(names = "--pairs", defaultValue = "20", description = "Pairs that chat: ${DEFAULT-VALUE}.")
    private int pairs;

    @Option(
            names = "--warm-up",
            defaultValue = "20",
            description = "Seconds before a chat is recorded: ${DEFAULT-VALUE}.")
    private int warmUp;

    @Option(
            names = "--seconds",
            defaultValue = "20",
            description = "Seconds that a chat is recorded: ${DEFAULT-VALUE}.")
    private int seconds;

    @Override
    public Integer call() throws Exception {
        Demands.distribution(spec, home);
        Demands.atLeast(spec, "--pairs", pairs, 1);
        Demands.atLeast(spec, "--warm-up", warmUp, 0);
        Demands.atLeast(spec, "--seconds", seconds, 1);
        Demands.writable(spec, "--output", output);
        Path used = folder == null ? Files.createTempDirectory("wockd-flame-") : folder;
        FlameRun run = new FlameRun(home, used, pairs, Duration.ofSeconds(warmUp), Duration.ofSeconds(seconds));
        Files.createDirectories(output);
        for (FlameRun.Scene scene : FlameRun.Scene.values()) {
            Errors errors = new Errors();
            String picture = run.draw(scene, errors);
            if (picture == null) {
                spec.commandLine().getErr().println("errors: " + errors + "; the core's log is in " + used);
                return ILL;
            }
            Path file = output.resolve("flame-chat-" + scene.fileName() + ".svg");
            Files.writeString(file, picture);
            spec.commandLine().getOut().println(file);
        }
        return ExitCode.OK.number();
    }
}
