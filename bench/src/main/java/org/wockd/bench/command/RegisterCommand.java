package org.wockd.bench.command;

import java.util.concurrent.Callable;
import org.wockd.bench.measure.Span;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code wockd-bench register}: the accounts of the other commands. */
@Command(
        name = "register",
        description = "Makes accounts by in-band registration (XEP-0077): bench-00000 with the password"
                + " \"of bench-00000\", and so on. Those that are there are left as they are.",
        mixinStandardHelpOptions = true)
final class RegisterCommand implements Callable<Integer> {
    @Mixin
    private LoadOptions load = new LoadOptions();

    @Option(names = "--clients", required = true, description = "How many.")
    private int clients;

    @Override
    public Integer call() throws Exception {
        return load.run(stage -> {
            Span span = Span.begin(stage.pids(), 0);
            stage.crowd().register(stage.first(), clients);
            span.end(stage.result(), "account", clients);
        });
    }
}
