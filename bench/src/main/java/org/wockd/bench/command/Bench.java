package org.wockd.bench.command;

import java.util.concurrent.Callable;
import org.wockd.protocol.service.CommandLines;
import org.wockd.protocol.service.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code wockd-bench}. */
@Command(
        name = "wockd-bench",
        description = "Puts load on an XMPP server, and tells what that costs it.",
        mixinStandardHelpOptions = true,
        subcommands = {
            RegisterCommand.class,
            IdleCommand.class,
            ChatCommand.class,
            LoginCommand.class,
            ComponentCommand.class,
            MamCommand.class,
            OfflineCommand.class,
            PresenceCommand.class,
            CurvesCommand.class,
            LongRunCommand.class,
            FlameCommand.class,
            ForwardCommand.class,
            CompareCommand.class
        })
public final class Bench implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Bench() {}

    /** Runs one command; ends with 1 where there was an error under load. */
    public static void main(String[] args) {
        System.exit(CommandLines.of(new Bench()).execute(args));
    }

    /** Without a subcommand: says which there are. */
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE.number();
    }
}
