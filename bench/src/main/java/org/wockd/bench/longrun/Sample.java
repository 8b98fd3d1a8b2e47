package org.wockd.bench.longrun;

import java.util.Locale;

/**
 * What the core is at a moment.
 *
 * @param seconds since the load began
 * @param liveKib what is alive in its heap after a full collection
 * @param residentKib what it takes of the machine's memory
 * @param delivered messages since the load began
 */
record Sample(double seconds, double liveKib, double residentKib, double threads, double files, long delivered) {

    static final String HEADER = String.format(
            Locale.ROOT,
            "%8s %12s %12s %8s %8s %10s",
            "seconds",
            "live-KiB",
            "resident-KiB",
            "threads",
            "files",
            "messages");

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%8.0f %12.0f %12.0f %8.0f %8.0f %10d",
                seconds,
                liveKib,
                residentKib,
                threads,
                files,
                delivered);
    }
}
