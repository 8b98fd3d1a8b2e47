package org.wockd.bench.measure;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;

/** A span of time in which things are counted beside what the server's processes use. */
public final class Span {
    private final Collection<Long> pids;
    private final long begun = System.nanoTime();
    private final long countBefore;
    private final ProcessFigures before;

    private Span(Collection<Long> pids, long count) throws IOException {
        this.pids = pids;
        this.countBefore = count;
        this.before = ProcessFigures.of(pids);
    }

    /**
     * Begins.
     *
     * @param pids the server's processes; without any, only what the generator sees is told
     * @param count how many things there were up to now
     */
    public static Span begin(Collection<Long> pids, long count) throws IOException {
        return new Span(pids, count);
    }

    /**
     * Ends, and tells the figures of the span.
     *
     * @param thing what was counted, as message
     * @param count how many there are now
     */
    public void end(Result into, String thing, long count) throws IOException {
        Duration time = Duration.ofNanos(System.nanoTime() - begun);
        long things = count - countBefore;
        into.with(thing + "s", things)
                .with("seconds", time.toMillis() / 1000.0)
                .with(thing + "s-per-second", things * 1e9 / time.toNanos());
        if (pids.isEmpty()) {
            return;
        }
        ProcessFigures used = ProcessFigures.of(pids).since(before);
        into.with("cpu-us-per-" + thing, (double) used.cpuMicros() / Math.max(1, things))
                .with("written-bytes-per-" + thing, (double) used.writtenBytes() / Math.max(1, things))
                .with("cpu-percent", used.cpuMicros() * 100_000.0 / time.toNanos())
                .with("resident-kib", used.residentKib())
                .with("threads", used.threads());
    }
}
