package org.wockd.core.c2s;

import io.netty.channel.Channel;
import java.util.EnumSet;
import java.util.Set;

/** Reads from a channel while nobody wants it paused. For one thread, the channel's event loop. */
final class ReadGate {
    private final Channel channel;
    private final Set<Reason> reasons = EnumSet.noneOf(Reason.class);

    /** Why nothing is read. */
    enum Reason {
        /** A stanza is being dealt with on another thread. */
        BUSY,
        /** Too much came in too fast. */
        PACE
    }

    ReadGate(Channel channel) {
        this.channel = channel;
    }

    void close(Reason reason) {
        reasons.add(reason);
        channel.config().setAutoRead(false);
    }

    void open(Reason reason) {
        if (reasons.remove(reason) && reasons.isEmpty()) {
            channel.config().setAutoRead(true);
        }
    }

    boolean isOpen() {
        return reasons.isEmpty();
    }
}
