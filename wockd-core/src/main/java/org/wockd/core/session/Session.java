package org.wockd.core.session;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.wockd.core.store.Entry;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.Presence;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stream.StreamError;

/** A client that is there: a bound stream, seen from outside. Safe for use by every thread. */
public interface Session {

    /** The full JID it is bound to. */
    Jid jid();

    /** Sends a stanza to the client, after all that the same thread has sent before. It is lost when the session ends. */
    default void send(Stanza stanza) {
        send(stanza, 0);
    }

    /**
     * Sends a stanza that is a row of the owner's mailbox; what becomes of it is told to {@link Receipts}.
     *
     * @param row its id, 0 where it is none
     */
    void send(Stanza stanza, long row);

    /** Completed when the network has taken all that was sent before, or will not any more. */
    CompletableFuture<Void> flushed();

    /**
     * Waits until the client was told of all that the store has refused up to now, and that is noted where it can be: what
     * comes next must not be counted past that. For when the store fails; blocks.
     */
    default void settle() {}

    /** The number of the client's stanza that is being dealt with; null where the client does not want it counted. */
    Entry.@Nullable Counted counted();

    /** Whether the client is told how many of its stanzas were dealt with (XEP-0198). */
    default boolean isCounting() {
        return counted() != null;
    }

    /** What the client last broadcast of its availability; null before that, and after it said it is unavailable. */
    @Nullable
    Presence presence();

    /** Sets what {@link #presence()} says. */
    void presence(@Nullable Presence presence);

    /** What a feature keeps for this session; made at the first call. */
    <T> T attachment(Attachment<T> key);

    /** Ends the stream with an error. */
    void close(StreamError error, String text);

    /** Whether the client is available. */
    default boolean isAvailable() {
        return presence() != null;
    }

    /** The priority of the last presence; the lowest there is while unavailable (RFC 6121 §4.7.2.3). */
    default int priority() {
        Presence presence = presence();
        return presence == null ? Integer.MIN_VALUE : presence.priority();
    }
}
