package org.wockd.core.feature;

import org.wockd.protocol.jid.Jid;

/** Takes an account out of the rosters of others, before it is deleted. */
@FunctionalInterface
public interface Farewell {

    /**
     * Takes back every subscription of an account: its contacts are told that it is unavailable, and unsubscribed from
     * and to (RFC 6121 §2.5.2); who waits for an answer is refused. Blocks on the store.
     *
     * @throws org.wockd.core.store.StoreException when the store cannot; what was taken back before stays so
     */
    void leave(Jid owner);
}
