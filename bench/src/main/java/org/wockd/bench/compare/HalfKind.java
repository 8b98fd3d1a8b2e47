package org.wockd.bench.compare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.wockd.bench.client.Session;
import org.wockd.bench.measure.Result;

/**
 * wockd at half of what it has just shown it can do: how long a message takes. What it can do is measured with one message of
 * each client under way, for at a fixed rate messages do not share records of TLS either.
 */
record HalfKind(String name, List<Bar> bars) implements Kind {

    @Override
    public boolean suits(Contender contender) {
        return contender == Contender.WOCKD;
    }

    @Override
    public void measure(Trial trial, Result result) throws IOException, InterruptedException {
        trial.serve(false, result, (server, dialer) -> {
            trial.register(dialer, trial.plan().clients());
            List<Session> sessions = trial.online(dialer, trial.plan().clients(), false);
            Result fastest = new Result();
            trial.chat(server, sessions, 1, 0, false, fastest);
            if (trial.errors().total() == 0) {
                trial.chat(server, sessions, 1, fastest.number("messages-per-second") / 2, false, result);
            }
            trial.offline(dialer, sessions);
        });
    }

    @Override
    public String title() {
        return "Latency at half of wockd's own maximum";
    }

    @Override
    public String words(Figures.Run one) {
        return "The same at half of the rate that the same process has reached just before, with one message of each client"
                + " under way as in the first table.";
    }

    @Override
    public List<Column> columns() {
        List<Column> columns = new ArrayList<>(List.of(Column.told("messages a second", "rate", 1)));
        columns.addAll(RateKind.latencies());
        return columns;
    }
}
