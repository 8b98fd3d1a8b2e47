package org.wockd.core.xep;

import static org.wockd.protocol.rule.Target.HOST;
import static org.wockd.protocol.rule.Target.SELF;
import static org.wockd.protocol.stanza.Iq.Type.GET;
import static org.wockd.protocol.stanza.Iq.Type.SET;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wockd.core.feature.Feature;
import org.wockd.core.feature.Refusals;
import org.wockd.core.session.Session;
import org.wockd.core.session.Sessions;
import org.wockd.core.store.RosterItem;
import org.wockd.core.store.Rosters;
import org.wockd.core.store.Rosters.Push;
import org.wockd.core.store.Rosters.Roster;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.jid.JidException;
import org.wockd.protocol.rule.Incoming;
import org.wockd.protocol.rule.Rules;
import org.wockd.protocol.rule.Target;
import org.wockd.protocol.stanza.Iq;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.xep.Spec;
import org.wockd.protocol.xml.Node;

/** The roster (RFC 6121 §2): get with versions, set, remove. Who else changes rosters uses {@link Contacts}. */
final class Rfc6121Roster implements Feature {
    private static final String NAMESPACE = Contacts.NAMESPACE;

    private final Rosters rosters;
    private final Sessions sessions;
    private final Contacts contacts;
    private final Rfc6121Subscriptions subscriptions;

    Rfc6121Roster(Rosters rosters, Sessions sessions, Contacts contacts, Rfc6121Subscriptions subscriptions) {
        this.rosters = rosters;
        this.sessions = sessions;
        this.contacts = contacts;
        this.subscriptions = subscriptions;
    }

    @Override
    public Spec spec() {
        return Spec.rfc("RFC 6121 §2", "Managing the Roster");
    }

    @Override
    public List<Node> streamFeatures() {
        // §2.6.1
        return List.of(Node.of("urn:xmpp:features:rosterver", "ver"));
    }

    @Override
    public List<String> hostFeatures() {
        return List.of(NAMESPACE);
    }

    @Override
    public void rules(Rules rules) {
        rules.iq(GET).name(NAMESPACE, "query").to(SELF).then(Refusals.answered(this::get));
        rules.iq(SET).name(NAMESPACE, "query").to(SELF).then(Refusals.answered(this::set));
        rules.iq().name(NAMESPACE, "query").to(HOST, Target.ACCOUNT).quickly(Rfc6121Roster::foreign);
    }

    /** §2.1.5, §2.3.3: a roster is its owner's alone. */
    private static void foreign(Incoming<Iq> in) {
        throw new StanzaErrorException(
                Condition.FORBIDDEN, "a roster is open to its owner alone; ask without 'to' for your own");
    }

    private void get(Incoming<Iq> in) {
        Jid owner = in.from().bare();
        Session session = sessions.find(in.from());
        String version = in.payload().attribute("ver");
        contacts.subscribe(owner, session, () -> {
            List<Push> changes = changesSince(owner, version);
            if (changes == null) {
                in.yieldResult(whole(rosters.get(owner), version != null));
                return;
            }
            // §2.6.3: an empty result, then the changes one by one.
            in.yieldResult();
            if (session != null) {
                changes.forEach(change -> session.send(Contacts.push(change).to(session.jid())));
            }
        });
    }

    private @Nullable List<Push> changesSince(Jid owner, @Nullable String version) {
        if (version == null) {
            return null;
        }
        try {
            return rosters.changesSince(owner, Long.parseLong(version));
        } catch (NumberFormatException e) {
            // Also the empty version, with which a client says that it has none yet (§2.6.2).
            return null;
        }
    }

    private static Node whole(Roster roster, boolean versioned) {
        return Node.of(NAMESPACE, "query")
                .with("ver", versioned ? Long.toString(roster.version()) : null)
                .plus(roster.items().stream().map(Contacts::item).toList());
    }

    private void set(Incoming<Iq> in) {
        Jid owner = in.from().bare();
        Node item = onlyItem(in.payload());
        Jid contact = contact(item);
        if (contact.equals(owner)) {
            throw new StanzaErrorException(Condition.NOT_ALLOWED, "your own address cannot be a contact of yours");
        }
        if ("remove".equals(item.attribute("subscription"))) {
            if (!subscriptions.remove(owner, contact)) {
                throw new StanzaErrorException(Condition.ITEM_NOT_FOUND, contact + " is not in your roster");
            }
        } else {
            String name = item.attribute("name");
            List<String> groups = groups(item);
            contacts.change(owner, contact, before -> named(before, contact, name, groups));
        }
        in.yieldResult();
    }

    /** All but name and groups is the server's (§2.1.2). */
    private static RosterItem named(
            @Nullable RosterItem before, Jid contact, @Nullable String name, List<String> groups) {
        return before == null
                ? new RosterItem(contact, name, RosterItem.Subscription.NONE, false, false, groups)
                : new RosterItem(contact, name, before.subscription(), before.ask(), before.approved(), groups);
    }

    private static Node onlyItem(Node query) {
        List<Node> items = query.children(NAMESPACE, "item");
        if (items.size() != 1) {
            throw new StanzaErrorException(
                    Condition.BAD_REQUEST,
                    "a roster set has exactly one item, this one has " + items.size() + "; send one for each");
        }
        return items.getFirst();
    }

    private static Jid contact(Node item) {
        String jid = item.attribute("jid");
        if (jid == null) {
            throw new StanzaErrorException(Condition.BAD_REQUEST, "a roster item needs the contact's address in 'jid'");
        }
        try {
            return Jid.parse(jid).bare();
        } catch (JidException e) {
            throw new StanzaErrorException(Condition.JID_MALFORMED, String.valueOf(e.getMessage()));
        }
    }

    private static List<String> groups(Node item) {
        List<String> groups = new ArrayList<>();
        for (Node group : item.children(NAMESPACE, "group")) {
            if (group.text().isEmpty()) {
                throw new StanzaErrorException(Condition.NOT_ACCEPTABLE, "the name of a group is empty; give it one");
            }
            groups.add(group.text());
        }
        if (new HashSet<>(groups).size() < groups.size()) {
            throw new StanzaErrorException(Condition.BAD_REQUEST, "a group is named twice; name each once");
        }
        return groups;
    }
}
