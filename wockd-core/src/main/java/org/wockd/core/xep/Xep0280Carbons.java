package org.wockd.core.xep;

import com.github.benmanes.caffeine.cache.Cache;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.wockd.core.feature.Feature;
import org.wockd.core.mail.Copies;
import org.wockd.core.mail.Worth;
import org.wockd.core.session.Attachment;
import org.wockd.core.session.Session;
import org.wockd.core.session.Sessions;
import org.wockd.protocol.cache.Caches;
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
            "jabber:x:conference");

    private static final String ROOM = "http://jabber.org/protocol/muc#user";

    /** A message between an account and somebody else, by what an error that answers it says of it. */
    private record Talk(Jid owner, Jid peer, String id) {}

    private final Sessions sessions;

    /** What was copied lately: an error that answers it is copied, too. */
    private final Cache<Talk, Boolean> copied = Caches.builder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofMinutes(10))
            .build();

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
        throw new StanzaErrorException(Condition.NOT_ALLOWED, "copies are for the clients of one's own account");
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
        boolean isReceived = direction.equals("received");
        if (all.size() <= (isReceived ? 0 : 1) || !isCopied(message, isReceived)) {
            return;
        }
        List<Session> others = new ArrayList<>();
        for (Session session : all) {
            if (!direct.contains(session) && session.attachment(ENABLED).get()) {
                others.add(session);
            }
        }
        if (others.isEmpty()) {
            return;
        }
        Talk talk = talk(message, isReceived);
        if (talk != null && message.type() != Message.Type.ERROR) {
            copied.put(talk, true);
        }
        for (Session session : others) {
            session.send(wrapped(message, direction, owner.bare(), session.jid()));
        }
    }

    private static @Nullable Talk talk(Message message, boolean isReceived) {
        String id = message.id();
        Jid to = message.to();
        if (id == null || to == null) {
            return null;
        }
        Jid sender = message.sender();
        return isReceived ? new Talk(to.bare(), sender.bare(), id) : new Talk(sender.bare(), to.bare(), id);
    }

    /** §6.1, and XEP-0334 §4.3. */
    private boolean isCopied(Message message, boolean isReceived) {
        Content content = message.content();
        if (content.child(NAMESPACE, "private") != null || content.child(Worth.HINTS, "no-copy") != null) {
            return false;
        }
        Node room = content.child(ROOM, "x");
        boolean isInvitation = room != null && room.child(ROOM, "invite") != null;
        boolean isPrivate =
                room != null && !isInvitation && isReceived && message.sender().resource() != null;
        return switch (message.type()) {
            // A room sends what somebody there has written to one person to all clients that have joined.
            case CHAT -> !isPrivate;
            case NORMAL ->
                !isPrivate
                        && (isInvitation
                                || content.nodes().stream()
                                        .anyMatch(node -> node.is(Namespaces.CLIENT, "body")
                                                || COPIED.contains(node.namespace())));
            case ERROR -> {
                Talk talk = talk(message, isReceived);
                yield talk != null && copied.getIfPresent(talk) != null;
            }
            case GROUPCHAT, HEADLINE -> false;
        };
    }

    private static Message wrapped(Message message, String direction, Jid owner, Jid to) {
        Node copy =
                Node.of(NAMESPACE, direction).plus(Node.of(FORWARD, "forwarded").plus(message.node()));
        return new Message(owner, to, null, message.type(), null, Content.of(copy));
    }
}
