package org.wockd.core.c2s;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.wockd.core.c2s.ClientSession.Parcel;
import org.wockd.core.store.Entry;
import org.wockd.core.store.Mailbox;
import org.wockd.core.store.SentNotes;
import org.wockd.core.store.Streams;
import org.wockd.protocol.stream.Unacknowledged;
import org.wockd.protocol.xml.NodeWriter;

/**
 * What is counted of one session (XEP-0198), and kept in the store where the session can be resumed: what the client has
 * not acknowledged, and how many of the client's stanzas have been dealt with.
 *
 * <p>The part of sending is used on the session's loop only, the part of receiving by the thread that deals with the
 * client's stanzas, one at a time.
 */
final class Managed {
    /** The most stanzas and octets that may wait to be acknowledged. */
    static final int MOST_STANZAS = 10_000;

    static final long MOST_OCTETS = 16L << 20;

    /** How far from what was kept the positions begin that no client can have counted yet. */
    private static final long BEYOND = 1L << 24;

    private static final CompletableFuture<Void> NOW = CompletableFuture.completedFuture(null);

    private final long number;
    private final Duration resumable;
    private final Streams streams;
    private final SentNotes notes;
    private final Mailbox mailbox;
    private final Room room;

    private Unacknowledged<Parcel> out;

    /**
     * What was sent by a process before this one, and since, by its position; null once the client has told how far it got.
     * That may be farther than what was kept: stanzas are sent before they are durable.
     */
    private @Nullable NavigableMap<Long, Parcel> before;

    private final List<Streams.Sent> unsaved = new ArrayList<>();
    private CompletableFuture<Void> noted = NOW;

    private long octets;
    private boolean requested;
    private long requestedUpTo;

    private final AtomicLong handled;
    private byte[] saved = new byte[0];
    private volatile CompletableFuture<Void> stateNoted = NOW;

    /** What the store could not note of {@link #saved}; null where it has. */
    private volatile byte @Nullable [] owedState;

    /** Of a session that begins; {@code number} 0 where it cannot be resumed. */
    Managed(long number, Duration resumable, Streams streams, Mailbox mailbox, Room room) {
        this.number = number;
        this.resumable = resumable;
        this.streams = streams;
        this.notes = new SentNotes(number, streams);
        this.mailbox = mailbox;
        this.room = room;
        this.out = new Unacknowledged<>();
        this.handled = new AtomicLong();
    }

    /** Of a session that was kept; it takes its room with {@link #back}. */
    Managed(Streams.Saved kept, Streams streams, Mailbox mailbox, Room room) {
        this.number = kept.number();
        this.resumable = Duration.ofSeconds(kept.resumableSeconds());
        this.streams = streams;
        this.notes = new SentNotes(number, streams);
        this.mailbox = mailbox;
        this.room = room;
        this.handled = new AtomicLong(kept.received());
        this.saved = kept.state();
        this.out = new Unacknowledged<>(kept.acknowledged());
        NavigableMap<Long, Parcel> sent = new TreeMap<>();
        kept.sent().forEach(s -> {
            sent.put(s.position(), new Parcel(s.stanza(), s.message(), null));
            octets += s.stanza().length;
        });
        this.before = sent;
    }

    /** Its number in the store; 0 where it cannot be resumed. */
    long number() {
        return number;
    }

    /** How long it can be resumed after it has lost its stream. */
    Duration resumable() {
        return resumable;
    }

    // ---- sending -------------------------------------------------------------------------------------------------

    void sent(Parcel parcel) {
        NavigableMap<Long, Parcel> kept = before;
        long position;
        if (kept == null) {
            position = out.add(parcel);
        } else {
            position = (kept.isEmpty() ? out.acknowledged() : kept.lastKey()) + BEYOND;
            kept.put(position, parcel);
        }
        octets += parcel.octets().length;
        room.take(parcel.octets().length);
        if (number != 0) {
            unsaved.add(new Streams.Sent(position, parcel.row(), parcel.octets()));
        }
    }

    /**
     * Hands what was sent since the last call to the store; what it cannot note is owed.
     *
     * @return completed when it may be written, at once where a crash forgets it together with its rows
     */
    CompletableFuture<Void> save() {
        if (notes.areMisnumbered()) {
            renumber();
            return noted;
        }
        if (unsaved.isEmpty()) {
            return NOW;
        }
        Streams.Note note = notes.sent(List.copyOf(unsaved));
        unsaved.clear();
        noted = note.answer();
        return note.joins() ? NOW : noted;
    }

    /** Completed when it is known of all that the store was told to be sent whether it is noted. */
    CompletableFuture<Void> sentNoted() {
        return noted;
    }

    /** Completed when it is known of all that the store was told whether it is noted. */
    CompletableFuture<Void> noted() {
        return CompletableFuture.allOf(noted, stateNoted);
    }

