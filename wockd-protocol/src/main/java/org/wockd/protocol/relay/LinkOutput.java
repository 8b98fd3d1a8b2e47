package org.wockd.protocol.relay;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.stanza.Presence;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stream.Unacknowledged;
import org.wockd.protocol.xep.OriginId;
import org.wockd.protocol.xep.StreamManagement;

/**
 * What goes out on a relay's link, over all its connections: what waits for one, and where the core counts (XEP-0198) what
 * it has not acknowledged. Bounded: all that is handed in and not through. Used on the link's loop only, where nothing else
 * is said.
 */
final class LinkOutput {
    /** Who has not answered for so long is asked again, when there is reason to. */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(10);

    /** A message that somebody wants to know the end of. */
    private record Key(Jid to, String id) {}

    /** A stanza that was handed in; the key where somebody wants to know its end. */
    private record Sent(Stanza stanza, @Nullable Key key) {}

    /** Where stanzas go. */
    private sealed interface Way {
        /** To nobody: there is no link. */
        record Nowhere() implements Way {}

        /** To a core that does not count. */
        record Written(LinkStream stream) implements Way {}

        /** To one that does. */
        record Counted(LinkStream stream) implements Way {}

        /** They wait until the link goes on where it was. */
        record Apart() implements Way {}
    }

    private final int limit;
    private final Fence fence;
    private final Counter sent;
    private final AtomicInteger handedIn = new AtomicInteger();
    private final Deque<Sent> waiting = new ArrayDeque<>();
    private final Map<Key, Delivery> deliveries = new HashMap<>();

    private Way way = new Way.Nowhere();
    private Unacknowledged<Sent> out = new Unacknowledged<>();
    private long askedAt;
    private long askedFor;
    private volatile int unacknowledged;

    /**
     * @param limit the most stanzas that may be handed in and not through
     * @param fence tells what a core has that does not count
     */
    LinkOutput(int limit, Fence fence, MeterRegistry metrics) {
        this.limit = limit;
        this.fence = fence;
        this.sent = metrics.counter("wockd.link.stanzas", "direction", "out");
        metrics.gauge("wockd.link.waiting", handedIn);
        metrics.gauge("wockd.link.unacknowledged", this, output -> output.unacknowledged);
    }

    /** Takes room for one stanza more; false where there is none. On any thread. */
    boolean reserve() {
        if (handedIn.incrementAndGet() > limit) {
            handedIn.decrementAndGet();
            return false;
        }
        return true;
    }

    // ---- what is sent --------------------------------------------------------------------------------------------

    /** Sends a stanza that room was taken for, now or when there is a link. */
    void send(Stanza stanza) {
        put(new Sent(stanza, null));
    }

    /** The same of a message; its end is told. */
    void send(Message message, String id, Delivery delivery) {
        if (way instanceof Way.Nowhere) {
            handedIn.decrementAndGet();
            delivery.lost();
            return;
        }
        Key key = new Key(receiver(message), id);
        Delivery before = deliveries.put(key, delivery);
        if (before != null) {
            before.lost();
        }
        put(new Sent(OriginId.in(message, id), key));
    }

    private static Jid receiver(Message message) {
        Jid to = message.to();
        if (to == null) {
            throw new IllegalArgumentException("a message from a relay needs a receiver");
        }
        return to;
    }

    private void put(Sent one) {
        switch (way) {
            case Way.Written(LinkStream stream) -> written(stream, one);
            case Way.Counted(LinkStream stream) -> {
                out.add(one);
                unacknowledged = out.size();
                write(stream, one);
                ask();
            }
            case Way.Apart _ -> waiting.add(one);
            case Way.Nowhere _ -> {
                if (isAvailability(one.stanza)) {
                    handedIn.decrementAndGet();
                } else {
                    waiting.add(one);
                }
            }
        }
    }

    private void written(LinkStream stream, Sent one) {
        handedIn.decrementAndGet();
        Delivery delivery = one.key == null ? null : deliveries.remove(one.key);
        if (delivery != null && !fence.hasRoom()) {
            delivery.lost();
            return;
        }
        write(stream, one);
        if (delivery != null && one.stanza instanceof Message message && one.key != null) {
            fence.sent(message, one.key.id, delivery);
        }
    }

