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
        public boolean isQuick(Message message, boolean kept) {
            return true;
        }

        @Override
        public Relays.Beside beside(Message message) {
            return Relays.Beside.NOTHING;
        }

        @Override
        public void sent(Message message, long copy) {}
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

    /**
     * Whether {@link #beside} returns without waiting for the store.
     *
     * @param kept whether the message is kept for whom it goes to: then its sender may go on before it is there only where
     *     nobody is told that it is dealt with, and he keeps nothing of it
     */
    boolean isQuick(Message message, boolean kept);

    /** What the sender's account shall keep of a message that goes elsewhere. */
    Relays.Beside beside(Message message);

    /**
     * A message has gone elsewhere.
     *
     * @param copy its row in the sender's archive, 0 where it is not there
     */
    void sent(Message message, long copy);
}
