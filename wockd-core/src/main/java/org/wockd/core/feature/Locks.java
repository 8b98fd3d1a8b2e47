package org.wockd.core.feature;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * One lock for each key, nearly: keys share {@value #STRIPES} reentrant locks. For virtual threads only; what is done
 * under a lock may block on the store, but must not take another lock of the same object.
 */
public final class Locks {
    private static final int STRIPES = 256;

    private final Lock[] locks =
            IntStream.range(0, STRIPES).mapToObj(i -> new ReentrantLock()).toArray(Lock[]::new);

    /** Does something while nobody else does anything with an equal key. */
    public <T> T with(Object key, Supplier<T> action) {
        Lock lock = locks[Math.floorMod(key.hashCode(), STRIPES)];
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    /** Does something while nobody else does anything with an equal key. */
    public void with(Object key, Runnable action) {
        with(key, () -> {
            action.run();
            return true;
        });
    }
}
