package org.wockd.core.relay;

import io.netty.util.Timeout;
import org.jspecify.annotations.Nullable;

/** How an instance of a relay is reached. */
sealed interface Reach {
    /** The time that it may be away; null while it is there, or is not expected any more. */
    default @Nullable Timeout leaving() {
        return null;
    }

    /** By a link. */
    sealed interface On extends Reach {
        Link link();
    }

    /** It waits until those who worked for its users before are through with them. */
    record Held(Link link) implements On {}

    /** What waits for it in the queue is being read and sent; what comes waits behind. */
    record Draining(Link link) implements On {}

    /** It has to acknowledge some before it is sent more. */
    record Full(Link link, long after) implements On {}

    /** Nothing waits, and what comes is sent. */
    record Attached(Link link) implements On {}

    /** It has lost its link when nothing waited, and may come back: what comes is counted and goes by the next one. */
    record Apart(Timeout leaving) implements Reach {}

    /** It has lost its link, and may come back: what comes waits in the queue. */
    record Off(Timeout leaving) implements Reach {}

    /** It has not come back in time. Where nobody took over it still may. */
    record Lapsed() implements Reach {}
}
