package org.wockd.core.session;

import org.jspecify.annotations.Nullable;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.Presence;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stream.StreamError;

/** A client that is there: a bound stream, seen from outside. Safe for use by every thread. */
public interface Session {

    /** The full JID it is bound to. */
    Jid jid();

    /**
     * Sends a stanza to the client, after all that the same thread has sent before. A message that cannot be written any
     * more, because the stream has ended, goes to the mailbox of its owner.
     */
    void send(Stanza stanza);

    /**
     * Sends a stanza that its sender keeps until the client has it: unlike with {@link #send(Stanza)}, one that cannot be
     * written any more goes nowhere else.
     *
     * <p>One of the two is called, once, on some thread, which it must not block.
     *
     * @param written the octets were handed to the network
     * @param lost the stream ended first
     */
    void send(Stanza stanza, Runnable written, Runnable lost);

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
