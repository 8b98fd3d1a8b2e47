package org.wockd.core.xep;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wockd.core.route.Router;
import org.wockd.core.session.Session;
import org.wockd.core.session.Sessions;
import org.wockd.core.store.RosterItem;
import org.wockd.core.store.RosterItem.Subscription;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.Presence;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaErrorException;

/** Tells one contact of the presence of an account's clients. */
final class Availability {
    private final Sessions sessions;
    private final Router router;

    Availability(Sessions sessions, Router router) {
        this.sessions = sessions;
        this.router = router;
    }

    static boolean seesContact(@Nullable RosterItem item) {
        return item != null && (item.subscription() == Subscription.TO || item.subscription() == Subscription.BOTH);
    }

    static boolean isSeenByContact(@Nullable RosterItem item) {
        return item != null && (item.subscription() == Subscription.FROM || item.subscription() == Subscription.BOTH);
    }

    /** The clients of an account that are available. */
    List<Session> available(Jid owner) {
        return sessions.of(owner.bare()).stream().filter(Session::isAvailable).toList();
    }

    /**
     * Sends the presence of every available client.
     *
     * @return false where there is none
     */
    boolean show(Jid owner, Jid contact) {
        boolean any = false;
        for (Session session : available(owner)) {
            Presence presence = session.presence();
            if (presence != null) {
                send(presence.from(session.jid()).to(contact));
                any = true;
            }
        }
        return any;
    }

    /** Tells that every available client is unavailable, since the contact may not know any more. */
    void hide(Jid owner, Jid contact) {
        available(owner).forEach(s -> send(Presence.of(s.jid(), contact, Presence.Type.UNAVAILABLE)));
    }

    /** Sends something that nobody asked for: where it cannot go nobody is told. */
    void send(Stanza stanza) {
        try {
            router.send(stanza);
        } catch (StanzaErrorException e) {
            // A contact whose relay is gone or full is told when the relay is back.
            return;
        }
    }
}
