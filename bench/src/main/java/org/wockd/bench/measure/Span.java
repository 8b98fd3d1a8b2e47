package org.wockd.bench.measure;

import java.io.IOException;
import java.util.Collection;
import java.util.List;

/** A span of time in which things are counted beside what the server's processes use. */
public final class Span {
    private final Collection<Long> pids;
    private final long begun = System.nanoTime();
    private final long countBefore;
    private final ProcessFigures before;

    private Span(Collection<Long> pids, long count) throws IOException {
        this.pids = List.copyOf(pids);
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

    /** What it has cost up to now. */
    public Cost cost() throws IOException {
        long nanos = System.nanoTime() - begun;
        return new Cost(nanos, pids.isEmpty() ? null : ProcessFigures.of(pids).since(before));
    }

    /**
     * Ends, and tells the figures of the span.
     *
     * @param thing what was counted, as message
     * @param count how many there are now
     */
    public void end(Result into, String thing, long count) throws IOException {
        cost().tell(into, thing, count - countBefore);
    }
}
