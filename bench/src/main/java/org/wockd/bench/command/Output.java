package org.wockd.bench.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.wockd.bench.load.Errors;
import org.wockd.bench.measure.Result;
import org.wockd.protocol.service.ExitCode;
import picocli.CommandLine.Option;

/** Where figures go: a table to standard output, and where it is asked for, a line of JSON to the end of a file. */
final class Output {
    private static final int ERRORS = 1;

    @Option(names = "--label", defaultValue = "", description = "What is measured, for the file.")
    private String label = "";

    @Option(names = "--json", paramLabel = "FILE", description = "A file to which a line of JSON is added.")
    private @Nullable Path json;

    /** The beginning of a result of this command. */
    Result result(String command) {
        return new Result().with("run", command).with("label", label);
    }

    /** Tells the result, and returns the command's exit code. */
    int tell(Result result, Errors errors, PrintWriter out) throws IOException {
        result.with("errors", errors.total());
        out.print(result.table());
        out.println("errors: " + errors);
        out.flush();
        if (json != null) {
            Files.writeString(json, result.json() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
        return errors.total() == 0 ? ExitCode.OK.number() : ERRORS;
    }
}
