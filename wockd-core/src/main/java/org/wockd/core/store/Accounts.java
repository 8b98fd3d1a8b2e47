package org.wockd.core.store;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.wockd.core.store.ScramKeys.Hash;
import org.wockd.protocol.jid.Jid;

/**
 * Who may log in, and with what.
 *
 * <p>A JID's resource is ignored everywhere; a JID without a localpart is no account. Every method may block on the
 * disk and throw {@link StoreException}; what it has returned from is durable.
 */
public interface Accounts {

    /**
     * Makes an account.
     *
     * @param keys by hash function, each under its own {@link ScramKeys#hash()}
     * @return false when the account exists; it is left as it is
     */
    boolean create(Jid jid, Map<Hash, ScramKeys> keys);

    /** Whether there is such an account. */
    boolean exists(Jid jid);

    /** The account, or null when there is none. */
    @Nullable
    Account account(Jid jid);

    /** The keys for one hash function, or null when there is no account or no keys for that function. */
    @Nullable
    ScramKeys keys(Jid jid, Hash hash);

    /**
     * Changes the password: exactly these keys are valid afterwards, those of every other hash function are gone.
     *
     * @return false when there is no such account
     */
    boolean setKeys(Jid jid, Map<Hash, ScramKeys> keys);

    /**
     * Notes a login, in milliseconds since 1970; an unknown account is no error. Completed when it is durable, with many
     * others: a login need not wait for that, and a full disk locks nobody out.
     */
    CompletableFuture<Void> loggedIn(Jid jid, long at);

    /**
     * Lets nobody log in to an account, or again everybody who knows the password; nothing else of it changes.
     *
     * @return false when there is no such account
     */
    boolean setDisabled(Jid jid, boolean disabled);

    /** How many accounts of a host are disabled. */
    long countDisabled(String host);

    /**
     * The accounts of a host that are disabled, ordered by localpart.
     *
     * @param limit how many at most, from 1
     */
    List<Account> listDisabled(String host, int limit);

    /**
     * Deletes an account with all that is stored for its owner (roster, requests, mailbox), in one transaction.
     *
     * @return false when there was none
     */
    boolean delete(Jid jid);

    /** How many accounts a host has. */
    long count(String host);

    /**
     * A page of a host's accounts, ordered by localpart.
     *
     * @param after the localpart that the previous page ended with, null for the first page
     * @param limit how many at most, from 1
     */
    List<Account> list(String host, @Nullable String after, int limit);

    /**
     * An account.
     *
     * @param jid its bare JID
     * @param createdAt in milliseconds since 1970
     * @param lastLoginAt in milliseconds since 1970, null when nobody ever logged in
     * @param disabledAt in milliseconds since 1970, null when it is not disabled
     */
    record Account(
            Jid jid,
            long createdAt,
            @Nullable Long lastLoginAt,
            @Nullable Long disabledAt) {

        /** Whether nobody may log in to it. */
        public boolean isDisabled() {
            return disabledAt != null;
        }
    }
}
