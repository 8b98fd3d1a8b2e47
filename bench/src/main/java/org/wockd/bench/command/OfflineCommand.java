package org.wockd.bench.command;

import java.util.concurrent.Callable;
import org.wockd.bench.load.OfflineRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code wockd-bench offline}: what messages cost whose receiver is away. */
@Command(
        name = "offline",
        description = "Clients, which count stanzas, write to users who are away; then these come and get all of it. In"
                + " rounds, until the time is over.",
        mixinStandardHelpOptions = true)
final class OfflineCommand implements Callable<Integer> {
    @Mixin
    private LoadOptions load = new LoadOptions();

    @Mixin
    private TimeOptions time = new TimeOptions();

    @Mixin
    private ManagedOption managed = new ManagedOption();

    @Option(names = "--pairs", defaultValue = "20", description = "Users and those who write: ${DEFAULT-VALUE}.")
    private int pairs;

    @Option(names = "--messages", defaultValue = "100", description = "To each user in a round: ${DEFAULT-VALUE}.")
    private int messages;

    @Option(
            names = "--window",
            defaultValue = "10",
            description = "Messages of each writer that wait to be acknowledged: ${DEFAULT-VALUE}.")
    private int window;

    @Option(names = "--size", defaultValue = "100", description = "Characters of a text: ${DEFAULT-VALUE}.")
    private int size;

    @Override
    public Integer call() throws Exception {
        OfflineRun run = new OfflineRun(pairs, messages, window, size, managed.on(), time.phases(load.patience()));
        return load.run(
                stage -> run.measure(stage.crowd(), stage.first(), stage.pids(), stage.errors(), stage.result()));
    }
}
