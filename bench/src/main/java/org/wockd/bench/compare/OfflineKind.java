package org.wockd.bench.compare;

import java.io.IOException;
import java.util.List;
import org.wockd.bench.load.OfflineRun;
import org.wockd.bench.measure.Result;

/** Users who are away while they are written to, and come and get it all. */
record OfflineKind(String name) implements Kind {
    private static final int MESSAGES = 50;
    private static final int AT_ONCE = 32;

    @Override
    public boolean suits(Contender contender) {
        return !contender.isLimit();
    }

    @Override
    public void measure(Trial trial, Result result) throws IOException, InterruptedException {
        Plan plan = trial.plan();
        OfflineRun run = new OfflineRun(plan.pairs(), MESSAGES, plan.window(), Plan.SIZE, true, plan.phases());
        trial.serve(false, result, (server, dialer) -> {
            trial.register(dialer, plan.clients());
            run.measure(trial.crowd(dialer, AT_ONCE), 0, List.of(server.pid()), trial.errors(), result);
        });
    }

    @Override
    public String title() {
        return "Messages to users who are away";
    }

    @Override
    public String words(Figures.Run one) {
        return one.text("users") + " users are away while each is written " + one.text("messages-each")
                + " messages, which are acknowledged (XEP-0198), and then come and get them; again and again. To log in"
                + " and to leave does not count.";
    }

    @Override
    public List<Column> columns() {
        return List.of(
                Column.less("CPU µs a message, both ways", "cpu-us-per-message", 1),
                Column.less("stored", "cpu-us-per-stored-message", 1),
                Column.less("fetched", "cpu-us-per-fetched-message", 1),
                Column.told("octets written a message", "written-bytes-per-message", 1));
    }
}
