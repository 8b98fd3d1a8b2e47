package org.wockd.core.command;

import java.util.concurrent.Callable;
import org.wockd.core.Core;
import org.wockd.protocol.service.CommandLines;
import org.wockd.protocol.service.ExitCode;
import org.wockd.protocol.service.PrintedVersion;
import org.wockd.protocol.service.ServiceMain;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code wockd}. */
@Command(
        name = "wockd",
        description = "The core of wockd, a smart mailbox for the internet's services.",
        mixinStandardHelpOptions = true,
        versionProvider = PrintedVersion.class,
        subcommands = {
            UserCommand.class,
            InviteCommand.class,
            TransferCommand.class,
            AdministrationCommand.class,
            DrainCommand.class
        })
public final class Wockd implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Wockd() {}

    /**
     * Runs one command.
     *
     * @return the number for {@link System#exit}
     */
    public static int run(String... args) {
        return line().execute(args);
    }

    /** The command line, still to be executed. */
    public static CommandLine line() {
        CommandLine line = CommandLines.of(new Wockd());
        CommandLine core = new CommandLine(new ServiceMain<>(new Core()));
        core.getCommandSpec().usageMessage().description("Runs the core, until it is told to stop (SIGTERM).");
        line.addSubcommand("run", core);
        return line;
    }

    /** Without a subcommand: says which there are. */
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE.number();
    }
}
