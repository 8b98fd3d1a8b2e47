package org.wockd.core.relay;

import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stream.StreamError;
import org.wockd.protocol.stream.StreamWriter;

/** Sends an instance of a relay what waits for it in the queue, page by page. Used on the relay's loop only. */
final class RelayDrain {
    private static final Logger LOG = LoggerFactory.getLogger(RelayDrain.class);
    private static final byte[] NOTHING = new byte[0];

    private final RelayInstance instance;
    private final CoreRelay relay;
    private final CoreRelay.Means means;
    private final RelayQueue queue;
    /** Counts passes over the queue, so that one is given up when another begins. */
    private int pass;

    RelayDrain(RelayInstance instance, CoreRelay relay, CoreRelay.Means means, RelayQueue queue) {
        this.instance = instance;
        this.relay = relay;
        this.means = means;
        this.queue = queue;
    }

    /** Begins behind a row; the instance is told when nothing waits any more, or when it has to acknowledge some first. */
    void begin(Link link, long after) {
        read(link, after, ++pass);
    }

    private void read(Link link, long after, int current) {
        long seen = queue.appends();
        means.blocking().execute(() -> {
            try {
                List<RelayQueue.Row> rows = queue.after(after);
                relay.loop().execute(() -> page(link, after, rows, seen, current));
            } catch (RejectedExecutionException e) {
                LOG.debug("The core stops while {} gets what has waited; it waits on", instance);
            } catch (RuntimeException e) {
                LOG.error("What waits for {} cannot be read from the store; its link is ended", instance, e);
                link.end(StreamError.INTERNAL_SERVER_ERROR, "the server's store failed; its log says why");
            }
        });
    }

    private boolean isOver(Link link, int current) {
        return current != pass || !instance.isDraining(link);
    }

    private void page(Link link, long after, List<RelayQueue.Row> rows, long seen, int current) {
        if (isOver(link, current)) {
            return;
        }
        if (rows.isEmpty()) {
            if (queue.appends() == seen) {
                instance.attached(link);
            } else {
                read(link, after, current);
            }
            return;
        }
        long done = after;
        for (RelayQueue.Row row : rows) {
            if (instance.flights().isFull()) {
                instance.full(link, done);
                return;
            }
            done = row.id();
            take(row, link);
        }
        long next = done;
        // So much only is in memory as the network takes.
        link.write(NOTHING, new StreamWriter.Fate() {
            @Override
            public void written() {
                relay.loop().execute(() -> {
                    if (!isOver(link, current)) {
                        read(link, next, current);
                    }
                });
            }
        });
    }

    private void take(RelayQueue.Row row, Link link) {
        Stanza stanza = row.stanza();
        if (queue.isUnderWay(row.id())) {
            return;
        }
        if (stanza == null) {
            queue.sent(row.id());
            queue.delivered(row.id());
        } else if (instance.equals(relay.instances().of(stanza))) {
            instance.take(row, stanza, link);
        }
    }
}
