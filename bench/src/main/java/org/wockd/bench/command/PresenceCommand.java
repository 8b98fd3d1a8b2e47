package org.wockd.bench.command;

import java.util.concurrent.Callable;
import org.wockd.bench.load.PresenceRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code wockd-bench presence}: what it costs that people tell their contacts how they are. */
@Command(
        name = "presence",
        description = "Clients become contacts of each other, as far as they are not, and change their status again and"
                + " again; a change is done when all contacts have got it.",
        mixinStandardHelpOptions = true)
final class PresenceCommand implements Callable<Integer> {
    @Mixin
    private LoadOptions load = new LoadOptions();

    @Mixin
    private TimeOptions time = new TimeOptions();

    @Mixin
    private ManagedOption managed = new ManagedOption();

    @Option(
            names = "--contacts",
            defaultValue = "50",
            description = "Contacts of each client, an even number: ${DEFAULT-VALUE}.")
    private int contacts;

    @Option(names = "--clients", defaultValue = "0", description = "How many; 0 for one more than there are contacts.")
    private int clients;

    @Option(
            names = "--change",
            defaultValue = "STATUS",
            description = "${COMPLETION-CANDIDATES}: another status, or all go and come together.")
    private PresenceRun.Change change = PresenceRun.Change.STATUS;

    @Option(
            names = "--window",
            defaultValue = "1",
            description = "Changes of status of each client that are under way: ${DEFAULT-VALUE}.")
    private int window;

    @Override
    public Integer call() throws Exception {
        PresenceRun run = new PresenceRun(contacts, change, window, time.phases(load.patience()));
        return load.run(stage -> stage.online(
                clients == 0 ? contacts + 1 : clients,
                managed.on(),
                sessions -> run.measure(sessions, stage.pids(), stage.errors(), stage.result())));
    }
}
