package org.wockd.core.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.wockd.core.session.Session;
import org.wockd.core.session.Sessions;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.rule.Path;
import org.wockd.protocol.rule.Target;
import org.wockd.protocol.stanza.Iq;
import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.stanza.Presence;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaError;
import org.wockd.protocol.stanza.StanzaError.Condition;

/**
 * Decides where a stanza goes that no rule wanted: RFC 6120 §10 and RFC 6121 §8 as one table. It looks at who is there and
 * never at the store, so a decision does not block.
 *
 * <table>
 * <caption>Stanzas for an account of a host served here (RFC 6121 §8.5)</caption>
 * <tr><th></th><th>bare JID, somebody available</th><th>bare JID, nobody</th><th>full JID, there</th><th>full JID, not
 * there</th></tr>
 * <tr><td>message chat</td><td>all of the highest priority</td><td>mailbox</td><td>it</td><td>as bare JID</td></tr>
 * <tr><td>message normal</td><td>all of the highest priority</td><td>mailbox</td><td>it</td><td>refused</td></tr>
 * <tr><td>message headline</td><td>all available</td><td>dropped</td><td>it</td><td>dropped</td></tr>
 * <tr><td>message groupchat</td><td>refused</td><td>refused</td><td>it</td><td>refused</td></tr>
 * <tr><td>message error</td><td>dropped</td><td>dropped</td><td>it</td><td>dropped</td></tr>
 * <tr><td>presence available, unavailable</td><td>all available</td><td>dropped</td><td>it</td><td>dropped</td></tr>
 * <tr><td>iq get, set</td><td>refused</td><td>refused</td><td>it</td><td>refused</td></tr>
 * <tr><td>iq result, error</td><td>dropped</td><td>dropped</td><td>it</td><td>dropped</td></tr>
 * </table>
 */
public final class Router implements Path.Otherwise {
    private final Target.Hosts hosts;
    private final Sessions sessions;
    private final Relays relays;
    private final Post post;

    public Router(Target.Hosts hosts, Sessions sessions, Relays relays, Post post) {
        this.hosts = hosts;
        this.sessions = sessions;
        this.relays = relays;
        this.post = post;
    }

    /**
     * Sends a stanza on its way that the server itself made; errors of the way are the caller's.
     *
     * @throws org.wockd.protocol.stanza.StanzaErrorException where nobody takes it
     */
    public void send(Stanza stanza) {
        decide(stanza).go();
    }

    @Override
    public Route decide(Stanza stanza) {
        Jid to = stanza.to();
        if (to == null) {
            // Only a rule can act for the sender's own account (RFC 6120 §10.3).
            return nobody(stanza, Condition.SERVICE_UNAVAILABLE, "the server has nothing that answers this");
        }
        if (!hosts.serves(to.domain())) {
            Relays.Relay relay = relays.find(to.domain());
            return relay == null
                    ? nobody(stanza, Condition.REMOTE_SERVER_NOT_FOUND, "no relay is configured for " + to.domain())
                    : new Route.ToRelay(stanza, relay, post);
        }
        if (to.local() == null) {
            return nobody(stanza, Condition.SERVICE_UNAVAILABLE, to.domain() + " has nothing that answers this");
        }
        Session session = to.resource() == null ? null : sessions.find(to);
        if (session == null) {
            return account(stanza, to);
        }
        return stanza instanceof Message message && isMail(message)
                ? new Route.ToMailbox(message, to.bare(), List.of(session), post)
                : new Route.ToSession(stanza, List.of(session));
    }

    /** What one client gets and others may have to hear of: an error is the answer to what they have seen being sent. */
    private static boolean isMail(Message message) {
        return switch (message.type()) {
            case NORMAL, CHAT, ERROR -> true;
            case GROUPCHAT, HEADLINE -> false;
        };
    }

    private Route account(Stanza stanza, Jid to) {
        return switch (stanza) {
            case Message message -> message(message, to);
            case Presence presence ->
                to.resource() == null
                                && (presence.type() == Presence.Type.AVAILABLE
                                        || presence.type() == Presence.Type.UNAVAILABLE)
                        ? clients(presence, available(to))
                        : new Route.Dropped("nobody is there");
            case Iq iq -> nobody(iq, Condition.SERVICE_UNAVAILABLE, "nobody is there who could answer this");
        };
    }

    private Route message(Message message, Jid to) {
        if (message.type() == Message.Type.NORMAL && to.resource() != null) {
            // Only a chat follows its person to another client (§8.5.3.2.1).
            return nobody(message, Condition.SERVICE_UNAVAILABLE, "this client is not there; write to " + to.bare());
        }
        return switch (message.type()) {
            case NORMAL, CHAT -> new Route.ToMailbox(message, to.bare(), best(to), post);
            case HEADLINE ->
                to.resource() == null ? clients(message, willing(to)) : new Route.Dropped("nobody is there");
            case GROUPCHAT -> nobody(message, Condition.SERVICE_UNAVAILABLE, "an account is not a room");
            case ERROR -> new Route.Dropped("an error for somebody who is not there");
        };
    }

    private static Route clients(Stanza stanza, List<Session> sessions) {
        return sessions.isEmpty() ? new Route.Dropped("nobody is there") : new Route.ToSession(stanza, sessions);
    }

    private List<Session> available(Jid to) {
        return sessions.of(to.bare()).stream().filter(Session::isAvailable).toList();
    }

    /** The clients that want messages: a negative priority says that they do not (RFC 6121 §8.5.2.1). */
    private List<Session> willing(Jid to) {
        List<Session> willing = new ArrayList<>();
        for (Session session : sessions.of(to.bare())) {
            if (session.priority() >= 0) {
                willing.add(session);
            }
        }
        return willing;
    }

    /** The willing clients of the highest priority. */
    private List<Session> best(Jid to) {
        List<Session> willing = willing(to);
        if (willing.size() < 2) {
            return willing;
        }
        int highest = willing.stream()
                .max(Comparator.comparingInt(Session::priority))
                .orElseThrow()
                .priority();
        return willing.stream().filter(s -> s.priority() == highest).toList();
    }

    private static Route nobody(Stanza stanza, Condition condition, String text) {
        return stanza.isError() || (stanza instanceof Iq iq && !iq.isRequest())
                ? new Route.Dropped(text)
                : new Route.ToNobody(StanzaError.of(condition, text));
    }
}
