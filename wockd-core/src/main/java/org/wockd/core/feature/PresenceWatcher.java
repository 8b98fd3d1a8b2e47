package org.wockd.core.feature;

import org.jspecify.annotations.Nullable;
import org.wockd.core.session.Session;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.Presence;

/** Wants to know who is seen to be available. All calls may block; the client's stream waits for them. */
public interface PresenceWatcher {

    /**
     * A client becomes available or changes its presence, and nobody knows yet: what is sent to it now comes before
     * anything that others send because it is available.
     */
    default void coming(Session session, Presence presence) {}

    /** What was told by {@link #coming} has failed in the middle; parameters as those of {@link #came}. */
    default void stayedAway(Session session, @Nullable Presence before, Presence now) {}

    /**
     * A client has become available or changed its presence, and everybody knows.
     *
     * @param before its presence up to now, null where it was not available
     */
    default void came(Session session, @Nullable Presence before, Presence now) {}

    /** A contact may see the presence of an account from now on, and has been shown it. */
    default void shown(Jid owner, Jid contact) {}
}
