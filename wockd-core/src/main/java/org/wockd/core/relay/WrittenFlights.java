package org.wockd.core.relay;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.wockd.core.route.Relays.Beside;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stream.StreamWriter;

/**
 * What the operating system has not taken, of a relay that does not count: plain XEP-0114 acknowledges nothing, so what was
 * written is through, and may be lost with the connection.
 */
final class WrittenFlights implements Flights {
    private static final class Pending {
        private final Flight flight;
        private boolean written;

        private Pending(Flight flight) {
            this.flight = flight;
        }
    }

    private final RelayQueue queue;
    private final Executor loop;
    private final Deque<Pending> pending = new ArrayDeque<>();
    private final Marks marks = new Marks();
    private long sent;

    WrittenFlights(RelayQueue queue, Executor loop) {
        this.queue = queue;
        this.loop = loop;
    }

    @Override
    public int size() {
        return pending.size();
    }

    /** The octets that may wait to be written are limited instead. */
    @Override
    public boolean isFull() {
        return false;
    }

    @Override
    public boolean isOverfull() {
        return false;
    }

    @Override
    public boolean areCounted() {
        return false;
    }

    @Override
    public boolean outliveLinks() {
        return false;
    }

    @Override
    public RelayQueue.Posted post(Stanza stanza, Beside beside) {
        return queue.post(stanza, beside);
    }

    @Override
    public void note(long row) {
        queue.sent(row);
    }

    @Override
    public void send(Flight flight, @Nullable Link link) {
        if (link == null) {
            throw new IllegalStateException("nothing is sent without a link where nobody counts");
        }
        Pending flying = new Pending(flight);
        pending.add(flying);
        sent++;
        link.write(flight.octets(), new StreamWriter.Fate() {
            @Override
            public void written() {
                loop.execute(() -> landed(flying));
            }
        });
    }

    private void landed(Pending flying) {
        flying.written = true;
        Pending first;
        while ((first = pending.peek()) != null && first.written) {
            pending.remove();
            if (first.flight.row() != 0) {
                queue.delivered(first.flight.row());
            }
        }
        marks.reached(sent - pending.size());
    }

    @Override
    public List<Stanza> takeBack() {
        List<Stanza> others = new ArrayList<>();
        Pending lost;
        while ((lost = pending.poll()) != null) {
            Flight flight = lost.flight;
            if (flight.row() == 0) {
                if (!lost.written) {
                    others.add(flight.stanza());
                }
            } else if (lost.written) {
                queue.delivered(flight.row());
            } else {
                queue.release(flight.row());
            }
        }
        marks.reached(Long.MAX_VALUE);
        return others;
    }

    @Override
    public CompletableFuture<Void> settled() {
        return marks.at(sent, sent - pending.size());
    }
}
