package org.wockd.protocol.relay;

import java.util.function.Consumer;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.rule.Incoming;
import org.wockd.protocol.rule.Rules;
import org.wockd.protocol.stanza.Presence;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.xep.Spec;

/**
 * A relay is a contact that says yes to everybody it serves: who subscribes is approved and subscribed to in turn (so that
 * the relay learns who is online), who probes is told that the relay is there, who unsubscribes is let go. It keeps no
 * roster of its own; the users' rosters say all.
 */
public final class Subscriptions implements RelayFeature {
    private final RelayPresence relay;
    private final Presences presences;
    private final Consumer<Stanza> send;

    /** The presence of the relay's addresses. */
    @FunctionalInterface
    public interface RelayPresence {
        /** An available presence, with capabilities. */
        Presence available(Jid from, Jid to);
    }

    /**
     * @param relay mostly {@link RelayHost#available}
     * @param presences learns who is online
     * @param send mostly {@link RelayLink#send}
     */
    public Subscriptions(RelayPresence relay, Presences presences, Consumer<Stanza> send) {
        this.relay = relay;
        this.presences = presences;
        this.send = send;
    }

    @Override
    public Spec spec() {
        return Spec.rfc("RFC 6121 §3, §4", "Managing Presence Subscriptions, Exchanging Presence Information");
    }

    @Override
    public void rules(Rules rules) {
        rules.presence(Presence.Type.SUBSCRIBE).quickly(this::subscribe);
        rules.presence(Presence.Type.UNSUBSCRIBE).quickly(this::unsubscribe);
        rules.presence(Presence.Type.PROBE).quickly(this::probe);
        rules.presence(Presence.Type.AVAILABLE, Presence.Type.UNAVAILABLE).quickly(this::seen);
        rules.presence(Presence.Type.UNSUBSCRIBED).quickly(this::unsubscribed);
        rules.presence(Presence.Type.SUBSCRIBED).quickly(Incoming::yieldResult);
    }

    private void subscribe(Incoming<Presence> in) {
        Jid user = in.from().bare();
        Jid me = me(in);
        in.yieldResult();
        send.accept(Presence.of(me, user, Presence.Type.SUBSCRIBED));
        send.accept(relay.available(me, user));
        send.accept(Presence.of(me, user, Presence.Type.SUBSCRIBE));
    }

    private void unsubscribe(Incoming<Presence> in) {
        Jid user = in.from().bare();
        Jid me = me(in);
        in.yieldResult();
        send.accept(Presence.of(me, user, Presence.Type.UNSUBSCRIBED));
        send.accept(Presence.of(me, user, Presence.Type.UNAVAILABLE));
    }

    private void unsubscribed(Incoming<Presence> in) {
        in.yieldResult();
        presences.forget(in.from().bare());
    }

    private void probe(Incoming<Presence> in) {
        in.yieldResult();
        send.accept(relay.available(me(in), in.from()));
    }

    /** The core tells who is online when the relay returns, so the first presence of a user asks for the relay's. */
    private void seen(Incoming<Presence> in) {
        in.yieldResult();
        if (presences.seen(in.stanza())) {
            send.accept(relay.available(me(in), in.from().bare()));
        }
    }

    private static Jid me(Incoming<Presence> in) {
        Jid to = in.stanza().to();
        if (to == null) {
            throw new IllegalStateException("a presence without a receiver came over the link");
        }
        return to.bare();
    }
}
