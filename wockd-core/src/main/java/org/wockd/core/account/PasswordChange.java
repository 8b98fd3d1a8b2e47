package org.wockd.core.account;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.core.store.Accounts;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.StanzaErrorException;

/** Changes the password of an account; who is logged in stays so. */
public final class PasswordChange {
    private static final Logger LOG = LoggerFactory.getLogger(PasswordChange.class);

    private final Accounts accounts;
    private final PasswordKeys keys;
    private final Counter changed;

    PasswordChange(Accounts accounts, PasswordKeys keys, MeterRegistry metrics) {
        this.accounts = accounts;
        this.keys = keys;
        this.changed = metrics.counter("wockd.accounts.passwords.changed");
    }

    /**
     * Changes it; blocks on the store.
     *
     * @param password as typed
     * @throws StanzaErrorException {@code not-acceptable} where the password cannot be one, {@code item-not-found} where
     *     there is no such account
     */
    public void change(Jid account, String password) {
        if (!accounts.setKeys(account, keys.of(password))) {
            throw AccountNames.unknown(account);
        }
        changed.increment();
        LOG.info("the password of {} was changed", account.bare());
    }
}