    private void write(LinkStream stream, Sent one) {
        sent.increment();
        stream.write(one.stanza);
    }

    private void flush() {
        Sent next;
        while ((next = waiting.poll()) != null) {
            put(next);
        }
    }

    /** When the link is back it is told anew who is available. */
    private static boolean isAvailability(Stanza stanza) {
        return stanza instanceof Presence presence && !presence.type().isSubscription();
    }

    // ---- what the core says --------------------------------------------------------------------------------------

    /** Asks how much the core has, where that is not asked already. */
    void ask() {
        long now = System.nanoTime();
        boolean asks = out.size() > 0 && (out.acknowledged() >= askedFor || now - askedAt > ASK_AGAIN.toNanos());
        if (asks && way instanceof Way.Counted(LinkStream stream)) {
            askedFor = out.sent();
            askedAt = now;
            stream.write(StreamManagement.request());
        }
    }

    /** Takes an acknowledgement. */
    void acknowledged(long h) throws Unacknowledged.TooMany {
        Collection<Sent> done = out.acknowledge(h);
        unacknowledged = out.size();
        for (Sent one : done) {
            handedIn.decrementAndGet();
            Delivery delivery = one.key == null ? null : deliveries.remove(one.key);
            if (delivery != null) {
                delivery.delivered();
            }
        }
        if (!done.isEmpty()) {
            ask();
        }
    }

    /** Takes an error that answers a message whose end somebody wants to know; false where it answers none. */
    boolean refused(Message error) {
        String id = error.id();
        Delivery delivery = id == null || error.from() == null ? null : deliveries.remove(new Key(error.sender(), id));
        if (delivery == null) {
            return fence.refused(error);
        }
        delivery.refused(error.error());
        return true;
    }

    // ---- the link ------------------------------------------------------------------------------------------------

    /** There is a link to a core that does not count. */
    void written(LinkStream stream) {
        way = new Way.Written(stream);
        flush();
    }

    /** There is a link, and counting begins. */
    void counted(LinkStream stream) {
        out = new Unacknowledged<>();
        askedFor = 0;
        way = new Way.Counted(stream);
        flush();
    }

    /** The link goes on where it was: what the core has not got is sent again. */
    void resumed(LinkStream stream, long h) throws Unacknowledged.TooMany {
        // Nothing is asked before it is known what.
        acknowledged(h);
        way = new Way.Counted(stream);
        List<Sent> again = out.waiting();
        again.forEach(one -> write(stream, one));
        askedFor = 0;
        ask();
        flush();
    }

    /** The connection is lost, and the link may go on where it was. */
    void apart() {
        way = new Way.Apart();
    }

    /** The link is lost for good; what the core may not have got goes by the next one, but who is available. */
    void lost() {
        way = new Way.Nowhere();
        List<Sent> unknown = out.waiting();
        out = new Unacknowledged<>();
        unacknowledged = 0;
        for (int i = unknown.size() - 1; i >= 0; i--) {
            waiting.addFirst(unknown.get(i));
        }
        waiting.removeIf(one -> {
            boolean stale = isAvailability(one.stanza);
            if (stale) {
                handedIn.decrementAndGet();
            }
            return stale;
        });
        fence.lost();
    }

    /** The same, and nothing goes by the next one: it may be why the core has ended the link. */
    void dropped() {
        way = new Way.Nowhere();
        List<Sent> unknown = out.waiting();
        out = new Unacknowledged<>();
        unacknowledged = 0;
        unknown.forEach(this::drop);
        fence.lost();
    }

    /** There will be no link any more. */
    void closed() {
        dropped();
        Sent next;
        while ((next = waiting.poll()) != null) {
            drop(next);
        }
    }

    private void drop(Sent one) {
        handedIn.decrementAndGet();
        Delivery delivery = one.key == null ? null : deliveries.remove(one.key);
        if (delivery != null) {
            delivery.lost();
        }
    }
}
