package org.wockd.bench.command;

import java.util.concurrent.Callable;
import org.wockd.bench.load.ArchiveRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code wockd-bench mam}: what a look into an archive costs. */
@Command(
        name = "mam",
        description = "Fills archives (XEP-0313) by pairs that write to each other, as far as they are not full enough,"
                + " and lets each client look at the latest page and some before it, again and again.",
        mixinStandardHelpOptions = true)
final class MamCommand implements Callable<Integer> {
    @Mixin
    private LoadOptions load = new LoadOptions();

    @Mixin
    private TimeOptions time = new TimeOptions();

    @Mixin
    private ManagedOption managed = new ManagedOption();

    @Option(names = "--pairs", defaultValue = "5", description = "Pairs of clients: ${DEFAULT-VALUE}.")
    private int pairs;

    @Option(
            names = "--rows",
            defaultValue = "1000",
            description = "Messages that each archive holds at least: ${DEFAULT-VALUE}.")
    private int rows;

    @Option(names = "--size", defaultValue = "100", description = "Characters of a text: ${DEFAULT-VALUE}.")
    private int size;

    @Option(names = "--page", defaultValue = "50", description = "Messages that are asked for at once.")
    private int page;

    @Option(
            names = "--back",
            defaultValue = "9",
            description = "Pages that are turned back from the latest one: ${DEFAULT-VALUE}.")
    private int back;

    @Override
    public Integer call() throws Exception {
        ArchiveRun run = new ArchiveRun(rows, size, page, back, managed.on(), time.phases(load.patience()));
        return load.run(stage -> stage.online(
                2 * pairs,
                managed.on(),
                sessions -> run.measure(sessions, stage.pids(), stage.errors(), stage.result())));
    }
}
