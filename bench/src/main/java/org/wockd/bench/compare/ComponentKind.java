package org.wockd.bench.compare;

import java.io.IOException;
import java.util.List;
import org.wockd.bench.client.Component;
import org.wockd.bench.client.Dialer;
import org.wockd.bench.client.LoginException;
import org.wockd.bench.client.Session;
import org.wockd.bench.load.ComponentRun;
import org.wockd.bench.load.Errors;
import org.wockd.bench.measure.Result;
import org.wockd.bench.server.Server;
import org.wockd.bench.server.Wockd;

/** Clients that write to a component (XEP-0114), which sends everything back. */
record ComponentKind(String name, List<Bar> bars) implements Kind {

    @Override
    public boolean suits(Contender contender) {
        return !contender.isLimit();
    }

    @Override
    public void measure(Trial trial, Result result) throws IOException, InterruptedException {
        trial.serve(false, result, (server, dialer) -> {
            trial.register(dialer, trial.plan().clients());
            try (Component _ = Component.attach(
                    dialer,
                    new Component.Place(server.components(), Wockd.COMPONENT, Wockd.SECRET),
                    why -> trial.errors().add(Errors.Kind.CONNECTION_LOST, "the component: " + why))) {
                roundTrips(trial, server, dialer, result);
            } catch (LoginException e) {
                trial.errors().add(Errors.Kind.NOT_LOGGED_IN, String.valueOf(e.getMessage()));
            }
        });
    }

    private static void roundTrips(Trial trial, Server server, Dialer dialer, Result result)
            throws IOException, InterruptedException {
        Plan plan = trial.plan();
        List<Session> sessions = trial.online(dialer, plan.clients(), false);
        if (trial.errors().total() == 0) {
            new ComponentRun(
                            Wockd.COMPONENT,
                            ComponentRun.Stanza.MESSAGE,
                            plan.window(),
                            Plan.SIZE,
                            false,
                            plan.phases())
                    .measure(sessions, List.of(server.pid()), trial.errors(), result);
            result.with("warm-up-seconds", plan.warmUpSeconds());
        }
        trial.offline(dialer, sessions);
    }

    @Override
    public String title() {
        return "A component";
    }

    @Override
    public String words(Figures.Run one) {
        return one.text("clients")
                + " clients under TLS write messages to a component (XEP-0114) that sends everything back,"
                + " each with " + one.text("window") + " under way; " + one.rounded("seconds")
                + " s are measured after "
                + one.text("warm-up-seconds") + " s of warm-up.";
    }

    @Override
    public List<Column> columns() {
        return List.of(
                Column.less("CPU µs a round trip", "cpu-us-per-round-trip", 1),
                Column.more("round trips a second", "round-trips-per-second"),
                Column.less("p99 ms", "round-trip-p99-us", 1e-3));
    }
}
