package org.wockd.bench.command;

import java.util.concurrent.Callable;
import org.wockd.bench.load.ChatRun;
import org.wockd.bench.load.Phases;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code wockd-bench chat}: what messages cost, and how long they take. */
@Command(
        name = "chat",
        description = "Pairs of clients write to each other: as fast as a window allows, or at a fixed rate.",
        mixinStandardHelpOptions = true)
final class ChatCommand implements Callable<Integer> {
    @Mixin
    private LoadOptions load = new LoadOptions();

    @Mixin
    private TimeOptions time = new TimeOptions();

    @Mixin
    private ManagedOption managed = new ManagedOption();

    @Option(names = "--pairs", defaultValue = "20", description = "How many: ${DEFAULT-VALUE}.")
    private int pairs;

    @Option(
            names = "--window",
            defaultValue = "10",
            description = "Messages that each client keeps under way: ${DEFAULT-VALUE}.")
    private int window;

    @Option(
            names = "--rate",
            defaultValue = "0",
            description = "Messages a second of all clients together, instead of a window. Latencies count from when a"
                    + " message was to be sent.")
    private double rate;

    @Option(names = "--size", defaultValue = "100", description = "Characters of a text: ${DEFAULT-VALUE}.")
    private int size;

    @Override
    public Integer call() throws Exception {
        Phases phases = time.phases(load.patience());
        ChatRun run = new ChatRun(window, rate, size, managed.on(), phases.warmUp(), phases.time(), phases.patience());
        return load.run(stage -> stage.online(
                2 * pairs,
                managed.on(),
                sessions -> run.measure(sessions, stage.pids(), stage.errors(), stage.result())));
    }
}
