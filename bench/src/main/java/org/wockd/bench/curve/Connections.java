package org.wockd.bench.curve;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.wockd.bench.client.Account;
import org.wockd.bench.client.LoginException;
import org.wockd.bench.client.Session;
import org.wockd.bench.load.ChatRun;
import org.wockd.bench.measure.Cost;
import org.wockd.bench.measure.Heap;
import org.wockd.bench.measure.Latencies;
import org.wockd.bench.measure.ProcessFigures;
import org.wockd.bench.measure.Result;
import org.wockd.bench.measure.Span;

/** More and more clients that are connected and idle. */
final class Connections implements Subject {
    private static final int PAIRS = 20;
    private static final int ACTIVE = 2 * PAIRS;
    private static final int WINDOW = 10;
    private static final int SIZE = 100;
    private static final int COMING = 50;
    private static final int TIMES = 6;
    private static final double KIB = 1024;
    private static final double MILLIS = 1000;
    private static final double TICK_MILLIS = 10;
    /** The heap of the starting script is for a household. */
    private static final String OPTIONS = "-Xmx1g -XX:+UseSerialGC";

    private static final Curve MEMORY = new Curve(
            "connections-memory",
            "A connection",
            "clients connected",
            "KiB",
            List.of(
                    new Curve.Line("resident", "resident memory more than without clients", Curve.Growth.EACH),
                    new Curve.Line("live", "of the heap, after a full collection", Curve.Growth.EACH)));
    private static final Curve COSTS = new Curve(
            "connections-cpu",
            "Work beside clients that are idle",
            "clients connected",
            "CPU µs",
            List.of(
                    new Curve.Line("login", "a login, until the end of the stream", Curve.Growth.EACH),
                    new Curve.Line("message", "a chat message of 20 pairs", Curve.Growth.EACH)));
    private static final Curve IDLE = new Curve(
            "connections-idle",
            "Nothing to do",
            "clients connected",
            "CPU ms a second",
            List.of(new Curve.Line("idle", "all clients together", Curve.Growth.ALL)));

    @Override
    public String name() {
        return "connections";
    }

    @Override
    public String title() {
        return "Connections";
    }

    @Override
    public String words() {
        return """
                Clients under TLS that count (XEP-0198), have sent presence and do nothing; the core has a heap of 1 GiB (`%s`). A process
                may have 20,000 open files where this was measured, and each connection is one: that is why it ends at 19,800, and not at
                20,000. While they are connected, 50 others log in and leave, 6 times each, and 20 pairs write to each other, archive off.
                The kernel counts processor time in 10 ms, so an idle core shows at least as much.""".formatted(OPTIONS);
    }

    @Override
    public List<Curve> curves() {
        return List.of(MEMORY, COSTS, IDLE);
    }

    @Override
    public void measure(Ground ground, Measured into) throws IOException, InterruptedException, LoginException {
        Path folder = ground.folder(this);
        ground.serve(folder, false, "", play -> play.crowd().register(0, 1));
        List<Long> sizes = ground.sizes(1_000, 2_000, 5_000, 10_000, 19_800);
        Stores.fill(
                folder,
                store -> store.accounts(
                        Account.number(0).user(), 1, ACTIVE + COMING + Math.toIntExact(sizes.getLast())));
        ground.serve(folder, false, OPTIONS, play -> {
            List<Session> active = play.crowd().comesOnline(0, ACTIVE, true, play.crowd()::bystander);
            // Long enough that the first size does not pay for the compiler.
            for (int i = 0; i < 2; i++) {
                logins(play);
                chat(ground, play, active);
            }
            long liveBefore = Heap.of(play.core().pid()).total();
            long before = ProcessFigures.of(play.pids()).residentKib();
            List<Session> idle = new ArrayList<>();
            for (long size : sizes) {
                if (ground.well()) {
                    int more = Math.toIntExact(size) - idle.size();
                    idle.addAll(play.crowd()
                            .comesOnline(ACTIVE + COMING + idle.size(), more, true, play.crowd()::bystander));
                }
                if (ground.well()) {
                    Result result = new Result();
                    memory(play, liveBefore, before, idle.size(), result);
                    work(ground, play, active, result);
                    ground.tell(this, size, result);
                    keep(size, result, into);
                }
            }
            play.crowd().leaves(active);
            play.crowd().leaves(idle);
        });
    }

    private static void memory(Ground.Play play, long liveBefore, long before, int clients, Result result)
            throws IOException, InterruptedException {
        long live = Heap.of(play.core().pid()).total();
        long resident = ProcessFigures.of(play.pids()).residentKib();
        result.with("clients", clients)
                .with("live-kib-per-client", (live - liveBefore) / KIB / clients)
                .with("resident-kib", resident)
                .with("resident-kib-per-client", (double) (resident - before) / clients);
    }

    private static void work(Ground ground, Ground.Play play, List<Session> active, Result result)
            throws IOException, InterruptedException {
        Span still = Span.begin(play.pids(), 0);
        boolean _ = ground.errors().noneWithin(ground.phases().time());
        Cost idle = still.cost();
        double millis = idle.used() == null ? 0 : idle.used().cpuMicros() / MILLIS;
        result.with(
                "idle-cpu-ms-per-second", Math.max(millis, TICK_MILLIS) * TimeUnit.SECONDS.toNanos(1) / idle.nanos());
        result.with("cpu-us-per-login", logins(play));
        Result chat = chat(ground, play, active);
        if (ground.well()) {
            result.with("cpu-us-per-message", chat.number("cpu-us-per-message"));
        }
    }

    private static double logins(Ground.Play play) throws IOException, InterruptedException {
        Span coming = Span.begin(play.pids(), 0);
        play.crowd().comesAndGoes(ACTIVE, COMING, TIMES, new Latencies());
        Result result = new Result();
        coming.end(result, "login", COMING * TIMES);
        return result.number("cpu-us-per-login");
    }

    private static Result chat(Ground ground, Ground.Play play, List<Session> active)
            throws IOException, InterruptedException {
        Result result = new Result();
        if (ground.well()) {
            new ChatRun(
                            WINDOW,
                            0,
                            SIZE,
                            true,
                            ground.phases().warmUp(),
                            ground.phases().time(),
                            ground.phases().patience())
                    .measure(active, play.pids(), ground.errors(), result);
        }
        return result;
    }

    private static void keep(long size, Result result, Measured into) {
        into.add(MEMORY.name(), "resident", size, Math.max(1, result.number("resident-kib-per-client")));
        into.add(MEMORY.name(), "live", size, Math.max(1, result.number("live-kib-per-client")));
        into.add(COSTS.name(), "login", size, result.number("cpu-us-per-login"));
        into.add(COSTS.name(), "message", size, result.number("cpu-us-per-message"));
        into.add(IDLE.name(), "idle", size, result.number("idle-cpu-ms-per-second"));
    }
}
