package org.wockd.bench.compare;

import java.io.IOException;
import java.util.List;
import org.wockd.bench.client.Session;
import org.wockd.bench.load.ArchiveRun;
import org.wockd.bench.measure.Result;

/** Clients that look up their archives. */
record ArchiveKind(String name) implements Kind {
    private static final int PAGE = 50;
    private static final int BACK = 9;
    private static final int ROWS = PAGE * (BACK + 1);
    /** Archives are filled before, at a cost that is that of the chat. */
    private static final int CLIENTS = 10;

    @Override
    public boolean suits(Contender contender) {
        return !contender.isLimit();
    }

    @Override
    public void measure(Trial trial, Result result) throws IOException, InterruptedException {
        ArchiveRun run =
                new ArchiveRun(ROWS, Plan.SIZE, PAGE, BACK, true, trial.plan().phases());
        trial.serve(true, result, (server, dialer) -> {
            trial.register(dialer, CLIENTS);
            List<Session> sessions = trial.online(dialer, CLIENTS, true);
            if (trial.errors().total() == 0) {
                run.measure(sessions, List.of(server.pid()), trial.errors(), result);
            }
            trial.offline(dialer, sessions);
        });
    }

    @Override
    public String title() {
        return "Looking up the archive";
    }

    @Override
    public String words(Figures.Run one) {
        return one.text("clients") + " clients turn the pages of their archives (XEP-0313) of "
                + one.text("rows-at-least") + " messages or some more, " + one.text("page")
                + " messages a page, from the"
                + " latest one back, one page at a time.";
    }

    @Override
    public List<Column> columns() {
        return List.of(
                Column.less("CPU µs a page", "cpu-us-per-page", 1),
                Column.more("pages a second", "pages-per-second"),
                Column.less("p99 ms", "page-p99-us", 1e-3));
    }
}
