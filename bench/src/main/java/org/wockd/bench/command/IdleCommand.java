package org.wockd.bench.command;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.wockd.bench.client.Session;
import org.wockd.bench.measure.ProcessFigures;
import org.wockd.bench.measure.Span;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code wockd-bench idle}: what clients cost that do nothing. */
@Command(
        name = "idle",
        description = "Brings clients online and holds them; tells what that costs in memory.",
        mixinStandardHelpOptions = true)
final class IdleCommand implements Callable<Integer> {
    @Mixin
    private LoadOptions load = new LoadOptions();

    @Mixin
    private ManagedOption managed = new ManagedOption();

    @Option(names = "--clients", required = true, description = "How many.")
    private int clients;

    @Option(names = "--seconds", defaultValue = "10", description = "How long they are held.")
    private int seconds;

    @Override
    public Integer call() throws Exception {
        return load.run(this::hold);
    }

    private void hold(Stage stage) throws IOException, InterruptedException {
        long before = ProcessFigures.of(stage.pids()).residentKib();
        Span coming = Span.begin(stage.pids(), 0);
        List<Session> sessions =
                stage.crowd().comesOnline(stage.first(), clients, managed.on(), stage.crowd()::bystander);
        coming.end(stage.result(), "login", sessions.size());
        boolean _ = stage.errors().noneWithin(Duration.ofSeconds(seconds));
        long held = ProcessFigures.of(stage.pids()).residentKib();
        stage.result()
                .with("resident-kib-before", before)
                .with("resident-kib-held", held)
                .with("resident-kib-per-client", (double) (held - before) / Math.max(1, sessions.size()));
        stage.crowd().leaves(sessions);
    }
}
