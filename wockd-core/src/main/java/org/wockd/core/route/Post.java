package org.wockd.core.route;

import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.Message;

/** Puts messages into mailboxes. */
public interface Post {

    /**
     * Stores a message and returns when it is durable.
     *
     * @throws org.wockd.protocol.stanza.StanzaErrorException {@code service-unavailable} where there is no such account,
     *     {@code resource-constraint} where its mailbox is full
     */
    void put(Message message, Jid owner);
}
