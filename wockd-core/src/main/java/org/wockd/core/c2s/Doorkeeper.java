package org.wockd.core.c2s;

import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.core.store.Accounts;
import org.wockd.protocol.jid.Jid;

/** Lets people in who have shown that they know the password, unless their account is closed. */
final class Doorkeeper {
    private static final Logger LOG = LoggerFactory.getLogger(Doorkeeper.class);

    private final Accounts accounts;
    private final InstantSource clock;

    Doorkeeper(Accounts accounts, InstantSource clock) {
        this.accounts = accounts;
        this.clock = clock;
    }

    /**
     * Looks at the account, and notes the login, which is not waited for: a full disk locks nobody out. Blocks on the store.
     *
     * @return false where the account is disabled, or was removed since the password was looked up
     */
    boolean letsIn(Jid jid) {
        Accounts.Account account = accounts.account(jid);
        if (account == null || account.isDisabled()) {
            LOG.info("{} is disabled, and was turned away", jid.bare());
            return false;
        }
        var _ = accounts.loggedIn(jid, clock.millis()).exceptionally(failure -> {
            LOG.debug("when {} logged in is not noted: {}", jid.bare(), failure.getMessage());
            return null;
        });
        return true;
    }
}
