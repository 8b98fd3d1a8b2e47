package org.wockd.core.account;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.core.store.Accounts;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;

/** Makes an account. */
public final class AccountCreation {
    private static final Logger LOG = LoggerFactory.getLogger(AccountCreation.class);

    private final Accounts accounts;
    private final AccountInvitation invitation;
    private final PasswordKeys keys;
    private final Counter created;

    AccountCreation(Accounts accounts, AccountInvitation invitation, PasswordKeys keys, MeterRegistry metrics) {
        this.accounts = accounts;
        this.invitation = invitation;
        this.keys = keys;
        this.created = metrics.counter("wockd.accounts.created");
    }

    /**
     * Makes it; blocks on the store.
     *
     * @param account a bare JID with a localpart, as {@link AccountNames} gives it
     * @param password as typed
     * @throws StanzaErrorException {@code not-acceptable} where the password cannot be one, {@code conflict} where there
     *     is such an account
     */
    public void create(Jid account, String password) {
        invitation.checkNotReserved(account);
        if (!accounts.create(account, keys.of(password))) {
            throw taken(account);
        }
        created.increment();
        LOG.info("the account {} was made", account);
    }

    static StanzaErrorException taken(Jid account) {
        return new StanzaErrorException(
                Condition.CONFLICT, "the account " + account + " exists already; choose another name");
    }
}
