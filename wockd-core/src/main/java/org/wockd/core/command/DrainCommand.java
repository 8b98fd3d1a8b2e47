package org.wockd.core.command;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.wockd.core.CoreConfig;
import org.wockd.core.admin.ServiceCommands;
import org.wockd.protocol.service.ConfigOption;
import org.wockd.protocol.service.ExitCode;
import org.wockd.protocol.xep.FormField;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code wockd drain}: empties a core that runs, by sending its clients to another server. */
@Command(
        name = "drain",
        description = "Sends all clients of the running core to another server, those too that are connected.",
        mixinStandardHelpOptions = true)
final class DrainCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ConfigOption config = new ConfigOption();

    @ArgGroup(multiplicity = "1")
    private Where where = new Where();

    /** One of the two. */
    static final class Where {
        @Option(
                names = "--to",
                paramLabel = "HOST[:PORT]",
                description = "Where they are sent, until the core is started again.")
        private @Nullable String to;

        @Option(names = "--off", description = "Serve clients here again.")
        private boolean off;
    }

    @Override
    public Integer call() {
        RunningCore core = RunningCore.of(config.load(CoreConfig.class));
        String to = where.off || where.to == null ? "" : where.to;
        RunningCore.notes(core.run(ServiceCommands.DRAIN, List.of(FormField.answer("host", to))))
                .forEach(spec.commandLine().getOut()::println);
        return ExitCode.OK.number();
    }
}
