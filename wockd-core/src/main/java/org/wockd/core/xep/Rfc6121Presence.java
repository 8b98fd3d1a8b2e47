package org.wockd.core.xep;

import static org.wockd.protocol.rule.Target.ACCOUNT;
import static org.wockd.protocol.rule.Target.ELSEWHERE;
import static org.wockd.protocol.rule.Target.HOST;
import static org.wockd.protocol.rule.Target.RESOURCE;
import static org.wockd.protocol.rule.Target.SELF;
import static org.wockd.protocol.stanza.Presence.Type.AVAILABLE;
import static org.wockd.protocol.stanza.Presence.Type.PROBE;
import static org.wockd.protocol.stanza.Presence.Type.UNAVAILABLE;
import static org.wockd.protocol.stanza.Presence.Type.UNSUBSCRIBED;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.core.feature.Feature;
import org.wockd.core.feature.Locks;
import org.wockd.core.feature.PresenceWatcher;
import org.wockd.core.feature.Refusals;
import org.wockd.core.session.Attachment;
import org.wockd.core.session.Session;
import org.wockd.core.session.Sessions;
import org.wockd.core.store.RosterItem;
import org.wockd.core.store.Rosters;
import org.wockd.core.store.StoreException;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.rule.Incoming;
import org.wockd.protocol.rule.Rules;
import org.wockd.protocol.rule.Target;
import org.wockd.protocol.stanza.Presence;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.xep.Spec;

/**
 * Presence (RFC 6121 §4): initial, changed and unavailable presence is broadcast to the contacts that may see it and to
 * the account's own clients; probes are sent and answered; directed presence is taken back at the end.
 *
 * <p>The broadcasts of one account are made one at a time, so that a client that replaces another with the same resource
 * is never overtaken by the other's end.
 */
public final class Rfc6121Presence implements Feature {
    private static final Logger LOG = LoggerFactory.getLogger(Rfc6121Presence.class);
    private static final Attachment<DirectedPresence> DIRECTED = new Attachment<>(
            DirectedPresence::new, DirectedPresence.NAME, DirectedPresence::save, DirectedPresence::load);

    private final Target.Hosts hosts;
    private final Sessions sessions;
    private final Rosters rosters;
    private final Availability availability;
    private final List<PresenceWatcher> watchers;
    private final Locks locks = new Locks();

    Rfc6121Presence(
            Target.Hosts hosts,
            Sessions sessions,
            Rosters rosters,
            Availability availability,
            List<PresenceWatcher> watchers) {
        this.hosts = hosts;
        this.sessions = sessions;
        this.rosters = rosters;
        this.availability = availability;
        this.watchers = new CopyOnWriteArrayList<>(watchers);
    }

    /** Adds somebody who is told after those before it. */
    void watch(PresenceWatcher watcher) {
        watchers.add(watcher);
    }

    @Override
    public Spec spec() {
        return Spec.rfc("RFC 6121 §4", "Exchanging Presence Information");
    }

    @Override
    public void rules(Rules rules) {
        rules.presence(AVAILABLE).to(SELF).then(Refusals.answered(this::available));
        rules.presence(UNAVAILABLE).to(SELF).then(Refusals.answered(this::unavailable));
        rules.presence(AVAILABLE, UNAVAILABLE)
                .to(HOST, ACCOUNT, RESOURCE, ELSEWHERE)
                .quickly(this::directed);
        rules.presence(PROBE).then(Refusals.answered(this::probed));
    }

    /** Initial and later presence (§4.2.2, §4.4.2). */
    private void available(Incoming<Presence> in) {
        Session session = in.stanza().to() == null ? sessions.find(in.from()) : null;
        if (session == null) {
            in.yieldDefault();
            return;
        }
        Presence now = in.stanza();
        Presence before = session.presence();
        boolean isSeen = false;
        try {
            watchers.forEach(watcher -> watcher.coming(session, now));
            locks.with(session.jid().bare(), () -> {
                // Read first: when the store fails, the client is told and nothing has changed.
                List<RosterItem> contacts = rosters.get(session.jid()).items();
                session.presence(now);
                broadcast(now, contacts);
                availability.send(now.to(session.jid().bare()));
                if (before == null) {
                    discover(session, contacts);
                }
            });
            isSeen = true;
        } finally {
            if (!isSeen) {
                follow(session, watcher -> watcher.stayedAway(session, before, now));
            }
        }
        follow(session, watcher -> watcher.came(session, before, now));
        in.yieldResult();
    }

    /** What one of them cannot do now is left out: it neither keeps the others from knowing nor changes what all have seen. */
    private void follow(Session session, Consumer<PresenceWatcher> what) {
        for (PresenceWatcher watcher : watchers) {
            try {
                what.accept(watcher);
            } catch (StoreException e) {
                LOG.warn(
                        "something that follows from the presence of {} is left out: {}",
                        session.jid(),
                        e.getMessage());
            } catch (RuntimeException e) {
                LOG.error("something that follows from the presence of {} has failed", session.jid(), e);
            }
        }
    }

    /** The end of availability, told by the client (§4.5.2). */
    private void unavailable(Incoming<Presence> in) {
        Session session = in.stanza().to() == null ? sessions.find(in.from()) : null;
        if (session == null) {
            in.yieldDefault();
            return;
        }
        boolean wasAvailable = session.isAvailable();
        leave(session, in.stanza());
        if (wasAvailable) {
            session.send(in.stanza().to(session.jid().bare()));
        }
        in.yieldResult();
    }

