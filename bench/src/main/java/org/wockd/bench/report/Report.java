package org.wockd.bench.report;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wockd.bench.client.Dialer;
import org.wockd.bench.client.Session;
import org.wockd.bench.client.Target;
import org.wockd.bench.load.ChatRun;
import org.wockd.bench.load.Crowd;
import org.wockd.bench.load.Errors;
import org.wockd.bench.measure.Heap;
import org.wockd.bench.measure.ProcessFigures;
import org.wockd.bench.measure.Result;
import org.wockd.bench.server.Wockd;

/** Measures what a message and an idle connection cost the core: each kind of run in a fresh process, taking turns. */
public final class Report {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int AT_ONCE = 32;
    private static final int ADDRESSES = 64;
    private static final int WINDOW = 10;
    private static final int SIZE = 100;

    /** A kind of chat. */
    private record Kind(String name, boolean archive) {}

    private static final List<Kind> KINDS = List.of(new Kind("archive off", false), new Kind("archive on", true));

    /**
     * What is done.
     *
     * @param home where the distribution is
     * @param folder an empty one, on a disk
     * @param runs of each kind
     * @param pairs that chat
     * @param idle connections that are held
     * @param warmUp of each chat
     * @param time that each chat is measured
     */
    public record Plan(Path home, Path folder, int runs, int pairs, int idle, Duration warmUp, Duration time) {}

    private final Plan plan;
    private final PrintWriter out;
    private final Errors errors = new Errors();

    /** A report whose progress is told to {@code out}. */
    public Report(Plan plan, PrintWriter out) {
        this.plan = plan;
        this.out = out;
    }

    /** What went wrong. */
    public Errors errors() {
        return errors;
    }

    /** Measures, and returns the text of the document, or null where something went wrong: then the rest is not measured. */
    public @Nullable String run() throws IOException, InterruptedException {
        Map<String, List<Result>> chats = new LinkedHashMap<>();
        for (int run = 0; run < plan.runs(); run++) {
            for (Kind kind : KINDS) {
                chats.computeIfAbsent(kind.name(), _ -> new ArrayList<>()).add(chat(kind, run));
                if (errors.total() > 0) {
                    return null;
                }
            }
        }
        List<Result> idle = idle();
        return errors.total() > 0 ? null : new Document(plan, Machine.here(), chats, idle).text();
    }

    private Result chat(Kind kind, int run) throws IOException, InterruptedException {
        Result result = new Result().with("kind", kind.name()).with("turn", run);
        Path folder = Files.createDirectories(plan.folder().resolve(run + "-" + KINDS.indexOf(kind)));
        try (Wockd core = Wockd.start(plan.home(), folder, kind.archive(), "");
                Dialer dialer = dialer(core)) {
            Crowd crowd = new Crowd(dialer, errors, AT_ONCE);
            crowd.register(0, 2 * plan.pairs());
            List<Session> sessions = crowd.comesOnline(0, 2 * plan.pairs(), true, crowd::bystander);
            new ChatRun(WINDOW, 0, SIZE, true, plan.warmUp(), plan.time(), PATIENCE)
                    .measure(sessions, List.of(core.pid()), errors, result);
            crowd.leaves(sessions);
            checked(core);
        }
        tell(result);
        return result;
    }

    /** The accounts are made by one process, and each run is a fresh one that has only seen logins. */
    private List<Result> idle() throws IOException, InterruptedException {
        Path folder = Files.createDirectories(plan.folder().resolve("idle"));
        try (Wockd core = Wockd.start(plan.home(), folder, true, "");
                Dialer dialer = dialer(core)) {
            new Crowd(dialer, errors, AT_ONCE).register(0, plan.idle());
        }
        List<Result> results = new ArrayList<>();
        for (int run = 0; run < plan.runs(); run++) {
            Result result = new Result().with("kind", "idle").with("turn", run);
            try (Wockd core = Wockd.start(plan.home(), folder, true, "");
                    Dialer dialer = dialer(core)) {
                Crowd crowd = new Crowd(dialer, errors, AT_ONCE);
                hold(core, crowd, result);
                checked(core);
            }
            tell(result);
            results.add(result);
        }
        return results;
    }

    private void hold(Wockd core, Crowd crowd, Result result) throws IOException, InterruptedException {
        List<Long> pids = List.of(core.pid());
        long liveBefore = Heap.of(core.pid()).total();
        ProcessFigures before = ProcessFigures.of(pids);
        List<Session> sessions = crowd.comesOnline(0, plan.idle(), true, crowd::bystander);
        ProcessFigures loggedIn = ProcessFigures.of(pids);
        long live = Heap.of(core.pid()).total();
        ProcessFigures held = ProcessFigures.of(pids);
        double each = Math.max(1, sessions.size());
        result.with("clients", sessions.size())
                .with("resident-kib-before", before.residentKib())
                .with("resident-kib-per-client", (held.residentKib() - before.residentKib()) / each)
                .with("live-kib-per-client", (live - liveBefore) / 1024.0 / each)
                .with("cpu-us-per-login", loggedIn.since(before).cpuMicros() / each);
        crowd.leaves(sessions);
    }

    private static Dialer dialer(Wockd core) throws IOException {
        Target target = new Target(
                core.clients(), "localhost", Target.Security.STARTTLS, Target.Mechanism.SCRAM_SHA_256, PATIENCE);
        return new Dialer(target, 1, ADDRESSES);
    }

    private void checked(Wockd core) {
        if (core.complained() > 0) {
            errors.add(Errors.Kind.REFUSED, "the core has logged: " + core.complaints());
        }
    }

    private void tell(Result result) {
        out.println(result.json());
        out.flush();
    }
}
