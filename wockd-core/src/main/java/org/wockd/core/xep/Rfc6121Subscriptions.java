package org.wockd.core.xep;

import static org.wockd.protocol.stanza.Presence.Type.SUBSCRIBE;
import static org.wockd.protocol.stanza.Presence.Type.SUBSCRIBED;
import static org.wockd.protocol.stanza.Presence.Type.UNSUBSCRIBE;
import static org.wockd.protocol.stanza.Presence.Type.UNSUBSCRIBED;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.wockd.core.feature.Farewell;
import org.wockd.core.feature.Feature;
import org.wockd.core.feature.Locks;
import org.wockd.core.feature.PresenceWatcher;
import org.wockd.core.feature.Refusals;
import org.wockd.core.mail.StoredStanzas;
import org.wockd.core.route.Router;
import org.wockd.core.session.Session;
import org.wockd.core.store.Accounts;
import org.wockd.core.store.RosterItem;
import org.wockd.core.store.Rosters;
import org.wockd.core.store.Stores;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.rule.Incoming;
import org.wockd.protocol.rule.Rules;
import org.wockd.protocol.rule.Target;
import org.wockd.protocol.stanza.Presence;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.stanza.StanzaWriter;
import org.wockd.protocol.xep.Spec;
import org.wockd.protocol.xml.Node;

/**
 * Subscriptions to presence (RFC 6121 §3): {@link SubscriptionState} says what a step makes of a state, here it is stored
 * and told. Where both sides are accounts of this server both are done in one go, one after the other.
 *
 * <p>Between two addresses one step is done at a time, so that what goes out is in the order of the states it came from.
 */
final class Rfc6121Subscriptions implements Feature, PresenceWatcher, Farewell {
    private record Pair(Set<Jid> both) {}

    private final Target.Hosts hosts;
    private final Accounts accounts;
    private final Rosters rosters;
    private final Contacts contacts;
    private final Availability availability;
    private final Router router;
    private final InstantSource clock;
    private final Locks locks = new Locks();
    private final List<PresenceWatcher> watchers = new CopyOnWriteArrayList<>();

    Rfc6121Subscriptions(
            Target.Hosts hosts,
            Stores stores,
            Contacts contacts,
            Availability availability,
            Router router,
            InstantSource clock) {
        this.hosts = hosts;
        this.accounts = stores.accounts();
        this.rosters = stores.rosters();
        this.contacts = contacts;
        this.availability = availability;
        this.router = router;
        this.clock = clock;
    }

    /** Adds somebody who is told when contacts may see the presence of accounts. */
    void watch(PresenceWatcher watcher) {
        watchers.add(watcher);
    }

    @Override
    public Spec spec() {
        return Spec.rfc("RFC 6121 §3", "Managing Presence Subscriptions");
    }

    @Override
    public List<Node> streamFeatures() {
        // §3.4.1
        return List.of(Node.of("urn:xmpp:features:pre-approval", "sub"));
    }

    @Override
    public void rules(Rules rules) {
        rules.presence(SUBSCRIBE, SUBSCRIBED, UNSUBSCRIBE, UNSUBSCRIBED).then(Refusals.answered(this::step));
    }

    private void step(Incoming<Presence> in) {
        Jid to = in.stanza().to();
        Jid from = in.from();
        if (to == null) {
            throw new StanzaErrorException(
                    Condition.BAD_REQUEST, "a subscription needs the address of the contact in 'to'");
        }
        // §3.1.2, §3.1.3: what is sent to or from a resource is meant for or comes from its account.
        Presence step = in.stanza().from(from.bare()).to(to.bare());
        if (isAccount(from)) {
            if (to.bare().equals(from.bare())) {
                throw new StanzaErrorException(
                        Condition.NOT_ALLOWED,
                        "you see the presence of your own clients anyway; nobody can change that");
            }
            between(from, to, () -> out(step, from.bare(), to.bare()));
            in.yieldResult();
        } else if (isAccount(to)) {
            between(from, to, () -> in(step, to.bare(), from.bare()));
            in.yieldResult();
        } else {
            in.yieldDefault();
        }
    }

    /** Delivers the requests that wait for an answer, whenever a client becomes available (§3.1.3). */
    @Override
    public void came(Session session, @Nullable Presence before, Presence now) {
        if (before != null) {
            return;
        }
        Jid owner = session.jid().bare();
        for (Rosters.Request request : rosters.requests(owner)) {
            if (!Availability.isSeenByContact(rosters.item(owner, request.contact()))) {
                session.send(StoredStanzas.read(request.stanza().getBytes(StandardCharsets.UTF_8)));
            }
        }
    }

