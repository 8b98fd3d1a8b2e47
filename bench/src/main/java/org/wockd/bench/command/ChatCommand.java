package org.wockd.bench.command;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.wockd.bench.client.Dialer;
import org.wockd.bench.client.Session;
import org.wockd.bench.load.ChatRun;
import org.wockd.bench.load.Crowd;
import org.wockd.bench.load.Errors;
import org.wockd.bench.measure.Result;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code wockd-bench chat}: what messages cost, and how long they take. */
@Command(
        name = "chat",
        description = "Pairs of clients write to each other: as fast as a window allows, or at a fixed rate.",
        mixinStandardHelpOptions = true)
final class ChatCommand implements Callable<Integer> {
    @Mixin
    private ServerOptions server = new ServerOptions();

    @Mixin
    private Output output = new Output();

    @Option(names = "--pairs", defaultValue = "20", description = "How many: ${DEFAULT-VALUE}.")
    private int pairs;

    @Option(names = "--first", defaultValue = "0", description = "The first client's number.")
    private int first;

    @Option(
            names = "--window",
            defaultValue = "10",
            description = "Messages that each client keeps under way: ${DEFAULT-VALUE}.")
    private int window;

    @Option(
            names = "--rate",
            defaultValue = "0",
            description = "Messages a second of all clients together, instead of a window. Latencies count from when a"
                    + " message was to be sent.")
    private double rate;

    @Option(names = "--size", defaultValue = "100", description = "Characters of a text: ${DEFAULT-VALUE}.")
    private int size;

    @Option(
            names = "--managed",
            negatable = true,
            description = "Whether clients count stanzas (XEP-0198), and take a message for done only when it was"
                    + " acknowledged, too.")
    private boolean managed;

    @Option(names = "--warm-up", defaultValue = "10", description = "Seconds before it is measured: ${DEFAULT-VALUE}.")
    private int warmUp;

    @Option(names = "--seconds", defaultValue = "10", description = "Seconds that are measured: ${DEFAULT-VALUE}.")
    private int seconds;

    @Override
    public Integer call() throws Exception {
        Errors errors = new Errors();
        Result result = output.result();
        try (Dialer dialer = server.dialer()) {
            Crowd crowd = new Crowd(dialer, errors, server.atOnce());
            List<Session> sessions = crowd.comesOnline(first, 2 * pairs, managed, crowd::bystander);
            if (errors.total() == 0) {
                new ChatRun(
                                window,
                                rate,
                                size,
                                managed,
                                Duration.ofSeconds(warmUp),
                                Duration.ofSeconds(seconds),
                                server.patience())
                        .measure(sessions, server.pids(), errors, result);
            }
            crowd.leaves(sessions);
        }
        return output.tell(result, errors);
    }
}
