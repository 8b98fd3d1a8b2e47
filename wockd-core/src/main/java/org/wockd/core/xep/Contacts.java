package org.wockd.core.xep;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.wockd.core.feature.Locks;
import org.wockd.core.feature.RosterWriter;
import org.wockd.core.session.Attachment;
import org.wockd.core.session.Session;
import org.wockd.core.session.Sessions;
import org.wockd.core.store.RosterItem;
import org.wockd.core.store.Rosters;
import org.wockd.core.store.Rosters.Push;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.Content;
import org.wockd.protocol.stanza.Iq;
import org.wockd.protocol.xml.Name;
import org.wockd.protocol.xml.Node;

/**
 * The one place where rosters change, so that each interested client is pushed every change, in the order of versions.
 * A client is interested from its first request for the roster on (RFC 6121 §2.2).
 */
final class Contacts implements RosterWriter {
    static final String NAMESPACE = "jabber:iq:roster";

    private static final Attachment<AtomicBoolean> INTERESTED = new Attachment<>(
            AtomicBoolean::new,
            Name.of(NAMESPACE, "interested"),
            interested -> interested.get() ? Node.of(NAMESPACE, "interested") : null,
            _ -> new AtomicBoolean(true));

    private final Rosters rosters;
    private final Sessions sessions;
    private final Locks locks = new Locks();

    Contacts(Rosters rosters, Sessions sessions) {
        this.rosters = rosters;
        this.sessions = sessions;
    }

    @Override
    public void change(Jid owner, Jid contact, Rosters.Edit edit) {
        update(owner, contact, edit);
    }

    /** Changes an item as {@link #change} does, and tells what it did. */
    Rosters.Change update(Jid owner, Jid contact, Rosters.Edit edit) {
        return locks.with(owner.bare(), () -> {
            Rosters.Change change = rosters.update(owner, contact, edit);
            Push push = change.push();
            if (push != null) {
                interested(owner).forEach(session -> session.send(push(push).to(session.jid())));
            }
            return change;
        });
    }

    /** The clients that are pushed changes of their account's roster. */
    List<Session> interested(Jid owner) {
        return sessions.of(owner.bare()).stream()
                .filter(s -> s.attachment(INTERESTED).get())
                .toList();
    }

    /**
     * Does something while the owner's roster does not change; the session is interested from then on.
     *
     * @param session null where the one who asks is not here any more
     */
    void subscribe(Jid owner, @Nullable Session session, Runnable action) {
        locks.with(owner.bare(), () -> {
            if (session != null) {
                session.attachment(INTERESTED).set(true);
            }
            action.run();
        });
    }

    /** A roster push, still to nobody. Its id is unique in a stream, since versions are. */
    static Iq push(Push push) {
        Node item = switch (push) {
            case Push.Changed(long version, RosterItem changed) -> item(changed);
            case Push.Removed(long version, Jid contact) ->
                Node.of(NAMESPACE, "item").with("jid", contact.toString()).with("subscription", "remove");
        };
        Node query = Node.of(NAMESPACE, "query").with("ver", push.version()).plus(item);
        return new Iq(null, null, "push-" + push.version(), Iq.Type.SET, null, Content.of(query));
    }

    /** An item as it is shown to its owner (RFC 6121 §2.1.2). */
    static Node item(RosterItem item) {
        return Node.of(NAMESPACE, "item")
                .with("jid", item.contact().toString())
                .with("name", item.name())
                .with("subscription", item.subscription().attribute())
                .with("ask", item.ask() ? "subscribe" : null)
                .with("approved", item.approved() ? "true" : null)
                .plus(item.groups().stream()
                        .map(group -> Node.of(NAMESPACE, "group").plus(group))
                        .toList());
    }
}
