package org.wockd.core.mail;

import java.util.Collection;
import org.wockd.core.session.Session;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.Message;

/** Lets the other clients of an account see what one of them sends and gets. Nothing here may block. */
public interface Copies {

    /** Nobody sees anything. */
    Copies NONE = new Copies() {
        @Override
        public void received(Message message, Jid owner, Collection<Session> direct) {}

        @Override
        public void sent(Message message, Jid owner, Collection<Session> direct) {}
    };

    /** A message came for some clients of the owner; these have got it. */
    void received(Message message, Jid owner, Collection<Session> direct);

    /** A client of the owner has sent a message; these have got it or need not. */
    void sent(Message message, Jid owner, Collection<Session> direct);
}
