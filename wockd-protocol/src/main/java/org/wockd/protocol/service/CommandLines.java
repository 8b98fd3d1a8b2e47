package org.wockd.protocol.service;

import java.nio.file.FileSystemException;
import java.util.function.Consumer;
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

    /**
     * Takes what a command line says without running its command; a wrong one is a {@link StartException}. Here and not in
     * {@link ServiceMain}, for a class that catches picocli's exceptions loads picocli.
     */
    static void parse(CommandLine command, String... args) {
        try {
            var _ = command.parseArgs(args);
        } catch (CommandLine.ParameterException e) {
            throw new StartException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    private static int wrongUsage(CommandLine.ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        command.getErr().println(e.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(e, command.getErr());
        command.getErr().println("Try: " + command.getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE.number();
    }

    private static int failed(Exception e, CommandLine command, CommandLine.ParseResult result) {
        return failed(e, command.getErr()::println);
    }

    /** Tells the operator what went wrong, and gives the number to end with. */
    static int failed(Exception e, Consumer<String> err) {
        if (e instanceof StartException start) {
            err.accept(start.getMessage());
            return start.exitCode().number();
        }
        if (e instanceof FileSystemException file) {
            err.accept(file.getFile() + " cannot be read or written: " + PrivateFiles.reason(file)
                    + ".\nLook at who may do that, and whether there is room.");
            return ExitCode.FILE.number();
        }
        LoggerFactory.getLogger(CommandLines.class).error("A fault of the program", e);
        err.accept("This failed because of a fault in wockd: " + e + "\nPlease report it.");
        return ExitCode.SOFTWARE.number();
    }
}
