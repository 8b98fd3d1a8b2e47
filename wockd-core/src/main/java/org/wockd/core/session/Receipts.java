package org.wockd.core.session;

import java.util.concurrent.CompletableFuture;

/** Told what becomes of rows of mailboxes that were sent to a client. Nothing here may block. */
public interface Receipts {

    /** The client has it: it has said so, or the network has taken it where the client does not say. */
    void delivered(Session session, long row);

    /** The client's session is over, and it may not have got it. */
    void lost(Session session, long row);

    /** It was sent by a process before this one, and the client may not have got it. */
    void underWay(Session session, long row);

    /** Completed when a client was sent an error for each of its stanzas that the store has refused up to now. */
    CompletableFuture<Void> refused(Session session);

    /** Completed when all that was told of a session's owner is durable; fails where the store does. */
    CompletableFuture<Void> settled(Session session);

    /** It waits for a client that a process before this one knew, and all that is under way to it was told. */
    void recovered(Session session);
}
