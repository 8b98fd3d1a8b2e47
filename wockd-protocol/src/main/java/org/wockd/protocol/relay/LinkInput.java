package org.wockd.protocol.relay;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.xml.Node;

/**
 * What has come in on a relay's link, over all its connections, and how much of it is dealt with (XEP-0198): the relay
 * acknowledges only what it has dealt with, and recognises what the core sends again while it is still being dealt with.
 * Bounded by how many may be dealt with at once. Used on the link's loop only.
 *
 * <p>After a break the core sends again, in order, what was not acknowledged, or a part of it where its process is another
 * one. So what comes then is compared with what is not finished yet, in order, until something new has come.
 */
final class LinkInput {
    /** So much progress is told of its own accord while the core waits for an answer. */
    private static final int PROGRESS = 50;

    /** A stanza that has come. */
    static final class Arrival {
        private final Node node;
        private boolean done;

        private Arrival(Node node) {
            this.node = node;
        }
    }

    /** Those that are counted on this connection and not all done, from the first that is not. */
    private Deque<Arrival> current = new ArrayDeque<>();
    /** Those of connections before that the core may send again. */
    private Deque<Arrival> before = new ArrayDeque<>();

    private long handled;
    private long told;
    private long owed;

    /** Counting begins. */
    void begin() {
        handled = 0;
        told = 0;
        again();
    }

    /** Nobody counts, and nothing is sent again. */
    void beginUncounted() {
        begin();
        before.clear();
    }

    /** The link is to go on where it was; how many are dealt with, all before them included. */
    long resuming() {
        again();
        told = handled;
        return handled;
    }

    private void again() {
        current.addAll(before);
        before = current;
        current = new ArrayDeque<>();
        owed = 0;
    }

    /**
     * A stanza has come.
     *
     * @return null where it has come before, and is being dealt with or was
     */
    @Nullable
    Arrival arrived(Node node) {
        while (!before.isEmpty()) {
            Arrival known = before.remove();
            if (known.node.equals(node)) {
                current.add(known);
                advance();
                return null;
            }
        }
        Arrival fresh = new Arrival(node);
        current.add(fresh);
        return fresh;
    }

    /** It is dealt with. */
    void done(Arrival arrival) {
        arrival.done = true;
        advance();
    }

    private void advance() {
        while (!current.isEmpty() && current.peek().done) {
            current.remove();
            handled++;
        }
    }

    /** How many the core is to be told to be dealt with, since it asks. */
    long asked() {
        owed = current.isEmpty() ? 0 : handled + current.size();
        told = handled;
        return handled;
    }

    /** How many it is to be told because the answer to its last question was not all; null where there is nothing to tell. */
    @Nullable
    Long progress() {
        boolean tells = owed != 0 && (handled >= owed || handled - told >= PROGRESS);
        if (!tells) {
            return null;
        }
        if (handled >= owed) {
            owed = 0;
        }
        told = handled;
        return handled;
    }
}
