package org.wockd.bench.measure;

import org.jspecify.annotations.Nullable;

/**
 * What was spent in some time.
 *
 * @param nanos how long it was
 * @param used what the server's processes used in it, and hold at its end; null where none were named
 */
public record Cost(long nanos, @Nullable ProcessFigures used) {

    /** This one, and a later one. */
    public Cost plus(Cost later) {
        ProcessFigures both = used == null || later.used == null ? null : used.then(later.used);
        return new Cost(nanos + later.nanos, both);
    }

    /**
     * Tells all of it, for each of the things that were done in the time.
     *
     * @param thing what was done, as message
     * @param things how many of them
     */
    public void tell(Result into, String thing, long things) {
        each(into, thing, things);
        into.with("seconds", nanos / 1e9).with(thing + "s-per-second", things * 1e9 / Math.max(1, nanos));
        if (used != null) {
            into.with("cpu-percent", used.cpuMicros() * 100_000.0 / Math.max(1, nanos))
                    .with("resident-kib", used.residentKib())
                    .with("threads", used.threads());
        }
    }

    /** Tells only what was spent for each of some other things that the same time went into. */
    public void each(Result into, String thing, long things) {
        into.with(thing + "s", things);
        if (used != null) {
            into.with("cpu-us-per-" + thing, (double) used.cpuMicros() / Math.max(1, things))
                    .with("written-bytes-per-" + thing, (double) used.writtenBytes() / Math.max(1, things));
        }
    }
}
