package org.wockd.bench.command;

import java.util.concurrent.Callable;
import org.wockd.bench.measure.Latencies;
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
    private LoadOptions load = new LoadOptions();

    @Option(names = "--clients", defaultValue = "100", description = "Accounts that are used: ${DEFAULT-VALUE}.")
    private int clients;

    @Option(names = "--warm-up", defaultValue = "2", description = "Logins of each before it is measured.")
    private int warmUp;

    @Option(names = "--times", defaultValue = "10", description = "Logins of each that are measured: ${DEFAULT-VALUE}.")
    private int times;

    @Override
    public Integer call() throws Exception {
        return load.run(stage -> {
            stage.crowd().comesAndGoes(stage.first(), clients, warmUp, new Latencies());
            Latencies latencies = new Latencies();
            Span span = Span.begin(stage.pids(), 0);
            stage.crowd().comesAndGoes(stage.first(), clients, times, latencies);
            span.end(stage.result(), "login", (long) clients * times);
            stage.result().with("login", latencies.take());
        });
    }
}
