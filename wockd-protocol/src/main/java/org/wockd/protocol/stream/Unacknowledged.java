package org.wockd.protocol.stream;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;

/**
 * What one side of a stream has sent and the other has not yet acknowledged (XEP-0198 §4), in order.
 *
 * <p>On the wire the count of acknowledged stanzas is a number of 32 bits that begins again at 0; here positions have 64.
 * Used by one thread at a time.
 *
 * @param <T> what was sent
 */
public final class Unacknowledged<T> {
    private static final long WIRE = 0xffff_ffffL;

    private final Queue<T> waiting = new ArrayDeque<>();
    private long acknowledged;

    /** Nothing was sent. */
    public Unacknowledged() {
        this(0);
    }

    /** So many were sent and acknowledged. */
    public Unacknowledged(long acknowledged) {
        this.acknowledged = acknowledged;
    }

    /** Notes that one more was sent, and returns how many that makes. */
    public long add(T sent) {
        waiting.add(sent);
        return acknowledged + waiting.size();
    }

    /** How many were acknowledged. */
    public long acknowledged() {
        return acknowledged;
    }

    /** How many were sent. */
    public long sent() {
        return acknowledged + waiting.size();
    }

    /** How many wait to be acknowledged. */
    public int size() {
        return waiting.size();
    }

    /** What waits to be acknowledged, in order; a snapshot. */
    public List<T> waiting() {
        return List.copyOf(waiting);
    }

    /**
     * Takes an acknowledgement.
     *
     * @param h the count on the wire
     * @return what is acknowledged by it, in order
     * @throws TooMany where the other side counts more than was sent
     */
    public Collection<T> acknowledge(long h) throws TooMany {
        long more = (h - acknowledged) & WIRE;
        if (more > waiting.size()) {
            throw new TooMany(h, sent() & WIRE);
        }
        List<T> done = new ArrayList<>((int) more);
        for (long i = 0; i < more; i++) {
            done.add(waiting.remove());
        }
        acknowledged += more;
        return done;
    }

    /** The count on the wire of a position. */
    public static long onWire(long position) {
        return position & WIRE;
    }

    /** The other side acknowledges what was never sent (XEP-0198 §4, {@code handled-count-too-high}). */
    public static final class TooMany extends Exception {
        private static final long serialVersionUID = 1L;

        private final long h;
        private final long sent;

        TooMany(long h, long sent) {
            super(h + " stanzas are acknowledged, but only " + sent + " were sent", null, false, false);
            this.h = h;
            this.sent = sent;
        }

        /** How many the other side counts. */
        public long h() {
            return h;
        }

        /** How many were sent. */
        public long sent() {
            return sent;
        }
    }
}
