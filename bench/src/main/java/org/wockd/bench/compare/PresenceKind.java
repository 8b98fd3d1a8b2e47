package org.wockd.bench.compare;

import java.io.IOException;
import java.util.List;
import org.wockd.bench.client.Session;
import org.wockd.bench.load.PresenceRun;
import org.wockd.bench.measure.Result;

/** Clients with many contacts, all of whom come and go together. */
record PresenceKind(String name) implements Kind {
    private static final int CONTACTS = 50;

    @Override
    public boolean suits(Contender contender) {
        return !contender.isLimit();
    }

    @Override
    public void measure(Trial trial, Result result) throws IOException, InterruptedException {
        Plan plan = trial.plan();
        int clients = CONTACTS + plan.pairs();
        PresenceRun run = new PresenceRun(CONTACTS, PresenceRun.Change.COMING, 1, plan.phases());
        trial.serve(false, result, (server, dialer) -> {
            trial.register(dialer, clients);
            List<Session> sessions = trial.online(dialer, clients, false);
            if (trial.errors().total() == 0) {
                run.measure(sessions, List.of(server.pid()), trial.errors(), result);
            }
            trial.offline(dialer, sessions);
        });
    }

    @Override
    public String title() {
        return "A storm of presences";
    }

    @Override
    public String words(Figures.Run one) {
        return one.text("clients") + " clients with " + one.rounded("contacts")
                + " contacts each go and come together, again and again, until all have seen all of their contacts.";
    }

    @Override
    public List<Column> columns() {
        return List.of(
                Column.less("CPU µs a presence", "cpu-us-per-presence", 1),
                Column.more("presences a second", "presences-per-second"));
    }
}
