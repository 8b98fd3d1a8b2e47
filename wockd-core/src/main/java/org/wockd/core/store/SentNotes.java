package org.wockd.core.store;

import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.wockd.core.store.Streams.Note;
import org.wockd.core.store.Streams.Sent;

/**
 * What the store is told of the stanzas that one stream sends. What it could not note is owed, and goes along with the next
 * note: were only the later ones known after a crash, they would come before it, or it would come again.
 *
 * <p>For one thread, the stream's; what is owed may be asked for and paid by any.
 */
public final class SentNotes {
    private final long stream;
    private final Streams streams;

    /** No more than waits to be acknowledged. */
    private volatile Queue<Sent> owed = new ConcurrentLinkedQueue<>();

    /** Up to where the other side has got all. */
    private volatile long got;

    /** Whether the store knows what was sent by positions that are not true any more. */
    private volatile boolean misnumbered;

    /**
     * @param stream its number in the store
     */
    public SentNotes(long stream, Streams streams) {
        this.stream = stream;
        this.streams = streams;
    }

    /** What is owed goes along with something, which asks for it and answers on the thread of the store. */
    private static final class Along implements Supplier<List<Sent>> {
        private final Queue<Sent> owes;
        private Set<Sent> taken = Set.of();

        private Along(Queue<Sent> owes) {
            this.owes = owes;
        }

        @Override
        public List<Sent> get() {
            taken = owes.isEmpty() ? Set.of() : Set.copyOf(owes);
            return List.copyOf(taken);
        }

        private void noted() {
            if (!taken.isEmpty()) {
                owes.removeAll(taken);
            }
        }
    }

    /**
     * These are sent.
     *
     * @return a note whose answer never fails: what it is about may be sent all the same, and is owed
     */
    public Note sent(List<Sent> stanzas) {
        // This one: what fails after a renumbering is owed by positions that are not true any more.
        Queue<Sent> owes = owed;
        Along along = new Along(owes);
        Note note = streams.sent(stream, stanzas, along);
        return new Note(note.joins(), note.answer().handle((_, failure) -> {
            if (failure == null) {
                along.noted();
            } else {
                owes.addAll(stanzas);
                // It may have been sent, and acknowledged, before this was known.
                owes.removeIf(sent -> sent.position() <= got);
            }
            return null;
        }));
    }

    /** What is owed is noted with what the store is handed next, where that is told of by another than {@link #sent}. */
    public void pay() {
        if (!owed.isEmpty()) {
            var _ = sent(List.of());
        }
    }

    /** The other side has got all up to a position. */
    public void acknowledged(long position) {
        got = position;
        if (misnumbered) {
            // The new numbering will tell.
            return;
        }
        var _ = streams.acknowledged(stream, position);
        if (!owed.isEmpty()) {
            owed.removeIf(sent -> sent.position() <= position);
        }
    }

    /**
     * The other side has got all up to a position, and only these are left, with new positions. Before it is noted, one that
     * has got some of them by these could not tell so after a crash.
     *
     * @return never fails: see {@link #areMisnumbered}
     */
    public CompletableFuture<Void> renumber(long position, List<Sent> left) {
        got = position;
        misnumbered = false;
        owed = new ConcurrentLinkedQueue<>();
        return streams.renumber(stream, position, left).handle((_, failure) -> {
            misnumbered |= failure != null;
            return null;
        });
    }

    /** Whether the last renumbering could not be noted: before anything else is, it is to be tried again. */
    public boolean areMisnumbered() {
        return misnumbered;
    }

    /** The stream is over. */
    public void forget() {
        misnumbered = false;
        owed = new ConcurrentLinkedQueue<>();
        var _ = streams.forget(stream);
    }

    /** What could not be noted, and can be now. */
    public List<Sent> owed() {
        return owed.isEmpty() || misnumbered ? List.of() : List.copyOf(owed);
    }

    /** This is noted meanwhile. */
    public void paid(Collection<Sent> sent) {
        if (!sent.isEmpty()) {
            owed.removeAll(Set.copyOf(sent));
        }
    }
}
