package org.wockd.core.session;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.jid.Jid;

/** Which clients are bound, by account. The default is {@link LocalSessions}: those of this process. */
public interface Sessions {

    /** Every bound session of an account, whether available or not; a snapshot. */
    List<Session> of(Jid account);

    /** The session bound to a full JID, null where there is none. */
    @Nullable
    Session find(Jid full);

    /**
     * Binds a session to its JID.
     *
     * @param first run after it is certain that the session is bound and before anybody can find it, so that what it sends
     *     is the first that the client sees; must not block
     * @return the session that was bound to it before, which is bound no more and must be closed by the caller with
     *     {@code conflict} (RFC 6120 §7.7.2.2); null where there was none
     * @throws TooManySessions where the account has as many as it may
     */
    @Nullable
    Session bind(Session session, Runnable first) throws TooManySessions;

    /** Binds a session that sends nothing first. */
    default @Nullable Session bind(Session session) throws TooManySessions {
        return bind(session, () -> {});
    }

    /** Unbinds a session; no error where it is not bound any more. */
    void unbind(Session session);

    /** How many sessions are bound in all. */
    int count();

    /** Every bound session; a snapshot. */
    List<Session> all();

    /** An account may not have one session more. */
    final class TooManySessions extends Exception {
        private static final long serialVersionUID = 1L;

        public TooManySessions(int limit) {
            super("this account has " + limit + " clients connected, which is the most it may have; close one first");
        }
    }
}
