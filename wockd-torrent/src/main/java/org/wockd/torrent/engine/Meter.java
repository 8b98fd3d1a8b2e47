package org.wockd.torrent.engine;

/** Adds up a counter that begins anew now and then, as long as each new begin is seen below the reading before it. */
final class Meter {
    private long before;
    private long last;

    /** What was counted in all when the counter stands at {@code now}. */
    long read(long now) {
        if (now < last) {
            before += last;
        }
        last = now;
        return before + now;
    }
}
