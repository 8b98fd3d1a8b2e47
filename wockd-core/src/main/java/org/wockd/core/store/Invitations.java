package org.wockd.core.store;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wockd.core.store.ScramKeys.Hash;
import org.wockd.protocol.jid.Jid;

/**
 * Invitations to make an account. Each is good for one, and known by a token, of which only a digest is kept.
 *
 * <p>Every method may block on the disk and throw {@link StoreException}; what it has returned from is durable.
 */
public interface Invitations {

    /**
     * Keeps an invitation.
     *
     * @param most how many open ones the same inviter may have
     * @throws LimitExceeded when it would be one more
     */
    void add(String token, Invitation invitation, int most);

    /** The invitation of a token; null where there is none, or it was used, or its time is over. */
    @Nullable
    Invitation find(String token);

    /** Whether an open invitation keeps this name for whom it invites. */
    boolean reserves(Jid account);

    /**
     * Makes an account and uses the invitation up, both or none. Its time is not looked at: it was when the token was
     * shown (XEP-0445 §4).
     *
     * @param keys of the account
     */
    Accepted accept(String token, Jid account, Map<Hash, ScramKeys> keys);

    /** What became of an acceptance. */
    enum Accepted {
        /** The account is made, the invitation used. */
        MADE,
        /** There is such an account; the invitation is still good. */
        TAKEN,
        /** Somebody else has used the invitation. */
        USED
    }

    /**
     * An invitation.
     *
     * @param host where the account will be
     * @param inviter who invites, a bare JID; null for the server itself
     * @param localpart the only name it is for, null where it is for any
     * @param befriends whether inviter and new account are put into each other's roster
     * @param expiresAt in milliseconds since 1970
     */
    record Invitation(
            String host, @Nullable Jid inviter, @Nullable String localpart, boolean befriends, long expiresAt) {}
}
