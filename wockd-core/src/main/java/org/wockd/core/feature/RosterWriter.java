package org.wockd.core.feature;

import org.wockd.core.store.Rosters;
import org.wockd.protocol.jid.Jid;

/** Changes rosters for others than their owners, and tells the owners' clients. */
public interface RosterWriter {

    /**
     * Changes one item and pushes it to the owner's interested clients (RFC 6121 §2.1.6). Blocks on the store.
     *
     * <p>Only the roster is changed: no presence goes out to the contact because of it.
     *
     * @param edit pure, see {@link Rosters#update}
     * @throws org.wockd.core.store.LimitExceeded when the new item is one too many or too long
     * @throws org.wockd.core.store.StoreException when the store cannot
     */
    void change(Jid owner, Jid contact, Rosters.Edit edit);
}
