package org.wockd.core.relay;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.wockd.core.route.Relays.Beside;
import org.wockd.core.store.Counting;
import org.wockd.core.store.Entry;
import org.wockd.core.store.SentNotes;
import org.wockd.core.store.Streams;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stream.StreamHeader;
import org.wockd.protocol.stream.StreamWriter;
import org.wockd.protocol.stream.Unacknowledged;

/**
 * What is counted of one instance of a relay (XEP-0198), and kept in the store where it can resume: what it has not
 * acknowledged, and how many of its stanzas have been dealt with.
 *
 * <p>Of what is sent only the rows of the queue are kept over a restart, by their positions; the rest is lost with the
 * process. What was sent by a process before this one waits until the relay has told how far it got, and what it has not
 * got is sent anew from the queue.
 *
 * <p>The part of sending is used on the relay's loop only, the part of receiving by the thread that deals with what came,
 * one stanza at a time.
 */
final class CountedFlights implements Flights {
    private static final StreamWriter.Fate INDIFFERENT = new StreamWriter.Fate() {};
    private static final SecureRandom RANDOM = new SecureRandom();

    /** How far a resuming relay may be ahead of what the store knows: what was sent and not committed. */
    private static final long AHEAD = 1L << 24;

    /** A request for an acknowledgement that is not answered yet. */
    private record Asked(long nanos) {}

    private final long number;
    private final byte[] hash;
    private final Streams streams;
    private final SentNotes notes;
    private final RelayQueue queue;
    private final RelayLimits.Counted limits;
    private final Marks marks = new Marks();

    private Unacknowledged<Flight> out;
    /** The rows that a process before this one has sent, by their positions, until the relay has told how far it got. */
    private @Nullable NavigableMap<Long, Long> before;

    private long octets;
    /** Completed when all rows are noted that must be before they are written. */
    private CompletableFuture<Void> noted = CompletableFuture.completedFuture(null);

    private @Nullable Asked asked;

    private final AtomicLong handled;

    private CountedFlights(
            long number,
            byte[] hash,
            Unacknowledged<Flight> out,
            long handled,
            Streams streams,
            RelayQueue queue,
            RelayLimits.Counted limits) {
        this.number = number;
        this.hash = hash;
        this.out = out;
        this.handled = new AtomicLong(handled);
        this.streams = streams;
        this.notes = new SentNotes(number, streams);
        this.queue = queue;
        this.limits = limits;
    }

    /** Of a stream that cannot be resumed. */
    static CountedFlights begin(Streams streams, RelayQueue queue, RelayLimits.Counted limits) {
        return new CountedFlights(0, new byte[0], new Unacknowledged<>(), 0, streams, queue, limits);
    }

    /**
     * Of a stream that can be resumed.
     *
     * @param instance the relay's domain, and the name of the instance
     * @param token that it resumes with
     */
    static CountedFlights begin(
            Jid instance, String token, Streams streams, RelayQueue queue, RelayLimits.Counted limits) {
        CountedFlights flights = new CountedFlights(
                RANDOM.nextLong(1, Long.MAX_VALUE), hash(token), new Unacknowledged<>(), 0, streams, queue, limits);
        var _ = streams.open(new Streams.Saved(
                flights.number,
                instance,
                flights.hash,
                Math.toIntExact(limits.resumable().toSeconds()),
                0,
                0,
                new byte[0],
                List.of()));
        return flights;
    }

    /** Of a stream of a process before this one. */
    static CountedFlights of(Streams.Saved kept, Streams streams, RelayQueue queue, RelayLimits.Counted limits) {
        CountedFlights flights = new CountedFlights(
                kept.number(),
                kept.token(),
                new Unacknowledged<>(kept.acknowledged()),
                kept.received(),
                streams,
                queue,
                limits);
        NavigableMap<Long, Long> rows = new TreeMap<>();
        for (Streams.Sent sent : kept.sent()) {
            rows.put(sent.position(), sent.message());
            queue.sent(sent.message());
        }
        flights.before = rows;
        return flights;
    }

    /** A new token. */
    static String token() {
        return StreamHeader.randomId();
    }

    private static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Whether it is resumed with this. */
    boolean isResumedWith(String token) {
        return number != 0 && MessageDigest.isEqual(hash, hash(token));
    }

    // ---- sending -------------------------------------------------------------------------------------------------

    @Override
    public int size() {
        NavigableMap<Long, Long> kept = before;
        return kept == null ? out.size() : kept.size();
    }

    @Override
    public boolean isFull() {
        return out.size() >= limits.unacknowledged() || octets >= limits.octets();
    }

    @Override
    public boolean isOverfull() {
        return out.size() >= 2L * limits.unacknowledged() || octets >= 2 * limits.octets();
    }

    /** Not before it is known where the count goes on. */
    @Override
    public boolean outliveLinks() {
        return number != 0 && before == null;
    }

    @Override
    public boolean areCounted() {
        return number != 0;
    }

    @Override
    public List<Stanza> others() {
        return out.waiting().stream()
                .filter(flight -> flight.row() == 0)
                .map(Flight::stanza)
                .toList();
    }

