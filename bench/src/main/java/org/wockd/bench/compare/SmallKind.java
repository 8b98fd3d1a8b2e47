package org.wockd.bench.compare;

import java.io.IOException;
import java.util.List;
import org.wockd.bench.client.Session;
import org.wockd.bench.measure.ProcessFigures;
import org.wockd.bench.measure.Result;

/** A household: a server with a few users who do nothing. */
record SmallKind(String name, List<Bar> bars) implements Kind {
    private static final int USERS = 10;

    @Override
    public boolean suits(Contender contender) {
        return !contender.isLimit();
    }

    @Override
    public void measure(Trial trial, Result result) throws IOException, InterruptedException {
        trial.serve(true, result, (_, dialer) -> trial.register(dialer, USERS));
        trial.serve(true, result, (server, dialer) -> {
            List<Session> sessions = trial.online(dialer, USERS, true);
            boolean _ = trial.errors().noneWithin(trial.plan().phases().time());
            ProcessFigures held = ProcessFigures.of(List.of(server.pid()));
            result.with("clients", sessions.size())
                    .with("seconds", trial.plan().phases().time().toSeconds())
                    .with("resident-kib", held.residentKib())
                    .with("threads", held.threads());
            trial.offline(dialer, sessions);
        });
    }

    @Override
    public String title() {
        return "A household";
    }

    @Override
    public String words(Figures.Run one) {
        return one.text("clients") + " users are logged in under TLS and do nothing, archive on; looked at "
                + one.text("seconds") + " s after they came to a fresh process.";
    }

    @Override
    public List<Column> columns() {
        return List.of(Column.less("resident MiB", "resident-kib", 1.0 / 1024), Column.told("threads", "threads", 1));
    }
}
