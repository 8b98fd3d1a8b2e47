package org.wockd.bench.compare;

import java.io.IOException;
import java.util.List;
import org.wockd.bench.client.LoginException;
import org.wockd.bench.client.Logins;
import org.wockd.bench.load.Errors;
import org.wockd.bench.measure.Result;

/** How long a server takes from its start until it answers a client. */
record StartKind(String name, List<Bar> bars) implements Kind {

    @Override
    public boolean suits(Contender contender) {
        return !contender.isLimit();
    }

    @Override
    public void measure(Trial trial, Result result) throws IOException, InterruptedException {
        start(trial, "first-start-ms", result);
        start(trial, "start-ms", result);
    }

    private static void start(Trial trial, String figure, Result result) throws IOException, InterruptedException {
        trial.serve(true, result, (server, dialer) -> {
            try {
                new Logins(dialer).knock();
                result.with(figure, (System.nanoTime() - server.begun()) / 1e6);
            } catch (LoginException e) {
                trial.errors().add(Errors.Kind.NOT_LOGGED_IN, String.valueOf(e.getMessage()));
            }
        });
    }

    @Override
    public String title() {
        return "Start";
    }

    @Override
    public String words(Figures.Run one) {
        return "From the start of the process, by its script as it is shipped, until a client has connected and its stream"
                + " header is answered: in an empty folder, and again in the same one.";
    }

    @Override
    public List<Column> columns() {
        return List.of(
                Column.less("ms, first start", "first-start-ms", 1), Column.less("ms, started again", "start-ms", 1));
    }
}