    /** The end of availability, told by the end of the stream (§4.5.2). */
    @Override
    public void ended(Session session) {
        leave(session, Presence.of(session.jid(), session.jid(), UNAVAILABLE));
    }

    private void leave(Session session, Presence last) {
        Jid owner = session.jid().bare();
        locks.with(owner, () -> {
            List<RosterItem> contacts =
                    session.isAvailable() ? rosters.get(owner).items() : List.of();
            boolean wasAvailable = session.isAvailable();
            session.presence(null);
            Session successor = sessions.find(session.jid());
            if (successor != null && !successor.equals(session) && successor.isAvailable()) {
                // Somebody else speaks for this address already (RFC 6120 §7.7.2.2).
                return;
            }
            if (wasAvailable) {
                broadcast(last, contacts);
                availability.send(last.to(owner));
            }
            Set<Jid> told = wasAvailable ? seenBy(contacts) : Set.of();
            for (Jid directed : session.attachment(DIRECTED).drain()) {
                if (!isTold(directed, told)) {
                    availability.send(last.to(directed));
                }
            }
        });
    }

    /** Whether the broadcast to a contact has reached somebody: it goes to those of his clients that are available. */
    private boolean isTold(Jid directed, Set<Jid> told) {
        Session client = sessions.find(directed);
        return told.contains(directed.bare()) && (client == null || client.isAvailable());
    }

    private void broadcast(Presence presence, List<RosterItem> contacts) {
        seenBy(contacts).forEach(contact -> availability.send(presence.to(contact)));
    }

    private static Set<Jid> seenBy(List<RosterItem> contacts) {
        return contacts.stream()
                .filter(Availability::isSeenByContact)
                .map(RosterItem::contact)
                .collect(Collectors.toSet());
    }

    /** Tells a new client who is there: the account's other clients, and the contacts by probes (§4.3.1). */
    private void discover(Session session, List<RosterItem> contacts) {
        Jid owner = session.jid().bare();
        availability.available(owner).stream().filter(s -> !s.equals(session)).forEach(s -> tell(session, s));
        for (RosterItem item : contacts) {
            Jid contact = item.contact();
            if (!Availability.seesContact(item)) {
                continue;
            }
            if (!hosts.serves(contact.domain())) {
                availability.send(Presence.of(owner, contact, PROBE));
                continue;
            }
            List<Session> there = availability.available(contact);
            if (!there.isEmpty() && maySee(owner, contact)) {
                there.forEach(s -> tell(session, s));
            }
        }
    }

    private static void tell(Session session, Session other) {
        Presence presence = other.presence();
        if (presence != null) {
            session.send(presence.from(other.jid()).to(session.jid().bare()));
        }
    }

    private boolean maySee(Jid watcher, Jid account) {
        return Availability.isSeenByContact(rosters.item(account, watcher));
    }

    /** A probe for an account of this server (§4.3.2). */
    private void probed(Incoming<Presence> in) {
        Jid to = in.stanza().to();
        if (to == null || to.local() == null || !hosts.serves(to.domain())) {
            in.yieldDefault();
            return;
        }
        Jid owner = to.bare();
        boolean own = in.from().bare().equals(owner);
        if (!own && !maySee(in.from().bare(), owner)) {
            availability.send(Presence.of(owner, in.from(), UNSUBSCRIBED));
        } else if (!availability.show(owner, in.from())) {
            availability.send(Presence.of(owner, in.from(), UNAVAILABLE));
        }
        in.yieldResult();
    }

    /** Presence for somebody in particular, who must hear of its end too (§4.6.3). */
    private void directed(Incoming<Presence> in) {
        Session session = sessions.find(in.from());
        Jid to = in.stanza().to();
        if (session != null && to != null) {
            DirectedPresence directed = session.attachment(DIRECTED);
            if (in.stanza().type() == UNAVAILABLE) {
                directed.remove(to);
            } else if (!directed.add(to)) {
                throw new StanzaErrorException(
                        Condition.RESOURCE_CONSTRAINT,
                        "this client has sent presence to " + DirectedPresence.LIMIT
                                + " addresses, which is the most there may be; send unavailable to some of them first");
            }
        }
        in.yieldDefault();
    }

    /**
     * A relay is there, perhaps again: it is told who of its contacts' accounts is available, and asked in return. May
     * block.
     *
     * @param domain what the relay serves
     * @param concerned whether this is about an account
     */
    public void relayAttached(String domain, Predicate<Jid> concerned) {
        Set<Jid> accounts = sessions.all().stream()
                .filter(Session::isAvailable)
                .map(s -> s.jid().bare())
                .filter(concerned)
                .collect(Collectors.toSet());
        for (Jid account : accounts) {
            try {
                introduce(account, domain);
            } catch (StoreException e) {
                LOG.warn("relay {} is not told of {}: {}", domain, account, e.getMessage());
            }
        }
    }

    private void introduce(Jid account, String domain) {
        for (RosterItem item : rosters.get(account).items()) {
            Jid contact = item.contact();
            if (!contact.domain().equals(domain)) {
                continue;
            }
            if (Availability.isSeenByContact(item)) {
                availability.show(account, contact);
            }
            if (Availability.seesContact(item)) {
                availability.send(Presence.of(account, contact, PROBE));
            }
        }
    }
}
