package org.wockd.bench.command;

import java.util.concurrent.Callable;
import org.wockd.bench.client.Dialer;
import org.wockd.bench.load.Crowd;
import org.wockd.bench.load.Errors;
import org.wockd.bench.measure.Latencies;
import org.wockd.bench.measure.Result;
import org.wockd.bench.measure.Span;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code wockd-bench login}: what it costs to come in, as after a network that was away. */
@Command(
        name = "login",
        description = "Clients connect, log in, bind, become available and leave, again and again, so many at once.",
        mixinStandardHelpOptions = true)
final class LoginCommand implements Callable<Integer> {
    @Mixin
    private ServerOptions server = new ServerOptions();

    @Mixin
    private Output output = new Output();

    @Option(names = "--clients", defaultValue = "100", description = "Accounts that are used: ${DEFAULT-VALUE}.")
    private int clients;

    @Option(names = "--first", defaultValue = "0", description = "The first one's number.")
    private int first;

    @Option(names = "--warm-up", defaultValue = "2", description = "Logins of each before it is measured.")
    private int warmUp;

    @Option(names = "--times", defaultValue = "10", description = "Logins of each that are measured: ${DEFAULT-VALUE}.")
    private int times;

    @Override
    public Integer call() throws Exception {
        Errors errors = new Errors();
        Result result = output.result();
        try (Dialer dialer = server.dialer()) {
            Crowd crowd = new Crowd(dialer, errors, server.atOnce());
            crowd.comesAndGoes(first, clients, warmUp, new Latencies());
            Latencies latencies = new Latencies();
            Span span = Span.begin(server.pids(), 0);
            crowd.comesAndGoes(first, clients, times, latencies);
            span.end(result, "login", (long) clients * times);
            result.with("login", latencies.take());
        }
        return output.tell(result, errors);
    }
}
