package org.wockd.core.store;

import java.util.Set;
import org.wockd.protocol.jid.Jid;

/** Lists of addresses that administrators edit. Every method may block on the disk and throw {@link StoreException}. */
public interface ServiceLists {

    /** The most addresses of one list. */
    int MOST = 1_000;

    /** Which lists there are. */
    enum Name {
        /** Accounts that administer this server, beside those whom the configuration names. */
        ADMINS,
        /** Who may not communicate with anybody here. */
        BLOCKED,
        /** Who may communicate with people here; everybody where there is nobody on it. */
        ALLOWED
    }

    /** The addresses of a list, in the order of their texts. */
    Set<Jid> get(Name list);

    /**
     * Sets a list; durable when it returns.
     *
     * @throws LimitExceeded where there are more than {@value #MOST}
     */
    void set(Name list, Set<Jid> jids);
}
