package org.wockd.protocol.cache;

import com.github.benmanes.caffeine.cache.Caffeine;

/** Where each cache begins: its housekeeping is done by the thread that uses it. */
public final class Caches {

    private Caches() {}

    /**
     * A cache that has no bounds yet.
     *
     * <p>By itself it would be kept in order on the common pool, and to wake one of its threads, as every sixteenth look at a
     * cache did, costs much more than what is done there. So nothing that blocks may be done while a value is made: whoever
     * keeps house would wait for it, and that may be an event loop.
     */
    public static Caffeine<Object, Object> builder() {
        return Caffeine.newBuilder().executor(Runnable::run);
    }
}
