package org.wockd.core.account;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.core.feature.Farewell;
import org.wockd.core.session.Sessions;
import org.wockd.core.store.Accounts;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.stream.StreamError;

/** Deletes an account with all that is kept for it, takes it out of the rosters of others, and ends its streams. */
public final class AccountRemoval {
    private static final Logger LOG = LoggerFactory.getLogger(AccountRemoval.class);

    private final Accounts accounts;
    private final Sessions sessions;
    private final Farewell farewell;
    private final Counter removed;

    AccountRemoval(Accounts accounts, Sessions sessions, Farewell farewell, MeterRegistry metrics) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.farewell = farewell;
        this.removed = metrics.counter("wockd.accounts.removed");
    }

    /**
     * Deletes it; blocks on the store.
     *
     * @param told answers who asked: when the account is gone, and before its streams end
     * @throws StanzaErrorException {@code item-not-found} where there is no such account
     */
    public void remove(Jid account, Runnable told) {
        if (!accounts.exists(account)) {
            throw AccountNames.unknown(account);
        }
        farewell.leave(account.bare());
        accounts.delete(account);
        removed.increment();
        LOG.info("the account {} was removed", account.bare());
        told.run();
        // XEP-0077 §3.2
        sessions.of(account.bare())
                .forEach(session -> session.close(StreamError.NOT_AUTHORIZED, "this account was removed"));
    }
}
