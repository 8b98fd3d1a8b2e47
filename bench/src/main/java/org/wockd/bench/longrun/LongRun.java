package org.wockd.bench.longrun;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.wockd.bench.client.Dialer;
import org.wockd.bench.client.Session;
import org.wockd.bench.client.Target;
import org.wockd.bench.load.Chat;
import org.wockd.bench.load.Crowd;
import org.wockd.bench.load.Errors;
import org.wockd.bench.load.Messages;
import org.wockd.bench.measure.Heap;
import org.wockd.bench.measure.ProcessFigures;
import org.wockd.bench.server.Wockd;

/**
 * A core with many idle clients and some that write, for a long time: its memory must stay what it is after the warm-up, its
 * threads and open files must not become more, Netty's strictest leak detector must find nothing, and no message may be
 * lost, doubled or out of order. All clients use TLS and count stanzas; the archive is on.
 */
public final class LongRun {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int AT_ONCE = 32;
    private static final int ADDRESSES = 64;
    private static final int SIZE = 100;
    private static final int CLASSES_SHOWN = 15;

    /**
     * What is done.
     *
     * @param home where the distribution is
     * @param folder an empty one
     * @param heap the core's, as -Xmx takes it; all of it is taken at the start, so that resident memory that grows is
     *     not the heap's
     * @param warmUp how long nothing is judged
     * @param time how long it is judged after that
     * @param every how often it is looked
     * @param rate messages a second of all clients that write
     */
    public record Plan(
            Path home,
            Path folder,
            String heap,
            int idle,
            int active,
            double rate,
            Duration warmUp,
            Duration time,
            Duration every) {}

    private final Plan plan;
    private final PrintWriter out;
    private final Errors errors = new Errors();
    private final List<String> problems = new ArrayList<>();

    /**
     * @param out where the table goes
     */
    public LongRun(Plan plan, PrintWriter out) {
        this.plan = plan;
        this.out = out;
    }

    /** Does it, and returns what is wrong: nothing, when all is well. */
    public List<String> run() throws IOException, InterruptedException {
        Files.createDirectories(plan.folder());
        String java = "-Xms" + plan.heap() + " -Xmx" + plan.heap()
                + " -XX:+AlwaysPreTouch -XX:+UseSerialGC -Dio.netty.leakDetection.level=paranoid";
        try (Wockd core = Wockd.start(plan.home(), plan.folder(), true, java);
                Dialer dialer = new Dialer(target(core), 1, ADDRESSES)) {
            load(core, new Crowd(dialer, errors, AT_ONCE));
            // What is left of a leak is reported when the next buffer is taken, so after a collection under load.
            if (core.complained() > 0) {
                problems.add("the core has logged " + core.complained() + " lines that it should not:\n  "
                        + String.join("\n  ", core.complaints()));
            }
        }
        if (errors.total() > 0) {
            problems.add("errors: " + errors);
        }
        out.println(problems.isEmpty() ? "All is well." : String.join("\n", problems));
        out.flush();
        return List.copyOf(problems);
    }

    private static Target target(Wockd core) throws IOException {
        return new Target(
                core.clients(), "localhost", Target.Security.STARTTLS, Target.Mechanism.SCRAM_SHA_256, PATIENCE);
    }

    private void load(Wockd core, Crowd crowd) throws IOException, InterruptedException {
        say("making " + (plan.active() + plan.idle()) + " accounts");
        crowd.register(0, plan.active() + plan.idle());
        say("they come online");
        List<Session> active = crowd.comesOnline(0, plan.active(), true, crowd::bystander);
        List<Session> idle = crowd.comesOnline(plan.active(), plan.idle(), true, crowd::bystander);
        if (errors.total() > 0) {
            return;
        }
        say(idle.size() + " clients are idle, " + active.size() + " write " + plan.rate() + " messages a second");
        Messages messages = new Messages(SIZE, errors);
        Chat chat = Chat.between(active, true, messages);
        chat.fixedRate(plan.rate());
        watch(core, messages);
        say("writing ends");
        chat.stop(PATIENCE);
        crowd.leaves(active);
        crowd.leaves(idle);
        say("all have left");
    }

    private void watch(Wockd core, Messages messages) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        out.println(Sample.HEADER);
        BooleanSupplier warm = () -> System.nanoTime() - begun < plan.warmUp().toNanos();
        Heap first = look(core, messages, begun).heap();
        while (warm.getAsBoolean() && errors.noneWithin(plan.every())) {
            first = look(core, messages, begun).heap();
        }
        List<Look> looks = new ArrayList<>();
        long end = begun + plan.warmUp().plus(plan.time()).toNanos();
        say("warm");
        while (System.nanoTime() < end && errors.noneWithin(plan.every())) {
            looks.add(look(core, messages, begun));
        }
        if (looks.size() < 2) {
            problems.add("it ended before there was anything to judge");
            return;
        }
        Verdict verdict = Verdict.of(looks.stream().map(Look::sample).toList());
        verdict.text().forEach(out::println);
        problems.addAll(verdict.problems());
        out.println("what is alive and was not after the warm-up (octets, class):");
        looks.getLast().heap().grownSince(first, CLASSES_SHOWN).forEach(out::println);
        out.println("latencies in microseconds: " + messages.deliveries().take());
    }

    private record Look(Sample sample, Heap heap) {}

    private Look look(Wockd core, Messages messages, long begun) throws IOException, InterruptedException {
        Heap heap = Heap.of(core.pid());
        ProcessFigures figures = ProcessFigures.of(List.of(core.pid()));
        Sample sample = new Sample(
                (System.nanoTime() - begun) / 1e9,
                heap.total() / 1024.0,
                figures.residentKib(),
                figures.threads(),
                figures.files(),
                messages.delivered());
        out.println(sample);
        out.flush();
        return new Look(sample, heap);
    }

    private void say(String what) {
        out.println(what);
        out.flush();
    }
}
