package org.wockd.core.relay;

import java.util.List;
import java.util.Set;
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

    /**
     * Some of the queue.
     *
     * @param after the row behind which it was read
     * @param underWay the rows that were on their way before it was read
     * @param seen how many had been appended before
     */
    private record Page(long after, List<RelayQueue.Row> rows, Set<Long> underWay, long seen) {}

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
        Set<Long> underWay = queue.underWayBehind(after);
        means.blocking().execute(() -> {
            try {
                Page page = new Page(after, queue.after(after), underWay, seen);
                relay.loop().execute(() -> take(page, link, current));
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

    private void take(Page page, Link link, int current) {
        if (isOver(link, current)) {
            return;
        }
        if (page.rows().isEmpty()) {
            if (queue.appends() == page.seen()) {
                instance.attached(link);
            } else {
                read(link, page.after(), current);
            }
            return;
        }
        long done = page.after();
        for (RelayQueue.Row row : page.rows()) {
            if (instance.flights().isFull()) {
                instance.full(link, done);
                return;
            }
            done = row.id();
            if (!page.underWay().contains(row.id())) {
                take(row, link);
            }
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
