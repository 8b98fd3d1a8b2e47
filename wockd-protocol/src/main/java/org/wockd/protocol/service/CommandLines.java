package org.wockd.protocol.service;

import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** How every command of wockd treats its command line: mistakes become texts with a way out, never stack traces. */
public final class CommandLines {

    private CommandLines() {}

    /**
     * A command line for {@code command}, an object with {@link picocli.CommandLine.Command}.
     *
     * <p>A {@link StartException} is printed and its exit code returned; a wrong command line is {@link ExitCode#USAGE}.
     */
    public static CommandLine of(Object command) {
        return new CommandLine(command)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(CommandLines::wrongUsage)
                .setExecutionExceptionHandler(CommandLines::failed);
    }

    private static int wrongUsage(CommandLine.ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        command.getErr().println(e.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(e, command.getErr());
        command.getErr().println("Try: " + command.getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE.number();
    }

    private static int failed(Exception e, CommandLine command, CommandLine.ParseResult result) {
        if (e instanceof StartException start) {
            command.getErr().println(start.getMessage());
            return start.exitCode().number();
        }
        LoggerFactory.getLogger(CommandLines.class).error("A fault of the program", e);
        command.getErr().println("This failed because of a fault in wockd: " + e + "\nPlease report it.");
        return ExitCode.SOFTWARE.number();
    }
}
