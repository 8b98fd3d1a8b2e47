package org.wockd.core.route;

import java.util.List;
import org.wockd.core.session.Session;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.rule.Path;
import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaError;
import org.wockd.protocol.stanza.StanzaErrorException;

/** Where the router sends a stanza. */
public sealed interface Route extends Path.Way {

    /** To clients that are there, and nowhere else. */
    record ToSession(Stanza stanza, List<Session> sessions) implements Route {
        @Override
        public boolean isQuick() {
            return true;
        }

        @Override
        public void go() {
            sessions.forEach(session -> session.send(stanza));
        }
    }

    /** To a relay, or to what waits for it while it is away. */
    record ToRelay(Stanza stanza, Relays.Relay relay, Post post) implements Route {
        @Override
        public boolean isQuick() {
            return relay.isQuick(stanza)
                    && (!(stanza instanceof Message message) || post.isQuick(message, relay.keeps(message)));
        }

        @Override
        public void go() {
            if (stanza instanceof Message message) {
                post.sent(message, relay.send(message, post.beside(message)));
            } else {
                relay.send(stanza);
            }
        }
    }

    /** To the mailbox of an account, and to those of its clients that are there for it. */
    record ToMailbox(Message message, Jid owner, List<Session> clients, Post post) implements Route {
        @Override
        public boolean isQuick() {
            return post.isQuick(message, owner, clients);
        }

        @Override
        public void go() {
            post.deliver(message, owner, clients);
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
