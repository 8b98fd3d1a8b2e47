package org.wockd.bench.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What commands demand of their options before they begin: who waits for minutes shall not learn only then what was wrong. */
final class Demands {
    private Demands() {}

    static void atLeast(CommandSpec command, String option, long value, long least) {
        if (value < least) {
            throw new ParameterException(
                    command.commandLine(), option + " is " + value + ", and has to be " + least + " or more");
        }
    }

    static void known(CommandSpec command, String option, Collection<String> given, Collection<String> known) {
        for (String name : given) {
            if (!known.contains(name)) {
                throw new ParameterException(
                        command.commandLine(),
                        option + " does not know " + name + ", only " + String.join(", ", known));
            }
        }
    }

    /** A folder in which the distribution was built. */
    static void distribution(CommandSpec command, Path home) {
        if (!Files.isExecutable(home.resolve("bin/wockd"))) {
            throw new ParameterException(
                    command.commandLine(),
                    "There is no wockd in " + home + ": bin/wockd is missing. Build it: mvn -pl deploy -am package"
                            + " -DskipTests; it comes to deploy/target/wockd");
        }
    }

    /** A folder that may be written, or made. */
    static void writable(CommandSpec command, String option, Path folder) {
        Path there = folder.toAbsolutePath();
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        if (there == null || !Files.isDirectory(there) || !Files.isWritable(there)) {
            throw new ParameterException(
                    command.commandLine(), option + " names " + folder + ", which cannot be written by this user");
        }
    }
}
