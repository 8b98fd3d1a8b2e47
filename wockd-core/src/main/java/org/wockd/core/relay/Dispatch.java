package org.wockd.core.relay;

import java.util.concurrent.CompletableFuture;
import org.wockd.core.route.Relays.Beside;
import org.wockd.protocol.stanza.Stanza;

/**
 * A stanza that is to be sent to a relay.
 *
 * @param beside what is stored together with it
 * @param done completed with the row of the sender's copy, 0 where there is none, when the stanza is on its way or durable;
 *     fails where it is neither
 */
record Dispatch(Stanza stanza, Beside beside, CompletableFuture<Long> done) {

    Dispatch(Stanza stanza, Beside beside) {
        this(stanza, beside, new CompletableFuture<>());
    }

    /** Nothing is beside it. */
    Dispatch(Stanza stanza) {
        this(stanza, Beside.NOTHING);
    }

    /** It is not stored, and done with. */
    void unstored() {
        done.complete(0L);
    }

    /** Ends as this ends. */
    void endsAs(RelayQueue.Posted posted) {
        var _ = posted.durable().whenComplete((_, cause) -> {
            if (cause == null) {
                done.complete(posted.copy());
            } else {
                done.completeExceptionally(Bounces.bare(cause));
            }
        });
    }
}
