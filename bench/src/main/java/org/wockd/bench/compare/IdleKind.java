package org.wockd.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.wockd.bench.client.Session;
import org.wockd.bench.measure.ProcessFigures;
import org.wockd.bench.measure.Result;

/** Many clients that are there and do nothing: how much memory each of them takes. */
record IdleKind(String name, List<Bar> bars) implements Kind {

    @Override
    public boolean suits(Contender contender) {
        return !contender.isLimit();
    }

    /** The accounts are made once, by a process of their own: each run is a fresh one that has only seen logins. */
    @Override
    public void measure(Trial trial, Result result) throws IOException, InterruptedException {
        int count = trial.plan().idle();
        Path accounts = trial.plan().folder().resolve(name + "-" + trial.contender() + "-" + count);
        if (!Files.exists(accounts)) {
            trial.serve(accounts, false, result, (_, dialer) -> trial.register(dialer, count));
        }
        trial.serve(accounts, false, result, (server, dialer) -> {
            List<Long> pids = List.of(server.pid());
            boolean _ = trial.errors().noneWithin(trial.plan().phases().time());
            ProcessFigures before = ProcessFigures.of(pids);
            List<Session> sessions = trial.online(dialer, count, true);
            boolean _ = trial.errors().noneWithin(trial.plan().phases().time());
            ProcessFigures held = ProcessFigures.of(pids);
            result.with("clients", sessions.size())
                    .with("seconds", trial.plan().phases().time().toSeconds())
                    .with("resident-kib-before", before.residentKib())
                    .with("resident-kib", held.residentKib())
                    .with(
                            "resident-kib-per-client",
                            (held.residentKib() - before.residentKib()) / (double) Math.max(1, sessions.size()));
            trial.offline(dialer, sessions);
        });
    }

    @Override
    public String title() {
        return "Idle connections";
    }

    @Override
    public String words(Figures.Run one) {
        return one.text("clients")
                + " clients under TLS that have logged in, are available, count (XEP-0198) and do nothing."
                + " What all processes of the server hold more in memory (RSS) " + one.text("seconds")
                + " s after the last has come than before the first, for each of them.";
    }

    @Override
    public List<Column> columns() {
        return List.of(
                Column.less("resident KiB a connection", "resident-kib-per-client", 1),
                Column.told("resident MiB before", "resident-kib-before", 1.0 / 1024),
                Column.told("resident MiB with all", "resident-kib", 1.0 / 1024));
    }
}
