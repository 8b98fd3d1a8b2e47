package org.wockd.core.store;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.jid.Jid;

/**
 * What must be known of streams of clients and relays so that they can be resumed after a restart (XEP-0198). Where this
 * says client, it is the other side.
 *
 * <p>Nothing here waits for the disk; all goes through the one writer of mailboxes, in the order of the calls, so that what
 * is told of a stream is committed before or together with what is appended to a mailbox after it. A failed answer is the
 * caller's to deal with: the stream goes on without being durable.
 */
public interface Streams {

    /** Begins to keep a stream. */
    CompletableFuture<Void> open(Saved stream);

    /** So many of the client's stanzas have been dealt with, with what is owed; the largest number told counts. */
    CompletableFuture<Void> received(Entry.Counted counted);

    /**
     * These are sent, and the client has not said that it got them.
     *
     * @param owed what could not be noted before: were only the later ones known after a crash, they would come before it.
     *     Asked when it is written, by another thread, when the answers of what was handed in before are there
     */
    Note sent(long stream, List<Sent> stanzas, Supplier<List<Sent>> owed);

    /** The client has got all up to a position, which need not be kept. */
    CompletableFuture<Void> acknowledged(long stream, long position);

    /** The client has got all up to a position, and of all others that are kept these are left, with new positions. */
    CompletableFuture<Void> renumber(long stream, long position, List<Sent> left);

    /** What features keep for a stream has changed. */
    CompletableFuture<Void> state(long stream, byte[] state);

    /** Forgets a stream. */
    CompletableFuture<Void> forget(long stream);

    /** All streams that are kept, with what they have to send; blocks. */
    List<Saved> all();

    /**
     * A stream.
     *
     * @param number its name in the store; never used again
     * @param jid the full JID it is bound to; of a relay its domain and, as resource, the name of the instance
     * @param token SHA-256 of what the client resumes it with
     * @param resumableSeconds how long it can be resumed after it broke
     * @param received how many of the client's stanzas have been dealt with
     * @param acknowledged how many stanzas the client has got
     * @param state what features keep for it, XML
     * @param sent what the client may not have got, in order
     */
    record Saved(
            long number,
            Jid jid,
            byte[] token,
            int resumableSeconds,
            long received,
            long acknowledged,
            byte[] state,
            List<Sent> sent) {}

    /**
     * What the store was told of a stream, and could not note.
     *
     * @param sent stanzas that were sent
     * @param state what features keep, null where the last that was told is noted
     */
    record Owed(List<Sent> sent, byte @Nullable [] state) {
        /** All is noted. */
        public static final Owed NOTHING = new Owed(List.of(), null);

        /** These, which may be nothing, as they mostly are. */
        public static Owed of(List<Sent> sent, byte @Nullable [] state) {
            return sent.isEmpty() && state == null ? NOTHING : new Owed(sent, state);
        }
    }

    /**
     * What was told of stanzas that are sent.
     *
     * @param joins whether it is committed with the rows that they are, at the latest, so that they may go before it is: a
     *     crash forgets both or neither. Else they may be sent again after one, unless they wait for the answer.
     * @param answer completed when it is durable
     */
    record Note(boolean joins, CompletableFuture<Void> answer) {}

    /**
     * A stanza that was sent.
     *
     * @param position how many were sent up to this one
     * @param message the row of the owner's mailbox that it is, 0 where it is none
     * @param stanza its XML, UTF-8; empty where it is that of the row
     */
    record Sent(long position, long message, byte[] stanza) {
        /** The stanza of what is to be read from its row. */
        public static final byte[] IN_ITS_ROW = new byte[0];
    }
}