    /** The place of a stanza of the client, with what is owed to be noted before it counts. */
    Entry.Counted counted(long position) {
        return new Entry.Counted(number, position, Streams.Owed.of(notes.owed(), owedState));
    }

    boolean isTooMuch() {
        NavigableMap<Long, Parcel> kept = before;
        return (kept == null ? out.size() : kept.size()) > MOST_STANZAS
                || octets > MOST_OCTETS
                || room.isTooMuch(octets);
    }

    /** Whether the client is to be asked now how much it has got: one request at a time, for all that was sent before. */
    boolean wantsRequest() {
        if (requested || out.size() == 0) {
            return false;
        }
        requested = true;
        requestedUpTo = out.sent();
        return true;
    }

    private void settled(Parcel parcel) {
        octets -= parcel.octets().length;
        room.give(parcel.octets().length);
    }

    /**
     * Takes an acknowledgement.
     *
     * @param got is told what the client has got by it, before the store is told that its note is not needed any more: after a
     *     crash in between, it would be sent again
     */
    void acknowledged(long h, Consumer<Collection<Parcel>> got) throws Unacknowledged.TooMany {
        Collection<Parcel> done = out.acknowledge(h);
        done.forEach(this::settled);
        got.accept(done);
        if (number != 0 && !done.isEmpty()) {
            notes.acknowledged(out.acknowledged());
        }
        if (out.acknowledged() >= requestedUpTo) {
            requested = false;
        }
    }

    /** Takes the acknowledgement that a resumption begins with, as any other. What the client has not got is counted from there. */
    void resumed(long h, Consumer<Collection<Parcel>> got) throws Unacknowledged.TooMany {
        NavigableMap<Long, Parcel> kept = before;
        requested = false;
        requestedUpTo = 0;
        long more = Unacknowledged.onWire(h - out.acknowledged());
        if (kept == null || more >= BEYOND) {
            acknowledged(h, got);
            return;
        }
        long position = out.acknowledged() + more;
        List<Parcel> done = List.copyOf(kept.headMap(position, true).values());
        done.forEach(this::settled);
        got.accept(done);
        before = null;
        out = new Unacknowledged<>(position);
        kept.tailMap(position, false).values().forEach(out::add);
        renumber();
    }

    /** Tells the store all that waits to be acknowledged anew; where it cannot be noted, it is tried again with what is sent next. */
    private void renumber() {
        unsaved.clear();
        List<Streams.Sent> all = new ArrayList<>(out.size());
        for (Parcel parcel : out.waiting()) {
            all.add(new Streams.Sent(out.acknowledged() + all.size() + 1, parcel.row(), parcel.octets()));
        }
        noted = notes.renumber(out.acknowledged(), all);
    }

    /** What the client has not acknowledged, in order. */
    List<Parcel> unacknowledged() {
        NavigableMap<Long, Parcel> kept = before;
        return kept == null ? out.waiting() : List.copyOf(kept.values());
    }

    /** The rows of the mailbox that are under way. */
    List<Long> rows() {
        return unacknowledged().stream()
                .map(Parcel::row)
                .filter(row -> row != 0)
                .toList();
    }

    /** A session that was kept waits for its client again. */
    void back() {
        room.take(octets);
    }

    /** Forgets all, and returns what the client has not got. */
    List<Parcel> over() {
        if (number != 0) {
            notes.forget();
        }
        List<Parcel> lost = unacknowledged();
        before = null;
        out = new Unacknowledged<>(out.sent());
        room.give(octets);
        octets = 0;
        return lost;
    }

    // ---- receiving -----------------------------------------------------------------------------------------------

    /** Whether what is handed to the store may well be refused. */
    boolean isStoreFailing() {
        return mailbox.isFailing();
    }

    /** How many of the client's stanzas have been dealt with. */
    long handled() {
        return handled.get();
    }

    /** One more has been dealt with. */
    void handledOne() {
        handled.incrementAndGet();
    }

    /** Completed when all that the client's stanzas up to a position have done is durable, and so is their number. */
    CompletableFuture<Void> durable(long position) {
        if (number == 0) {
            return mailbox.sync();
        }
        Entry.Counted counted = counted(position);
        return streams.received(counted).thenRun(() -> {
            notes.paid(counted.owed().sent());
            if (Arrays.equals(owedState, counted.owed().state())) {
                owedState = null;
            }
        });
    }

    /** Keeps what has changed of the session. */
    void state(ClientSession session) {
        if (number == 0) {
            return;
        }
        byte[] now = NodeWriter.toBytes(session.state(), "");
        if (!Arrays.equals(saved, now)) {
            saved = now;
            stateNoted = streams.state(number, now).handle((_, failure) -> {
                owedState = failure == null ? null : now;
                return null;
            });
        }
    }
}
