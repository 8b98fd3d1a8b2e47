package org.wockd.bench.compare;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.wockd.bench.client.Session;
import org.wockd.bench.measure.Result;

/**
 * Pairs that write to each other at a fixed rate, whatever the server does: how long a message takes.
 *
 * @param perSecond messages a second of all together
 * @param those whom it is measured with: who cannot reach the rate has no latency at it
 */
record RateKind(String name, String title, double perSecond, Set<Contender> those, List<Bar> bars) implements Kind {

    @Override
    public boolean suits(Contender contender) {
        return those.contains(contender);
    }

    @Override
    public void measure(Trial trial, Result result) throws IOException, InterruptedException {
        trial.serve(false, result, (server, dialer) -> {
            trial.register(dialer, trial.plan().clients());
            List<Session> sessions = trial.online(dialer, trial.plan().clients(), false);
            // As fast as they can at first: a few messages a second warm nothing up, neither the server nor the load.
            trial.chat(server, sessions, 1, 0, false, new Result());
            trial.chat(server, sessions, 1, perSecond, false, result);
            trial.offline(dialer, sessions);
        });
    }

    @Override
    public String words(Figures.Run one) {
        return "The same pairs, archive off, write " + one.rounded("rate")
                + " messages a second together, after they have written as fast as they can for a while. A latency counts"
                + " from the moment when a message was *to be* sent until it has arrived, so that one that had to wait for"
                + " its turn is not flattered.";
    }

    @Override
    public List<Column> columns() {
        return latencies();
    }

    static List<Column> latencies() {
        return List.of(
                Column.less("p50 ms", "delivery-p50-us", 1e-3),
                Column.less("p99 ms", "delivery-p99-us", 1e-3),
                Column.less("p99.9 ms", "delivery-p99.9-us", 1e-3),
                Column.less("CPU µs a message", "cpu-us-per-message", 1));
    }
}
