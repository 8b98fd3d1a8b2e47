package org.wockd.core.relay;

import static org.wockd.core.relay.RelayConfig.Privilege.MESSAGE;
import static org.wockd.core.relay.RelayConfig.Privilege.PRESENCE;
import static org.wockd.core.relay.RelayConfig.Privilege.ROSTER_GET;
import static org.wockd.core.relay.RelayConfig.Privilege.ROSTER_SET;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.wockd.core.feature.Feature;
import org.wockd.core.feature.RosterWriter;
import org.wockd.core.relay.RelayConfig.Privilege;
import org.wockd.core.session.Attachment;
import org.wockd.core.session.Session;
import org.wockd.core.session.Sessions;
import org.wockd.core.store.LimitExceeded;
import org.wockd.core.store.RosterItem;
import org.wockd.core.store.RosterItem.Subscription;
import org.wockd.core.store.Rosters;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.rule.Filter;
import org.wockd.protocol.rule.Incoming;
import org.wockd.protocol.rule.Priority;
import org.wockd.protocol.rule.Rules;
import org.wockd.protocol.rule.Target;
import org.wockd.protocol.stanza.Content;
import org.wockd.protocol.stanza.Iq;
import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.stanza.Presence;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.stanza.StanzaReader;
import org.wockd.protocol.stream.StreamErrorException;
import org.wockd.protocol.xep.Spec;
import org.wockd.protocol.xml.Namespaces;
import org.wockd.protocol.xml.Node;

/**
 * What a relay may do in the place of users, if it is configured so: read and change their rosters, send messages as
 * them or as the server, learn when they come and go. The permissions for iqs and for the presence of contacts, and roster
 * pushes to the relay, are not given to anybody.
 */
public final class Xep0356PrivilegedEntity implements Feature, AttachWatcher {
    public static final Spec SPEC = new Spec("XEP-0356", "Privileged Entity", "0.4.1");

    private static final String NAMESPACE = "urn:xmpp:privilege:2";
    private static final String FORWARD = "urn:xmpp:forward:0";
    private static final String ROSTER = "jabber:iq:roster";

    private final List<Jid> hosts;
    private final CoreRelays relays;
    private final Sessions sessions;
    private final Rosters rosters;
    private final RosterWriter writer;
    private final Consumer<Stanza> route;
    /** Whether the privileged relays were told that the session is available. */
    private final Attachment<AtomicBoolean> told = new Attachment<>(AtomicBoolean::new);

    /**
     * @param hosts that this core serves
     * @param route sends a stanza on its way; may block
     */
    public Xep0356PrivilegedEntity(
            List<Jid> hosts,
            CoreRelays relays,
            Sessions sessions,
            Rosters rosters,
            RosterWriter writer,
            Consumer<Stanza> route) {
        this.hosts = List.copyOf(hosts);
        this.relays = relays;
        this.sessions = sessions;
        this.rosters = rosters;
        this.writer = writer;
        this.route = route;
    }

    @Override
    public Spec spec() {
        return SPEC;
    }

    @Override
    public void rules(Rules rules) {
        rules.iq(Iq.Type.GET)
                .name(ROSTER, "query")
                .to(Target.ACCOUNT)
                .priority(Priority.GUARD)
                .then(this::getRoster);
        rules.iq(Iq.Type.SET)
                .name(ROSTER, "query")
                .to(Target.ACCOUNT)
                .priority(Priority.GUARD)
                .then(this::setRoster);
        rules.message().name(NAMESPACE, "privilege").to(Target.HOST).then(this::message);
    }

    @Override
    public List<Filter> filters() {
        return List.of(new Filter(Priority.COPY, this::presence));
    }

    /** Tells the relay what it may do, then who is online (§4.1, §7.3, §8). */
    @Override
    public void attached(Arrival arrival) {
        Set<Privilege> may = arrival.relay().privileges();
        if (may.isEmpty()) {
            return;
        }
        Node privilege = Node.of(NAMESPACE, "privilege");
        if (may.contains(ROSTER_GET) || may.contains(ROSTER_SET)) {
            String type = !may.contains(ROSTER_SET) ? "get" : may.contains(ROSTER_GET) ? "both" : "set";
            privilege = privilege.plus(permission("roster", type).with("push", "false"));
        }
        if (may.contains(MESSAGE)) {
            privilege = privilege.plus(permission("message", "outgoing"));
        }
        if (may.contains(PRESENCE)) {
            privilege = privilege.plus(permission("presence", "managed_entity"));
        }
        Jid to = Jid.domain(arrival.relay().domain());
        for (Jid host : hosts) {
            arrival.instance().accept(new Message(host, to, null, Message.Type.NORMAL, null, Content.of(privilege)));
        }
        if (may.contains(PRESENCE)) {
            for (Session session : sessions.all()) {
                Presence presence = session.presence();
                if (presence != null && arrival.users().test(session.jid().bare())) {
                    session.attachment(told).set(true);
                    arrival.instance().accept(presence.from(session.jid()).to(to));
                }
            }
        }
    }

    private static Node permission(String access, String type) {
        return Node.of(NAMESPACE, "perm").with("access", access).with("type", type);
    }

