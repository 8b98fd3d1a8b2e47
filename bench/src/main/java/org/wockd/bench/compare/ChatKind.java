package org.wockd.bench.compare;

import java.io.IOException;
import java.util.List;
import org.wockd.bench.client.Dialer;
import org.wockd.bench.client.Session;
import org.wockd.bench.load.ChatRun;
import org.wockd.bench.measure.Result;
import org.wockd.bench.server.Server;

/**
 * Pairs that write to each other as fast as a window allows.
 *
 * @param managed whether clients count stanzas, and take for done what was acknowledged, too (XEP-0198)
 */
record ChatKind(String name, String title, boolean archive, boolean managed, List<Bar> bars) implements Kind {

    @Override
    public boolean suits(Contender contender) {
        return !contender.isLimit() || !archive && !managed;
    }

    @Override
    public void measure(Trial trial, Result result) throws IOException, InterruptedException {
        Plan plan = trial.plan();
        try (Server server = trial.start(archive);
                Dialer dialer = trial.dialer(server.clients())) {
            List<Session> sessions = trial.online(dialer, 2 * plan.pairs(), managed);
            if (trial.errors().total() == 0) {
                new ChatRun(plan.window(), 0, Plan.SIZE, managed, plan.warmUp(), plan.time(), Plan.PATIENCE)
                        .measure(sessions, List.of(server.pid()), trial.errors(), result);
                result.with("warm-up-seconds", plan.warmUp().toSeconds());
            }
            trial.offline(dialer, sessions);
            trial.checkComplaints(server);
        }
    }

    @Override
    public String words(Figures.Run one) {
        return one.text("pairs") + " pairs of clients under TLS write to each other, texts of some "
                + one.text("size") + " characters, each client with " + one.text("window")
                + " messages under way; " + one.text("seconds") + " s are measured after "
                + one.text("warm-up-seconds") + " s of warm-up."
                + (managed
                        ? " Clients count (XEP-0198), and a message is done when it has arrived and was acknowledged."
                        : "");
    }

    @Override
    public List<Column> columns() {
        return List.of(
                Column.less("CPU µs a message", "cpu-us-per-message", 1),
                new Column("messages a second", "messages-per-second", 1, true),
                Column.less("octets written a message", "written-bytes-per-message", 1));
    }
}
