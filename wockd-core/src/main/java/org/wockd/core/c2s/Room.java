package org.wockd.core.c2s;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The room in memory for what clients have been sent and have not read or acknowledged, in octets, over all of them.
 *
 * <p>The limits of one client alone do not keep a process alive: fifty clients of one account may be silent at once. So each
 * may have as much as is still free. Who lets most wait is given up first. A little is always allowed, so that whoever reads
 * what comes is not hurt by those who do not, nor while the streams of these still end.
 */
final class Room {
    private static final int PART_OF_HEAP = 4;

    /** What each client may have at any time, in octets. */
    private static final int ALWAYS = 64 * 1024;

    private final long all;
    private final AtomicLong taken = new AtomicLong();

    /**
     * @param all the octets there are for all clients together
     */
    Room(long all, MeterRegistry meters) {
        this.all = all;
        Gauge.builder("wockd.c2s.waiting.octets", taken, AtomicLong::get)
                .description("octets sent to clients that they have not read or acknowledged")
                .register(meters);
    }

    /** A part of the memory that this process may have. */
    static Room ofHeap(MeterRegistry meters) {
        return new Room(Runtime.getRuntime().maxMemory() / PART_OF_HEAP, meters);
    }

    void take(long octets) {
        taken.addAndGet(octets);
    }

    void give(long octets) {
        taken.addAndGet(-octets);
    }

    /** Whether a client that has taken so much has more than is left for others. */
    boolean isTooMuch(long own) {
        return own > Math.max(ALWAYS, all - taken.get());
    }
}