    @Override
    public RelayQueue.Posted post(Stanza stanza, Beside beside) {
        if (number == 0) {
            return queue.post(stanza, beside);
        }
        numberAnew();
        notes.pay();
        return queue.post(stanza, beside, number, out.sent() + 1);
    }

    @Override
    public void note(long row) {
        queue.sent(row);
        if (number == 0) {
            return;
        }
        numberAnew();
        Streams.Note note = notes.sent(List.of(new Streams.Sent(out.sent() + 1, row, Streams.Sent.IN_ITS_ROW)));
        // Before it is durable, the relay could have got what seems to wait for it after a crash.
        noted = note.joins() ? noted : note.answer();
    }

    /** Where the store knows old positions still, the new ones are told again before it is told more. */
    private void numberAnew() {
        if (!notes.areMisnumbered()) {
            return;
        }
        List<Streams.Sent> rows = new ArrayList<>();
        long position = out.acknowledged();
        for (Flight flight : out.waiting()) {
            position++;
            if (flight.row() != 0) {
                rows.add(new Streams.Sent(position, flight.row(), Streams.Sent.IN_ITS_ROW));
            }
        }
        noted = notes.renumber(out.acknowledged(), rows);
    }

    @Override
    public void send(Flight flight, @Nullable Link link) {
        // One with a row is told of already.
        if (flight.row() == 0 && number != 0) {
            numberAnew();
        }
        out.add(flight);
        octets += flight.octets().length;
        if (link != null) {
            link.write(flight.octets(), INDIFFERENT, noted);
        }
    }

    /** Sends all again that may not have come. */
    void sendAgain(Link link) {
        out.waiting().forEach(flight -> link.write(flight.octets(), INDIFFERENT, noted));
    }

    /** Whether the relay is to be asked now how much it has got: one request at a time, for all that was sent before. */
    boolean wantsRequest(long nanos) {
        if (asked != null || out.size() == 0) {
            return false;
        }
        asked = new Asked(nanos);
        return true;
    }

    /** For how long a request has not been answered; null where none waits. */
    @Nullable
    Duration unanswered(long nanos) {
        Asked request = asked;
        return request == null ? null : Duration.ofNanos(nanos - request.nanos());
    }

    /** Takes an acknowledgement. */
    void acknowledged(long h) throws Unacknowledged.TooMany {
        Collection<Flight> done = out.acknowledge(h);
        asked = null;
        for (Flight flight : done) {
            octets -= flight.octets().length;
            if (flight.row() != 0) {
                queue.delivered(flight.row());
            }
        }
        if (number != 0 && !done.isEmpty()) {
            notes.acknowledged(out.acknowledged());
        }
        marks.reached(out.acknowledged());
    }

    /** Takes the acknowledgement that a resumption begins with. */
    void resumed(long h) throws Unacknowledged.TooMany {
        asked = null;
        NavigableMap<Long, Long> kept = before;
        long more = Unacknowledged.onWire(h - out.acknowledged());
        if (kept == null || more >= AHEAD) {
            acknowledged(h);
            return;
        }
        long got = out.acknowledged() + more;
        kept.headMap(got, true).values().forEach(queue::delivered);
        kept.tailMap(got, false).values().forEach(queue::release);
        before = null;
        out = new Unacknowledged<>(got);
        // What is written from now on has positions that the store would take for those of rows that have not come.
        noted = notes.renumber(got, List.of());
        marks.reached(got);
    }

    @Override
    public List<Stanza> takeBack() {
        List<Stanza> others = others();
        out.waiting().stream().map(Flight::row).filter(row -> row != 0).forEach(queue::release);
        NavigableMap<Long, Long> kept = before;
        if (kept != null) {
            kept.values().forEach(queue::release);
        }
        before = null;
        out = new Unacknowledged<>(out.sent());
        octets = 0;
        asked = null;
        if (number != 0) {
            notes.forget();
        }
        marks.reached(Long.MAX_VALUE);
        return others;
    }

    @Override
    public CompletableFuture<Void> settled() {
        NavigableMap<Long, Long> kept = before;
        return marks.at(kept == null || kept.isEmpty() ? out.sent() : kept.lastKey(), out.acknowledged());
    }

    // ---- receiving -----------------------------------------------------------------------------------------------

    /** How many of the relay's stanzas have been dealt with. */
    long handled() {
        return handled.get();
    }

    /** Deals with one more. */
    void deal(Runnable dealing) {
        if (number == 0) {
            dealing.run();
        } else {
            Counting.during(counted(handled.get() + 1), dealing);
        }
        handled.incrementAndGet();
    }

    @Override
    public CompletableFuture<Void> durable() {
        return durable(handled.get());
    }

    /** Completed when all that the relay's stanzas up to a position have done is durable, and so is their number. */
    CompletableFuture<Void> durable(long position) {
        if (number == 0) {
            return queue.sync();
        }
        Entry.Counted counted = counted(position);
        return streams.received(counted).thenRun(() -> notes.paid(counted.owed().sent()));
    }

    /** The place of a stanza of the relay, with what is owed to be noted before it counts. */
    private Entry.Counted counted(long position) {
        return new Entry.Counted(number, position, Streams.Owed.of(notes.owed(), null));
    }
}
