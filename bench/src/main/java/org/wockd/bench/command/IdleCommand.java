package org.wockd.bench.command;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.wockd.bench.client.Dialer;
import org.wockd.bench.client.Session;
import org.wockd.bench.load.Crowd;
import org.wockd.bench.load.Errors;
import org.wockd.bench.measure.ProcessFigures;
import org.wockd.bench.measure.Result;
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
    private ServerOptions server = new ServerOptions();

    @Mixin
    private Output output = new Output();

    @Option(names = "--clients", required = true, description = "How many.")
    private int clients;

    @Option(names = "--first", defaultValue = "0", description = "The first one's number.")
    private int first;

    @Option(names = "--seconds", defaultValue = "10", description = "How long they are held.")
    private int seconds;

    @Option(names = "--managed", negatable = true, description = "Whether they count stanzas (XEP-0198).")
    private boolean managed;

    @Override
    public Integer call() throws Exception {
        Errors errors = new Errors();
        Result result = output.result();
        try (Dialer dialer = server.dialer()) {
            Crowd crowd = new Crowd(dialer, errors, server.atOnce());
            long before = ProcessFigures.of(server.pids()).residentKib();
            Span coming = Span.begin(server.pids(), 0);
            List<Session> sessions = crowd.comesOnline(first, clients, managed, crowd::bystander);
            coming.end(result, "login", sessions.size());
            boolean _ = errors.noneWithin(Duration.ofSeconds(seconds));
            long held = ProcessFigures.of(server.pids()).residentKib();
            result.with("resident-kib-before", before)
                    .with("resident-kib-held", held)
                    .with("resident-kib-per-client", (double) (held - before) / Math.max(1, sessions.size()));
            crowd.leaves(sessions);
        }
        return output.tell(result, errors);
    }
}
