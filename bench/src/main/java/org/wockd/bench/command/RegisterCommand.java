package org.wockd.bench.command;

import java.util.concurrent.Callable;
import org.wockd.bench.client.Dialer;
import org.wockd.bench.load.Crowd;
import org.wockd.bench.load.Errors;
import org.wockd.bench.measure.Result;
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
    private ServerOptions server = new ServerOptions();

    @Mixin
    private Output output = new Output();

    @Option(names = "--clients", required = true, description = "How many.")
    private int clients;

    @Option(names = "--first", defaultValue = "0", description = "The first one's number.")
    private int first;

    @Override
    public Integer call() throws Exception {
        Errors errors = new Errors();
        Result result = output.result();
        try (Dialer dialer = server.dialer()) {
            Span span = Span.begin(server.pids(), 0);
            new Crowd(dialer, errors, server.atOnce()).register(first, clients);
            span.end(result, "account", clients);
        }
        return output.tell(result, errors);
    }
}
