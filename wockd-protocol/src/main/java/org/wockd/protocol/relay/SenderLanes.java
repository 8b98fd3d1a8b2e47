package org.wockd.protocol.relay;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.rule.Lane;

/**
 * One lane for each sender whose stanzas are being dealt with: what one user sends stays in order, and does not wait for
 * what another has sent. Bounded over all lanes: when too many wait, the link is not read. All methods are called on the
 * link's event loop.
 */
final class SenderLanes {
    private final Map<Jid, Lane> lanes = new HashMap<>();
    private final Executor loop;
    private final Executor blocking;
    private final Lane.Reader link;
    private final int limit;
    private int waiting;
    private boolean paused;

    /**
     * @param link is paused while more than {@code limit} stanzas wait
     * @param limit in stanzas, over all senders
     */
    SenderLanes(Executor loop, Executor blocking, Lane.Reader link, int limit) {
        this.loop = loop;
        this.blocking = blocking;
        this.link = link;
        this.limit = limit;
    }

    /** Runs a step after all others of the same sender. */
    void submit(Jid sender, Lane.Step step) {
        Lane lane = lanes.computeIfAbsent(sender, this::open);
        if (lane.isIdle() && step.isQuick()) {
            step.run();
        } else {
            begin();
            lane.submit(new Counted(step));
        }
        if (lane.isIdle()) {
            lanes.remove(sender);
        }
    }

    /** How many stanzas wait or are under way off the loop. */
    int waiting() {
        return waiting;
    }

    private Lane open(Jid sender) {
        return new Lane(loop, blocking, new Lane.Reader() {
            @Override
            public void pause() {
                // Others' stanzas go on; the link as a whole is paused by their number.
            }

            @Override
            public void resume() {
                lanes.remove(sender);
            }
        });
    }

    private void begin() {
        waiting++;
        if (waiting > limit && !paused) {
            paused = true;
            link.pause();
        }
    }

    private void end() {
        waiting--;
        if (paused && waiting <= limit / 2) {
            paused = false;
            link.resume();
        }
    }

    private final class Counted implements Lane.Step {
        private final Lane.Step step;

        private Counted(Lane.Step step) {
            this.step = step;
        }

        @Override
        public boolean isQuick() {
            return step.isQuick();
        }

        @Override
        public void run() {
            try {
                step.run();
            } finally {
                loop.execute(SenderLanes.this::end);
            }
        }
    }
}
