package org.wockd.core.route;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.wockd.core.session.Session;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.rule.Path;
import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaError;
import org.wockd.protocol.stanza.StanzaErrorException;

/** Where the router sends a stanza. */
public sealed interface Route extends Path.Way {

    /** To clients that are there. A message to several is kept only where none of them could be given it. */
    record ToSession(Stanza stanza, List<Session> sessions) implements Route {
        @Override
        public boolean isQuick() {
            return true;
        }

        @Override
        public void go() {
            if (sessions.size() == 1 || !(stanza instanceof Message)) {
                sessions.forEach(session -> session.send(stanza));
                return;
            }
            AtomicInteger left = new AtomicInteger(sessions.size());
            for (Session session : sessions) {
                session.send(stanza, () -> {}, () -> {
                    if (left.decrementAndGet() == 0) {
                        // Nobody has got it. This stream is over too, so its mailbox takes the message.
                        session.send(stanza);
                    }
                });
            }
        }
    }

    /** To a relay, or to what waits for it while it is away. */
    record ToRelay(Stanza stanza, Relays.Relay relay) implements Route {
        @Override
        public boolean isQuick() {
            return relay.isQuick();
        }

        @Override
        public void go() {
            relay.send(stanza);
        }
    }

    /** To the mailbox of an account none of whose clients can take it. */
    record ToMailbox(Message message, Jid owner, Post post) implements Route {
        @Override
        public boolean isQuick() {
            return false;
        }

        @Override
        public void go() {
            post.put(message, owner);
        }
    }

    /** To nobody: it is refused, or dropped where it must not be answered. */
    record ToNobody(StanzaError error) implements Route {
        @Override
        public boolean isQuick() {
            return true;
        }

        @Override
        public void go() {
            throw new StanzaErrorException(error);
        }
    }

    /** To nobody, and nobody is told. */
    record Dropped(String why) implements Route {
        @Override
        public boolean isQuick() {
            return true;
        }

        @Override
        public void go() {}
    }
}
