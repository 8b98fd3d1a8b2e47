package org.wockd.protocol.service;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers what was started, and stops it in the reverse order, each part in its time.
 *
 * <p>A part that fails or is late is logged and left behind, so that it cannot keep the others from stopping.
 */
public final class Lifecycle {

    /** Ends a part; it may block, and is interrupted when its time is over. */
    @FunctionalInterface
    public interface Stop {
        /** Ends it. */
        void run() throws Exception;
    }

    private record Part(String name, Duration limit, Stop stop) {}

    private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);

    private final Deque<Part> parts = new ArrayDeque<>();

    Lifecycle() {}

    /**
     * Registers how a part that has just started is stopped.
     *
     * @param part its name, for the log
     * @param limit how long its stop may take
     */
    public synchronized void onStop(String part, Duration limit, Stop stop) {
        parts.push(new Part(part, limit, stop));
    }

    /** Stops everything, the last started first, and says whether all ended well and in time. A second call finds nothing. */
    boolean stopAll() {
        boolean well = true;
        for (Part part = next(); part != null; part = next()) {
            well &= stop(part);
        }
        return well;
    }

    private synchronized @Nullable Part next() {
        return parts.poll();
    }

    private static boolean stop(Part part) {
        long begin = System.nanoTime();
        var task = new FutureTask<Boolean>(() -> {
            part.stop().run();
            return true;
        });
        Thread thread = Thread.ofVirtual().name("stop " + part.name()).start(task);
        try {
            boolean well = task.get(part.limit().toMillis(), TimeUnit.MILLISECONDS);
            LOG.info("Stopped {} in {} ms", part.name(), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
            return well;
        } catch (TimeoutException e) {
            LOG.warn(
                    "{} did not stop within {} ms and is left behind",
                    part.name(),
                    part.limit().toMillis());
            thread.interrupt();
        } catch (ExecutionException e) {
            LOG.warn("{} failed to stop in order", part.name(), e.getCause());
        } catch (InterruptedException e) {
            LOG.warn("Interrupted while {} was stopping", part.name());
            Thread.currentThread().interrupt();
        }
        return false;
    }
}
