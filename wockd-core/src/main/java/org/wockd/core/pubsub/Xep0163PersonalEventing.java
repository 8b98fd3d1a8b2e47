package org.wockd.core.pubsub;

import static org.wockd.protocol.rule.Target.ACCOUNT;
import static org.wockd.protocol.rule.Target.HOST;
import static org.wockd.protocol.rule.Target.SELF;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.core.feature.Feature;
import org.wockd.core.feature.PresenceWatcher;
import org.wockd.core.session.Session;
import org.wockd.core.session.Sessions;
import org.wockd.core.store.PubsubNodes;
import org.wockd.core.store.RosterItem;
import org.wockd.core.store.RosterItem.Subscription;
import org.wockd.core.store.Rosters;
import org.wockd.core.store.StoreException;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.rule.Filter;
import org.wockd.protocol.rule.Incoming;
import org.wockd.protocol.rule.Outgoing;
import org.wockd.protocol.rule.Priority;
import org.wockd.protocol.rule.Rules;
import org.wockd.protocol.rule.Target;
import org.wockd.protocol.stanza.Iq;
import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.stanza.Presence;
import org.wockd.protocol.xep.Caps;
import org.wockd.protocol.xep.Disco;
import org.wockd.protocol.xep.Spec;

/**
 * Personal eventing: what ties publications to presence. Who comes online is sent the last item of each node that interests
 * it, of the own account and of its contacts; so is who becomes interested in another node later.
 */
public final class Xep0163PersonalEventing implements Feature, PresenceWatcher {
    /** What it implements. */
    public static final Spec SPEC = new Spec("XEP-0163", "Personal Eventing Protocol", "1.2.2");

    private static final Logger LOG = LoggerFactory.getLogger(Xep0163PersonalEventing.class);

    private final Target.Hosts hosts;
    private final Sessions sessions;
    private final Rosters rosters;
    private final PubsubNodes nodes;
    private final PubsubParts parts;
    private final Outgoing questions;
    private final Executor blocking;

    /**
     * @param questions what was asked of clients, and is answered here
     * @param blocking starts a virtual thread
     */
    Xep0163PersonalEventing(
            Target.Hosts hosts,
            Sessions sessions,
            Rosters rosters,
            PubsubNodes nodes,
            PubsubParts parts,
            Outgoing questions,
            Executor blocking) {
        this.hosts = hosts;
        this.sessions = sessions;
        this.rosters = rosters;
        this.nodes = nodes;
        this.parts = parts;
        this.questions = questions;
        this.blocking = blocking;
    }

    @Override
    public Spec spec() {
        return SPEC;
    }

    @Override
    public List<Disco.Identity> accountIdentities() {
        return List.of(Disco.Identity.of("pubsub", "pep", null));
    }

    @Override
    public void rules(Rules rules) {
        rules.iq(Iq.Type.RESULT).to(SELF, ACCOUNT, HOST).quickly(this::answered);
        rules.iq(Iq.Type.ERROR).to(SELF, ACCOUNT, HOST).quickly(this::answered);
    }

    private void answered(Incoming<Iq> in) {
        if (questions.answer(in.stanza())) {
            in.yieldResult();
        } else {
            in.yieldDefault();
        }
    }

    // ---- clients of this server ----------------------------------------------------------------------------------

    @Override
    public void came(Session session, @Nullable Presence before, Presence now) {
        Caps caps = Interests.caps(now);
        Caps shown = Interests.caps(before);
        if (caps == null || caps.equals(shown)) {
            return;
        }
        Set<String> had = parts.interests().known(session.jid(), shown);
        Jid self = session.jid().bare();
        parts.interests().when(self, session.jid(), caps, wanted -> {
            Set<String> fresh = without(wanted, had);
            if (fresh.isEmpty()) {
                return;
            }
            sendLast(self, session.jid(), fresh, session::send);
            rosters.get(self).items().stream()
                    .filter(item -> item.subscription() == Subscription.TO || item.subscription() == Subscription.BOTH)
                    .map(RosterItem::contact)
                    .filter(contact -> contact.local() != null && hosts.serves(contact.domain()))
                    .forEach(contact -> sendLast(contact, session.jid(), fresh, session::send));
        });
    }

    /** A new contact is subscribed, and so is sent the last items (XEP-0060 §9.1). */
    @Override
    public void shown(Jid owner, Jid contact) {
        for (Session client : sessions.of(contact)) {
            Caps caps = client.isAvailable() ? Interests.caps(client.presence()) : null;
            if (caps != null) {
                parts.interests()
                        .when(owner, client.jid(), caps, wanted -> sendLast(owner, client.jid(), wanted, client::send));
            }
        }
        parts.contacts().of(owner).stream()
                .filter(client -> client.jid().bare().equals(contact))
                .forEach(client -> greet(owner, client.jid(), null, client.caps()));
    }

    private static Set<String> without(Set<String> wanted, Set<String> had) {
        Set<String> fresh = new HashSet<>(wanted);
        fresh.removeAll(had);
        return fresh;
    }

    /** Sends the last items of an account's nodes to a client that may see them. Blocks on the store. */
    private void sendLast(Jid owner, Jid client, Set<String> wanted, Consumer<Message> way) {
        parts.publications().still(owner, () -> {
            List<PubsubNodes.Last> items = nodes.last(owner, wanted).stream()
                    .filter(last -> {
                        NodeConfig config = NodeConfig.of(last.node());
                        return config.sendsLastOnPresence() && parts.access().allows(owner, config, client);
                    })
                    .toList();
            parts.notifications().sendLast(owner, client, items, way);
        });
    }

    // ---- clients of contacts on other servers --------------------------------------------------------------------

    @Override
    public List<Filter> filters() {
        return List.of(new Filter(Priority.COPY, stanza -> {
            if (stanza instanceof Presence presence) {
                look(presence);
            }
            return new Filter.Pass(stanza);
        }));
    }

    /** Takes note of a presence from another server to an account. */
    private void look(Presence presence) {
        Jid to = presence.to();
        Jid from = presence.sender();
        if (to == null || to.local() == null || to.resource() != null || !hosts.serves(to.domain())) {
            return;
        }
        if (hosts.serves(from.domain())) {
            return;
        }
        Caps caps = presence.type() == Presence.Type.AVAILABLE ? Interests.caps(presence) : null;
        if (caps != null) {
            seen(to, from, caps);
        } else if (presence.type() == Presence.Type.UNAVAILABLE || presence.type() == Presence.Type.AVAILABLE) {
            parts.contacts().gone(to, from);
        }
    }

    private void seen(Jid owner, Jid client, Caps caps) {
        Caps before = parts.contacts().caps(owner, client);
        if (caps.equals(before) || !parts.contacts().seen(owner, client, caps)) {
            return;
        }
        try {
            blocking.execute(() -> greet(owner, client, before, caps));
        } catch (RejectedExecutionException e) {
            LOG.debug("the process stops, and {} is not greeted", client);
        }
    }

    /** Sends the last items to a contact's client that has just come; who is no contact is forgotten again. */
    private void greet(Jid owner, Jid client, @Nullable Caps before, Caps caps) {
        try {
            if (!Access.isSeenBy(rosters.item(owner, client.bare()))) {
                parts.contacts().gone(owner, client);
                return;
            }
            Set<String> had = parts.interests().known(client, before);
            parts.interests()
                    .when(
                            owner,
                            client,
                            caps,
                            wanted -> sendLast(owner, client, without(wanted, had), parts.notifications()::route));
        } catch (StoreException e) {
            LOG.warn("{} is not sent what {} has published: {}", client, owner, e.getMessage());
        }
    }
}
