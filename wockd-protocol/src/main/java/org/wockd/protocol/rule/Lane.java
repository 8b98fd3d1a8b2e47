package org.wockd.protocol.rule;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the stanzas of one stream in order while some of them block (RFC 6120 §10.1).
 *
 * <p>A stanza that is quick is run at once, on the stream's event loop. One that may block is run on a virtual thread, and
 * the lane is parked: what comes in meanwhile waits here, and the reader of the stream is told to pause, so that no more
 * waits than one read had brought. When the blocking one is done the lane goes on, on the event loop again. This is the
 * only place where a stanza changes threads on its way in; all methods are called on the event loop.
 *
 * <p>Whatever a step throws costs that step only: the lane goes on with the next one, in order. When a thread cannot be had
 * any more the process is stopping, and the lane stands still for good.
 */
public final class Lane {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    /** A stanza on its way, or anything else that must keep its place among them. */
    public interface Step {
        /** Whether it does not block; asked once, when its turn has come. */
        boolean isQuick();

        void run();

        /** A step of which it is known beforehand whether it blocks. */
        static Step of(boolean quick, Runnable run) {
            return new Step() {
                @Override
                public boolean isQuick() {
                    return quick;
                }

                @Override
                public void run() {
                    run.run();
                }
            };
        }
    }

    /** Pauses and resumes reading from the stream. */
    public interface Reader {
        void pause();

        void resume();
    }

    private final Executor loop;
    private final Executor blocking;
    private final Reader reader;
    private final Queue<Step> waiting = new ArrayDeque<>();
    private boolean parked;
    private boolean running;
    private boolean closed;

    /**
     * @param loop the stream's event loop
     * @param blocking starts a virtual thread
     */
    public Lane(Executor loop, Executor blocking, Reader reader) {
        this.loop = loop;
        this.blocking = blocking;
        this.reader = reader;
    }

    /** Runs a step after all that were submitted before it. */
    public void submit(Step step) {
        if (closed) {
            return;
        }
        waiting.add(step);
        if (!parked && !running) {
            drain();
        }
    }

    /** Takes nothing more; what was submitted before is still run. */
    public void close() {
        closed = true;
    }

    /** Whether nothing is under way and nothing waits. */
    public boolean isIdle() {
        return !parked && waiting.isEmpty();
    }

    /** Runs a step here, or parks the lane until it has run elsewhere. */
    private void turn(Step step) {
        boolean quick;
        try {
            quick = step.isQuick();
        } catch (RuntimeException | Error e) {
            LOG.error("a step of a stream failed before it began", e);
            return;
        }
        if (quick) {
            run(step);
        } else {
            park(step);
        }
    }

    private static void run(Step step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            LOG.error("a step of a stream failed", e);
        }
    }

    private void park(Step step) {
        parked = true;
        reader.pause();
        try {
            blocking.execute(() -> {
                run(step);
                goOn();
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("the process stops, and a stream with it", e);
        }
    }

    private void goOn() {
        try {
            loop.execute(this::unpark);
        } catch (RejectedExecutionException e) {
            LOG.debug("the process stops, and a stream with it", e);
        }
    }

    private void unpark() {
        parked = false;
        drain();
        if (!parked) {
            reader.resume();
        }
    }

    /** Runs what waits; a step may submit another one, which waits behind all others. */
    private void drain() {
        running = true;
        Step next;
        while (!parked && (next = waiting.poll()) != null) {
            turn(next);
        }
        running = false;
    }
}
