package org.wockd.core.relay;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.wockd.core.route.Relays.Beside;
import org.wockd.protocol.stanza.Stanza;

/**
 * What was sent to one instance of a relay and may not have come there, in order. Where the relay counts (XEP-0198) that is
 * all it has not acknowledged; otherwise all that the operating system has not taken. Used on the relay's loop only.
 */
sealed interface Flights permits WrittenFlights, CountedFlights {

    /**
     * A stanza under way.
     *
     * @param octets as they go over the link
     * @param row of the relay's queue, 0 where it is not kept
     */
    record Flight(Stanza stanza, byte[] octets, long row) {}

    /** How many are under way. */
    int size();

    /** Whether no more may be, but what cannot wait. */
    boolean isFull();

    /** Whether nothing more may be at all. */
    boolean isOverfull();

    /** Whether the other side counts, and may resume. */
    boolean areCounted();

    /** Whether what is under way may come by another link than that which it was sent on. */
    boolean outliveLinks();

    /** Stores a stanza that is sent next, with what is beside it. */
    RelayQueue.Posted post(Stanza stanza, Beside beside);

    /** A row of the queue is sent next. */
    void note(long row);

    /**
     * Sends a stanza.
     *
     * @param link null where there is none: it is sent by the next one
     */
    void send(Flight flight, @Nullable Link link);

    /** Forgets all that is under way: rows wait again, and the others are returned, in order. */
    List<Stanza> takeBack();

    /** What is under way and no row of the queue. */
    default List<Stanza> others() {
        return List.of();
    }

    /** Completed when all that the other side has sent up to now has done is durable. */
    default CompletableFuture<Void> durable() {
        return CompletableFuture.completedFuture(null);
    }

    /** Completed when nothing that was sent up to now is under way any more. */
    CompletableFuture<Void> settled();

    /** Who waits for how much to be through. */
    final class Marks {
        private record Mark(long position, CompletableFuture<Void> reached) {}

        private final Deque<Mark> marks = new ArrayDeque<>();

        /** Completed when so many are through. */
        CompletableFuture<Void> at(long position, long through) {
            Mark mark = new Mark(position, new CompletableFuture<>());
            if (position <= through) {
                mark.reached.complete(null);
            } else {
                marks.add(mark);
            }
            return mark.reached;
        }

        /** So many are through; {@link Long#MAX_VALUE} when no more will be. */
        void reached(long through) {
            Mark first;
            while ((first = marks.peek()) != null && first.position <= through) {
                marks.remove();
                first.reached.complete(null);
            }
        }
    }
}
