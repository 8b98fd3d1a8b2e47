package org.wockd.protocol.rule;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * Keeps the stanzas of one stream in order while some of them block (RFC 6120 §10.1).
 *
 * <p>A stanza that is quick is run at once, on the stream's event loop. One that may block is run on a virtual thread, and
 * the lane is parked: what comes in meanwhile waits here, and the reader of the stream is told to pause, so that no more
 * waits than one read had brought. When the blocking one is done the lane goes on, on the event loop again. This is the
 * only place where a stanza changes threads on its way in; all methods are called on the event loop.
 */
public final class Lane {

    /** A stanza on its way, or anything else that must keep its place among them. */
    public interface Step {
        boolean isQuick();

        void run();
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
        if (parked) {
            waiting.add(step);
        } else if (step.isQuick()) {
            step.run();
        } else {
            park(step);
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

    private void park(Step step) {
        parked = true;
        reader.pause();
        blocking.execute(() -> {
            try {
                step.run();
            } finally {
                loop.execute(this::unpark);
            }
        });
    }

    private void unpark() {
        parked = false;
        Step next;
        while ((next = waiting.poll()) != null) {
            if (!next.isQuick()) {
                park(next);
                return;
            }
            next.run();
        }
        reader.resume();
    }
}