    private void getRoster(Incoming<Iq> in) {
        Jid owner = allowed(in, ROSTER_GET);
        Rosters.Roster roster = rosters.get(owner);
        in.yieldResult(Node.of(ROSTER, "query")
                .with("ver", roster.version())
                .plus(roster.items().stream().map(Xep0356PrivilegedEntity::node).toList()));
    }

    private void setRoster(Incoming<Iq> in) {
        Jid owner = allowed(in, ROSTER_SET);
        try {
            for (Node item : in.payload().children(ROSTER, "item")) {
                Jid contact = Jid.parse(String.valueOf(item.attribute("jid"))).bare();
                RosterItem after = "remove".equals(item.attribute("subscription")) ? null : item(contact, item);
                writer.change(owner, contact, _ -> after);
            }
        } catch (IllegalArgumentException e) {
            throw new StanzaErrorException(Condition.BAD_REQUEST, "an item of the roster is wrong: " + e.getMessage());
        } catch (LimitExceeded e) {
            throw new StanzaErrorException(Condition.RESOURCE_CONSTRAINT, String.valueOf(e.getMessage()));
        }
        in.yieldResult();
    }

    private static Node node(RosterItem item) {
        return Node.of(ROSTER, "item")
                .with("jid", item.contact().toString())
                .with("name", item.name())
                .with("subscription", item.subscription().attribute())
                .with("ask", item.ask() ? "subscribe" : null)
                .with("approved", item.approved() ? "true" : null)
                .plus(item.groups().stream()
                        .map(group -> Node.of(ROSTER, "group").plus(group))
                        .toList());
    }

    private static RosterItem item(Jid contact, Node item) {
        String subscription = item.attribute("subscription");
        return new RosterItem(
                contact,
                item.attribute("name"),
                subscription == null ? Subscription.NONE : Subscription.of(subscription),
                "subscribe".equals(item.attribute("ask")),
                false,
                item.children(ROSTER, "group").stream().map(Node::text).toList());
    }

    /** Whose roster is meant, where a relay may do this (§4.3); nobody else may. */
    private Jid allowed(Incoming<Iq> in, Privilege privilege) {
        if (!has(in.from(), privilege)) {
            throw forbidden("the roster of somebody else", privilege, in.from());
        }
        Jid owner = in.stanza().to();
        if (owner == null) {
            throw new IllegalStateException("a stanza for an account has no address");
        }
        return owner;
    }

    private boolean has(Jid from, Privilege privilege) {
        CoreRelay relay = relays.of(from.domain());
        return relay != null && relay.config().privileges().contains(privilege);
    }

    private static StanzaErrorException forbidden(String what, Privilege privilege, Jid from) {
        return new StanzaErrorException(
                Condition.FORBIDDEN,
                from + " may not use " + what + "; only a relay to which the operator gives the privilege "
                        + privilege.name().toLowerCase(Locale.ROOT).replace('_', '-') + " may");
    }

    /** §5.3: a message inside of a message, on its way as if the user or the server had sent it. */
    private void message(Incoming<Message> in) {
        if (!has(in.from(), MESSAGE)) {
            throw forbidden("the addresses of others", MESSAGE, in.from());
        }
        Message inner = forwarded(in.payload());
        Jid from = inner.from();
        if (from == null || !from.isBare() || !hosts.contains(Jid.domain(from.domain()))) {
            throw new StanzaErrorException(
                    Condition.FORBIDDEN, "the message inside must be from a bare JID of this server, not " + from);
        }
        in.yieldResult();
        route.accept(inner);
    }

    private static Message forwarded(Node privilege) {
        Node forwarded = privilege.child(FORWARD, "forwarded");
        @Nullable Node message = forwarded == null ? null : forwarded.child(Namespaces.CLIENT, "message");
        try {
            if (message != null
                    && StanzaReader.read(message, null) instanceof StanzaReader.Read.Good(Message good)
                    && good.to() != null) {
                return good;
            }
        } catch (StreamErrorException e) {
            throw new StanzaErrorException(Condition.BAD_REQUEST, e.text());
        }
        throw new StanzaErrorException(
                Condition.BAD_REQUEST, "a privileged message carries a whole message, forwarded (XEP-0297), with 'to'");
    }

    /** A client's own presence, on its way to its contacts, is copied to the relays that may see it (§7.3). */
    private Filter.Verdict presence(Stanza stanza) {
        if (stanza instanceof Presence presence
                && presence.to() == null
                && (presence.type() == Presence.Type.AVAILABLE || presence.type() == Presence.Type.UNAVAILABLE)) {
            Session session = sessions.find(presence.sender());
            if (session != null) {
                session.attachment(told).set(presence.type() == Presence.Type.AVAILABLE);
            }
            tell(presence);
        }
        return new Filter.Pass(stanza);
    }

    @Override
    public void ended(Session session) {
        if (session.attachment(told).getAndSet(false)) {
            tell(new Presence(session.jid(), null, null, Presence.Type.UNAVAILABLE, null, Content.EMPTY));
        }
    }

    /** Also a relay that is away: one that resumes its link is not told anew. */
    private void tell(Presence presence) {
        for (CoreRelay relay : relays.all()) {
            if (relay.config().privileges().contains(PRESENCE)) {
                relay.send(presence.to(Jid.domain(relay.config().domain())));
            }
        }
    }
}