    /**
     * Removes a contact from a roster with the subscriptions that went with it (§2.5.2).
     *
     * @return false where the roster does not have it
     */
    boolean remove(Jid owner, Jid contact) {
        boolean[] there = new boolean[1];
        between(owner, contact, () -> {
            RosterItem item = contacts.update(owner, contact, _ -> null).before();
            if (item != null) {
                there[0] = true;
                SubscriptionState before = SubscriptionState.of(item, false);
                if (before.from()) {
                    availability.hide(owner, contact);
                    quietly(Presence.of(owner, contact, UNSUBSCRIBED));
                }
                if (before.to() || before.pendingOut()) {
                    quietly(Presence.of(owner, contact, UNSUBSCRIBE));
                }
            }
        });
        return there[0];
    }

    @Override
    public void leave(Jid owner) {
        rosters.get(owner).items().forEach(item -> remove(owner, item.contact()));
        for (Rosters.Request request : rosters.requests(owner)) {
            between(owner, request.contact(), () -> {
                rosters.removeRequest(owner, request.contact());
                quietly(Presence.of(owner, request.contact(), UNSUBSCRIBED));
            });
        }
    }

    private void show(Jid owner, Jid contact) {
        availability.show(owner, contact);
        watchers.forEach(watcher -> watcher.shown(owner, contact));
    }

    /** A step of an account of this server. */
    private void out(Presence presence, Jid owner, Jid contact) {
        SubscriptionState before = state(owner, contact);
        SubscriptionState.Step step = before.out(presence.type());
        store(owner, contact, before, presence.type(), true);
        if (before.from() && !step.next().from()) {
            availability.hide(owner, contact);
        }
        if (step.passed()) {
            forward(presence);
        }
        if (step.next().from() && !before.from()) {
            show(owner, contact);
        }
    }

    /** A step of somebody towards an account of this server. */
    private void in(Presence presence, Jid owner, Jid contact) {
        if (presence.type() == SUBSCRIBE && !accounts.exists(owner)) {
            // §8.5.1: nobody learns from the answer who has an account.
            return;
        }
        SubscriptionState before = state(owner, contact);
        SubscriptionState.Step step = before.in(presence.type());
        if (step.next().pendingIn() && step.passed()) {
            rosters.putRequest(
                    owner, contact, new String(StanzaWriter.stored(presence), StandardCharsets.UTF_8), clock.millis());
        }
        if (step.passed()) {
            // A request is for whoever is available, all else is about the roster (§3.1.3, §3.1.6, §3.2.3, §3.3.3).
            List<Session> clients =
                    presence.type() == SUBSCRIBE ? availability.available(owner) : contacts.interested(owner);
            clients.forEach(s -> s.send(presence));
        }
        store(owner, contact, before, presence.type(), false);
        if (before.from() && !step.next().from()) {
            availability.hide(owner, contact);
        }
        if (step.reply() != null) {
            quietly(Presence.of(owner, contact, step.reply()));
            if (!before.from()) {
                show(owner, contact);
            }
        }
    }

    private SubscriptionState state(Jid owner, Jid contact) {
        boolean pendingIn =
                rosters.requests(owner).stream().anyMatch(r -> r.contact().equals(contact));
        return SubscriptionState.of(rosters.item(owner, contact), pendingIn);
    }

    private void store(Jid owner, Jid contact, SubscriptionState before, Presence.Type type, boolean out) {
        // Computed anew from the item inside the transaction: others may change its name meanwhile.
        contacts.update(owner, contact, item -> {
            SubscriptionState state = SubscriptionState.of(item, before.pendingIn());
            return (out ? state.out(type) : state.in(type)).next().item(item, contact);
        });
        SubscriptionState.Step step = out ? before.out(type) : before.in(type);
        if (before.pendingIn() && !step.next().pendingIn()) {
            rosters.removeRequest(owner, contact);
        }
    }

    /** Sends a step to the other side: into its own account here, or on to whoever serves it. */
    private void forward(Presence presence) {
        Jid to = presence.to();
        if (to != null && isAccount(to)) {
            in(presence, to, presence.sender());
        } else {
            router.send(presence);
        }
    }

    /** The same for what the server does in somebody's name, who has not asked and is not told. */
    private void quietly(Presence presence) {
        try {
            forward(presence);
        } catch (StanzaErrorException e) {
            return;
        }
    }

    private boolean isAccount(Jid jid) {
        return jid.local() != null && hosts.serves(jid.domain());
    }

    private void between(Jid one, Jid other, Runnable action) {
        locks.with(new Pair(Set.of(one.bare(), other.bare())), action);
    }
}
