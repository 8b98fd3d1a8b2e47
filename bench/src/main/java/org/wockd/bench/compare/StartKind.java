package org.wockd.bench.compare;

import java.io.IOException;
import java.util.List;
import org.wockd.bench.client.LoginException;
import org.wockd.bench.client.Logins;
import org.wockd.bench.load.Errors;
import org.wockd.bench.measure.Result;
import org.wockd.bench.server.Boot;

/** How long a server takes from its start until it answers a client. */
record StartKind(String name, List<Bar> bars) implements Kind {

    @Override
    public boolean suits(Contender contender) {
        return !contender.isLimit();
    }

    @Override
    public void measure(Trial trial, Result result) throws IOException, InterruptedException {
        start(trial, Boot.USUAL, "first-start-ms", result);
        start(trial, Boot.WITHOUT_CACHE, "cold-start-ms", result);
        start(trial, Boot.USUAL, "start-ms", result);
    }

    private static void start(Trial trial, Boot boot, String figure, Result result)
            throws IOException, InterruptedException {
        trial.serve(boot, result, (server, dialer) -> {
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
                + " header is answered: in an empty folder, where the database and the certificate are made, and again in the same"
                + " one, without wockd's start cache (`bin/wockd-cache`; the JDK's own for its classes is always there) and with it. Others have no such cache; they are started"
                + " as often.";
    }

    @Override
    public List<Column> columns() {
        return List.of(
                Column.less("ms, empty folder", "first-start-ms", 1),
                Column.less("ms, again, without cache", "cold-start-ms", 1),
                Column.less("ms, again", "start-ms", 1));
    }
}
