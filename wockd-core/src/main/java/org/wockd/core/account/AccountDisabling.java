package org.wockd.core.account;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.core.session.Sessions;
import org.wockd.core.store.Accounts;
import org.wockd.core.store.Accounts.Account;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.stream.StreamError;

/** Shuts people out of their accounts for a time; what is kept for them stays, and what comes for them waits. */
public final class AccountDisabling {
    private static final Logger LOG = LoggerFactory.getLogger(AccountDisabling.class);

    private final Accounts accounts;
    private final Sessions sessions;

    AccountDisabling(Accounts accounts, Sessions sessions) {
        this.accounts = accounts;
        this.sessions = sessions;
    }

    /**
     * Ends the streams of an account and lets nobody log in to it any more; blocks on the store.
     *
     * @throws StanzaErrorException {@code item-not-found} where there is no such account
     */
    public void disable(Jid account) {
        set(account, true);
        // A client that is just being bound looks once more after that, so it is found here or turns away itself.
        sessions.of(account.bare())
                .forEach(session -> session.close(StreamError.NOT_AUTHORIZED, "this account was disabled"));
    }

    /**
     * Lets who knows the password log in again; blocks on the store.
     *
     * @throws StanzaErrorException {@code item-not-found} where there is no such account
     */
    public void enable(Jid account) {
        set(account, false);
    }

    private void set(Jid account, boolean disabled) {
        if (!accounts.setDisabled(account, disabled)) {
            throw AccountNames.unknown(account);
        }
        LOG.info("the account {} was {}", account.bare(), disabled ? "disabled" : "enabled");
    }

    /** How many accounts of a host are disabled; blocks on the store. */
    public long count(String host) {
        return accounts.countDisabled(host);
    }

    /** The first disabled accounts of a host by name, at most so many; blocks on the store. */
    public List<Account> first(String host, int most) {
        return accounts.listDisabled(host, most);
    }
}
