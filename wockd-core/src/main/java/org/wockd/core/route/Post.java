package org.wockd.core.route;

import java.util.List;
import org.wockd.core.session.Session;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.Message;

/** Takes messages to mailboxes, and keeps what accounts send. */
public interface Post {

    /** Keeps nothing, and delivers to clients that are there. */
    Post UNKEPT = new Post() {
        @Override
        public boolean isQuick(Message message, Jid owner, List<Session> clients) {
            return true;
        }

        @Override
        public void deliver(Message message, Jid owner, List<Session> clients) {
            clients.forEach(client -> client.send(message));
        }

        @Override
        public boolean isQuick(Message message) {
            return true;
        }

        @Override
        public void sent(Message message) {}
    };

    /** Whether {@link #deliver} returns without waiting for the store. */
    boolean isQuick(Message message, Jid owner, List<Session> clients);

    /**
     * Delivers a message to an account.
     *
     * @param clients those that get it at once; where there are none it waits, and the call returns when it is durable
     * @throws org.wockd.protocol.stanza.StanzaErrorException {@code service-unavailable} where there is no such account,
     *     {@code resource-constraint} where its mailbox is full
     */
    void deliver(Message message, Jid owner, List<Session> clients);

    /** Whether {@link #sent} returns without waiting for the store. */
    boolean isQuick(Message message);

    /** Keeps what the sender's account shall have of a message that goes elsewhere. */
    void sent(Message message);
}
