package org.wockd.core.xep;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.wockd.core.feature.Feature;
import org.wockd.core.mail.Copies;
import org.wockd.core.mail.Worth;
import org.wockd.core.session.Attachment;
import org.wockd.core.session.Session;
import org.wockd.core.session.Sessions;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.rule.Incoming;
import org.wockd.protocol.rule.Rules;
import org.wockd.protocol.rule.Target;
import org.wockd.protocol.stanza.Content;
import org.wockd.protocol.stanza.Iq;
import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.xep.Spec;
import org.wockd.protocol.xml.Name;
import org.wockd.protocol.xml.Namespaces;
import org.wockd.protocol.xml.Node;

/** Message carbons: a client that asks for it sees what the account's other clients send and get. */
final class Xep0280Carbons implements Feature, Copies {
    private static final String NAMESPACE = "urn:xmpp:carbons:2";
    private static final String FORWARD = "urn:xmpp:forward:0";

    private static final Attachment<AtomicBoolean> ENABLED = new Attachment<>(
            AtomicBoolean::new,
            Name.of(NAMESPACE, "enabled"),
            enabled -> enabled.get() ? Node.of(NAMESPACE, "enabled") : null,
            _ -> new AtomicBoolean(true));

    /** What a message without a body is copied for (§6.1). */
    private static final Set<String> COPIED = Set.of(
            "http://jabber.org/protocol/chatstates",
            "urn:xmpp:receipts",
            "urn:xmpp:chat-markers:0",
            "http://jabber.org/protocol/muc#user",
            "jabber:x:conference");

    private final Sessions sessions;

    Xep0280Carbons(Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public Spec spec() {
        return new Spec("XEP-0280", "Message Carbons", "1.0.1");
    }

    @Override
    public List<String> hostFeatures() {
        // The second one says that the rules of §6.1 are followed.
        return List.of(NAMESPACE, "urn:xmpp:carbons:rules:0");
    }

    @Override
    public List<String> accountFeatures() {
        return hostFeatures();
    }

    @Override
    public void rules(Rules rules) {
        rules.iq(Iq.Type.SET).name(NAMESPACE, "enable").to(Target.SELF).quickly(in -> set(in, true));
        rules.iq(Iq.Type.SET).name(NAMESPACE, "disable").to(Target.SELF).quickly(in -> set(in, false));
        rules.iq(Iq.Type.SET).name(NAMESPACE, "enable").to(Target.ACCOUNT).quickly(Xep0280Carbons::foreign);
        rules.iq(Iq.Type.SET).name(NAMESPACE, "disable").to(Target.ACCOUNT).quickly(Xep0280Carbons::foreign);
    }

    private void set(Incoming<Iq> in, boolean enabled) {
        Session session = sessions.find(in.from());
        if (session != null) {
            session.attachment(ENABLED).set(enabled);
        }
        in.yieldResult();
    }

    private static void foreign(Incoming<Iq> in) {
        throw new StanzaErrorException(Condition.FORBIDDEN, "copies are for the clients of one's own account");
    }

    @Override
    public void received(Message message, Jid owner, Collection<Session> direct) {
        copy(message, "received", owner, direct);
    }

    @Override
    public void sent(Message message, Jid owner, Collection<Session> direct) {
        copy(message, "sent", owner, direct);
    }

    private void copy(Message message, String direction, Jid owner, Collection<Session> direct) {
        List<Session> all = sessions.of(owner.bare());
        if (all.isEmpty() || !isCopied(message)) {
            return;
        }
        for (Session session : all) {
            if (!direct.contains(session) && session.attachment(ENABLED).get()) {
                session.send(wrapped(message, direction, owner.bare(), session.jid()));
            }
        }
    }

    /** §6.1, and XEP-0334 §4.3. */
    private static boolean isCopied(Message message) {
        Content content = message.content();
        if (content.child(NAMESPACE, "private") != null || content.child(Worth.HINTS, "no-copy") != null) {
            return false;
        }
        return switch (message.type()) {
            case CHAT -> true;
            case NORMAL ->
                content.nodes().stream()
                        .anyMatch(node -> node.is(Namespaces.CLIENT, "body") || COPIED.contains(node.namespace()));
            case GROUPCHAT, HEADLINE, ERROR -> false;
        };
    }

    private static Message wrapped(Message message, String direction, Jid owner, Jid to) {
        Node copy =
                Node.of(NAMESPACE, direction).plus(Node.of(FORWARD, "forwarded").plus(message.node()));
        return new Message(owner, to, null, message.type(), null, Content.of(copy));
    }
}
