package org.wockd.core.c2s;

import org.jspecify.annotations.Nullable;
import org.wockd.protocol.jid.Jid;

/** How far a client's stream has come; each state holds just what is known in it. */
public sealed interface StreamState {

    /** Connected, in the clear. */
    record Opened() implements StreamState {}

    /** Encrypted, nobody has logged in. */
    record Secured() implements StreamState {}

    /**
     * Logged in, not bound to a resource.
     *
     * @param account the bare JID
     */
    record Authenticated(Jid account) implements StreamState {}

    /** Bound: stanzas flow. */
    record Bound(ClientSession session) implements StreamState {}

    /**
     * Over: nothing is read any more. What came before the end is still dealt with, in its turn.
     *
     * @param session that it was bound to, null where it was not bound
     */
    record Ended(@Nullable ClientSession session) implements StreamState {}
}
