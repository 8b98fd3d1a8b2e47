package org.wockd.core.account;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.core.session.Session;
import org.wockd.core.session.Sessions;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.Content;
import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.stanza.Presence;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.stream.StreamError;
import org.wockd.protocol.xml.Namespaces;
import org.wockd.protocol.xml.Node;

/** Tells who is connected, and does something with them. Never blocks. */
public final class OnlineSessions {
    private static final Logger LOG = LoggerFactory.getLogger(OnlineSessions.class);

    private final Sessions sessions;

    OnlineSessions(Sessions sessions) {
        this.sessions = sessions;
    }

    /** The accounts of a host that are connected, by name. */
    public List<Jid> users(String host) {
        return users(host, session -> true);
    }

    /** Those of them of whom some client does not say that its user is away. */
    public List<Jid> active(String host) {
        return users(host, session -> !isAway(session));
    }

    /** Those of them of whom all clients say that their user is away. */
    public List<Jid> idle(String host) {
        Set<Jid> active = Set.copyOf(active(host));
        return users(host).stream().filter(user -> !active.contains(user)).toList();
    }

    /** RFC 6121 §4.7.2.1 */
    private static boolean isAway(Session session) {
        Presence presence = session.presence();
        Node show = presence == null ? null : presence.content().child(Namespaces.CLIENT, "show");
        return show != null && (show.text().equals("away") || show.text().equals("xa"));
    }

    private List<Jid> users(String host, Predicate<Session> some) {
        return sessions.all().stream()
                .filter(session -> session.jid().domain().equals(host) && some.test(session))
                .map(session -> session.jid().bare())
                .distinct()
                .sorted(Comparator.comparing(Jid::toString))
                .toList();
    }

    /** The clients of an account that are connected. */
    public List<Session> of(Jid account) {
        return sessions.of(account.bare());
    }

    /**
     * Ends streams; who is meant may log in again.
     *
     * @param jid of one client, or of an account for all of its clients
     * @throws StanzaErrorException {@code item-not-found} where nobody is connected
     */
    public void end(Jid jid) {
        List<Session> all = sessions.of(jid.bare()).stream()
                .filter(session -> jid.isBare() || session.jid().equals(jid))
                .toList();
        if (all.isEmpty()) {
            throw new StanzaErrorException(Condition.ITEM_NOT_FOUND, jid + " is not connected");
        }
        all.forEach(session -> session.close(StreamError.POLICY_VIOLATION, "an administrator has ended this session"));
        LOG.info("{} sessions of {} were ended", all.size(), jid);
    }

    /**
     * Sends a message to every client that is connected to a host.
     *
     * @return how many they are
     */
    public int announce(String host, String text) {
        Content content = Content.of(Node.of(Namespaces.CLIENT, "body").plus(text));
        int told = 0;
        for (Session session : sessions.all()) {
            if (session.jid().domain().equals(host)) {
                session.send(new Message(Jid.domain(host), session.jid(), null, Message.Type.HEADLINE, null, content));
                told++;
            }
        }
        return told;
    }
}
