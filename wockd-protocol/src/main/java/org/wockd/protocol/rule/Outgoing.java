package org.wockd.protocol.rule;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.util.Timeout;
import io.netty.util.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.Iq;
import org.wockd.protocol.stanza.StanzaError;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stream.StreamHeader;
import org.wockd.protocol.xml.Node;

/**
 * The requests this process has sent and that wait for their answer. Every request ends in exactly one of onResult, onError
 * and onTimeout. The table is bounded: when it is full, a request ends in onError({@code resource-constraint}) at once.
 *
 * <p>Safe for use by many threads; the ends are called on the thread that brings the answer, or the timer's, and must not
 * block.
 */
public final class Outgoing {
    private record Key(Jid to, String id) {}

    private record Pending(Ends ends, Timeout timeout) {}

    /** How a request may end. */
    public interface Ends {
        void onResult(Iq result);

        void onError(StanzaError error);

        void onTimeout();
    }

    private final Map<Key, Pending> pending = new ConcurrentHashMap<>();
    private final AtomicLong counter = new AtomicLong();
    /** Makes ids of one process unlike those of the one before it, whose answers may still be on their way. */
    private final String prefix = StreamHeader.randomId().substring(0, 8);

    private final Consumer<Iq> send;
    private final Timer timer;
    private final int limit;

    /**
     * @param send sends a request on its way
     * @param timer a hashed wheel; one timeout is set for each request
     * @param limit the most requests that may wait at once
     */
    public Outgoing(Consumer<Iq> send, Timer timer, int limit, MeterRegistry metrics) {
        this.send = send;
        this.timer = timer;
        this.limit = limit;
        metrics.gaugeMapSize("wockd.requests.pending", List.of(), pending);
    }

    /** Sends a request and sees to its end. */
    public void request(Jid from, Jid to, Iq.Type type, Node payload, Duration within, Ends ends) {
        if (pending.size() >= limit) {
            ends.onError(StanzaError.of(
                    Condition.RESOURCE_CONSTRAINT,
                    "more than " + limit + " requests wait for an answer; try again later"));
            return;
        }
        String id = prefix + Long.toString(counter.incrementAndGet(), 36);
        Key key = new Key(to, id);
        Timeout timeout = timer.newTimeout(t -> expire(key), within.toMillis(), TimeUnit.MILLISECONDS);
        pending.put(key, new Pending(ends, timeout));
        send.accept(Iq.request(type, to, id, payload).from(from));
    }

    /**
     * Takes an answer.
     *
     * @return false where nobody waits for it
     */
    public boolean answer(Iq answer) {
        String id = answer.id();
        Pending waiting = id == null ? null : pending.remove(new Key(answer.sender(), id));
        if (waiting == null) {
            return false;
        }
        waiting.timeout().cancel();
        if (answer.isError()) {
            waiting.ends().onError(answer.error());
        } else {
            waiting.ends().onResult(answer);
        }
        return true;
    }

    private void expire(Key key) {
        Pending late = pending.remove(key);
        if (late != null) {
            late.ends().onTimeout();
        }
    }
}
