package org.wockd.bench.command;

import java.io.IOException;
import java.time.Duration;
import org.wockd.bench.client.Dialer;
import org.wockd.bench.load.Crowd;
import org.wockd.bench.load.Errors;
import org.wockd.bench.measure.Result;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every command that puts load on a server is told: which one, from which client on, and where the figures go. */
final class LoadOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Mixin
    private Output output = new Output();

    @Option(names = "--first", defaultValue = "0", description = "The first client's number: ${DEFAULT-VALUE}.")
    private int first;

    /** What a command does. */
    interface Load {
        void on(Stage stage) throws IOException, InterruptedException;
    }

    Duration patience() {
        return server.patience();
    }

    /** Does it, tells what was found, and returns the command's exit code. */
    int run(Load load) throws IOException, InterruptedException {
        Errors errors = new Errors();
        Result result = output.result(command.name());
        try (Dialer dialer = server.dialer()) {
            Crowd crowd = new Crowd(dialer, errors, server.atOnce());
            load.on(new Stage(dialer, crowd, first, server.pids(), errors, result));
        }
        return output.tell(result, errors, command.commandLine().getOut());
    }
}
