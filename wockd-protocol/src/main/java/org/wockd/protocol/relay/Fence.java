package org.wockd.protocol.relay;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.rule.Outgoing;
import org.wockd.protocol.stanza.Iq;
import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.stanza.StanzaError;
import org.wockd.protocol.stanza.StanzaError.Condition;

/**
 * Learns which messages the core has, until links can be resumed: a ping follows the message. The core deals with the
 * stanzas of a link in their order, a message is dealt with when it is delivered or committed to the store, and an error
 * comes back before the answer to whatever followed. So the ping's answer says that every message in front of it is safe
 * or was refused.
 *
 * <p>One ping is under way at a time and covers all messages sent before it; those sent meanwhile wait for the next. A ping
 * that is not answered in time is followed by another one, as long as the link lasts. All methods are called on the link's event loop.
 */
final class Fence {
    private record Key(Jid to, String id) {}

    private final Consumer<Outgoing.Ends> ping;
    private final int limit;
    private Map<Key, Delivery> covered = new LinkedHashMap<>();
    private Map<Key, Delivery> uncovered = new LinkedHashMap<>();
    private boolean pinging;
    /** Counts links, so that a late answer to an old link's ping says nothing about the new link's messages. */
    private int epoch;

    /**
     * @param ping sends a ping to the core and sees to its end
     * @param limit the most messages that may be unacknowledged
     */
    Fence(Consumer<Outgoing.Ends> ping, int limit) {
        this.ping = ping;
        this.limit = limit;
    }

    /** Whether one message more may be sent. */
    boolean hasRoom() {
        return covered.size() + uncovered.size() < limit;
    }

    /** A message has just been written. */
    void sent(Message message, String id, Delivery delivery) {
        Delivery before = uncovered.put(new Key(receiver(message), id), delivery);
        if (before != null) {
            before.lost();
        }
        if (!pinging) {
            ping();
        }
    }

    /** Takes an error that answers one of the messages; false where it answers none. */
    boolean refused(Message error) {
        String id = error.id();
        if (id == null || error.from() == null) {
            return false;
        }
        Key key = new Key(error.sender(), id);
        Delivery delivery = covered.remove(key);
        if (delivery == null) {
            delivery = uncovered.remove(key);
        }
        if (delivery == null) {
            return false;
        }
        delivery.refused(error.error());
        return true;
    }

    /** The link is down. */
    void lost() {
        epoch++;
        pinging = false;
        List<Delivery> all = new ArrayList<>(covered.values());
        all.addAll(uncovered.values());
        covered = new LinkedHashMap<>();
        uncovered = new LinkedHashMap<>();
        all.forEach(Delivery::lost);
    }

    private void ping() {
        pinging = true;
        covered.putAll(uncovered);
        uncovered = new LinkedHashMap<>();
        int current = epoch;
        ping.accept(new Outgoing.Ends() {
            @Override
            public void onResult(Iq result) {
                answered(current, true);
            }

            @Override
            public void onError(StanzaError error) {
                // A core that does not know pings has still answered in its turn; one that has no room has not.
                answered(
                        current,
                        error.condition() == Condition.SERVICE_UNAVAILABLE
                                || error.condition() == Condition.FEATURE_NOT_IMPLEMENTED);
            }

            @Override
            public void onTimeout() {
                // The core is slow: the messages are on this link still, and to send them again would double them.
                if (current == epoch) {
                    ping();
                }
            }
        });
    }

    private void answered(int asked, boolean dealtWith) {
        if (asked != epoch) {
            return;
        }
        pinging = false;
        Map<Key, Delivery> ended = covered;
        covered = new LinkedHashMap<>();
        ended.values().forEach(dealtWith ? Delivery::delivered : Delivery::lost);
        if (!uncovered.isEmpty() && !pinging) {
            ping();
        }
    }

    private static Jid receiver(Message message) {
        @Nullable Jid to = message.to();
        if (to == null) {
            throw new IllegalArgumentException("a message from a relay needs a receiver");
        }
        return to;
    }
}
