package org.wockd.core.relay;

import io.netty.util.Timeout;
import io.netty.util.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.wockd.protocol.stanza.Stanza;

/** Stanzas that wait a short time for a relay to come back. Bounded; used on the relay's event loop only. */
final class GraceQueue {
    private record Waiting(Stanza stanza, Timeout timeout) {}

    private final Map<Long, Waiting> waiting = new LinkedHashMap<>();
    private final Executor loop;
    private final Timer timer;
    private final Duration grace;
    private final int limit;
    private final Consumer<Stanza> late;
    private long next;

    /**
     * @param late gets what has waited too long
     */
    GraceQueue(Executor loop, Timer timer, Duration grace, int limit, Consumer<Stanza> late) {
        this.loop = loop;
        this.timer = timer;
        this.grace = grace;
        this.limit = limit;
        this.late = late;
    }

    /** Lets a stanza wait; false where too many do. */
    boolean add(Stanza stanza) {
        if (waiting.size() >= limit) {
            return false;
        }
        long key = next++;
        Timeout timeout =
                timer.newTimeout(_ -> loop.execute(() -> expire(key)), grace.toMillis(), TimeUnit.MILLISECONDS);
        waiting.put(key, new Waiting(stanza, timeout));
        return true;
    }

    /** Takes out those of all that wait, in their order. */
    List<Stanza> take(Predicate<Stanza> which) {
        List<Stanza> taken = new ArrayList<>();
        waiting.values().removeIf(w -> {
            boolean taking = which.test(w.stanza);
            if (taking) {
                w.timeout.cancel();
                taken.add(w.stanza);
            }
            return taking;
        });
        return taken;
    }

    private void expire(long key) {
        Waiting expired = waiting.remove(key);
        if (expired != null) {
            late.accept(expired.stanza);
        }
    }
}
