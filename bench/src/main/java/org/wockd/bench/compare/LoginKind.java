package org.wockd.bench.compare;

import java.io.IOException;
import java.util.List;
import org.wockd.bench.load.Crowd;
import org.wockd.bench.measure.Latencies;
import org.wockd.bench.measure.Result;
import org.wockd.bench.measure.Span;

/**
 * Clients come in and leave, again and again.
 *
 * @param atOnce how many at the same time
 */
record LoginKind(String name, String title, int atOnce, List<Bar> bars) implements Kind {
    private static final int TIMES = 10;
    private static final int WARM_UP_TIMES = 200;
    private static final int WARM_UP_AT_ONCE = 32;

    @Override
    public boolean suits(Contender contender) {
        return !contender.isLimit();
    }

    @Override
    public void measure(Trial trial, Result result) throws IOException, InterruptedException {
        int clients = trial.plan().clients();
        trial.serve(false, result, (server, dialer) -> {
            trial.register(dialer, clients);
            Crowd crowd = trial.crowd(dialer, atOnce);
            trial.crowd(dialer, WARM_UP_AT_ONCE).comesAndGoes(0, clients, WARM_UP_TIMES, new Latencies());
            Latencies latencies = new Latencies();
            Span span = Span.begin(List.of(server.pid()), 0);
            crowd.comesAndGoes(0, clients, TIMES, latencies);
            span.end(result, "login", (long) clients * TIMES);
            result.with("at-once", atOnce)
                    .with("warm-up-logins", (long) clients * WARM_UP_TIMES)
                    .with("login", latencies.take());
        });
    }

    @Override
    public String words(Figures.Run one) {
        return "A client connects, secures the connection (STARTTLS; a full handshake of TLS 1.3), logs in with SCRAM-SHA-256"
                + " (4,096 rounds at all servers), binds, is available, is answered a ping, and leaves; "
                + one.text("at-once")
                + " at a time, " + one.text("logins") + " measured after " + one.text("warm-up-logins")
                + " for warm-up, " + WARM_UP_AT_ONCE + " at a time.";
    }

    @Override
    public List<Column> columns() {
        return List.of(
                Column.less("CPU ms a login", "cpu-us-per-login", 1e-3),
                Column.more("logins a second", "logins-per-second"),
                Column.less("p50 ms", "login-p50-us", 1e-3),
                Column.less("p99 ms", "login-p99-us", 1e-3));
    }
}
