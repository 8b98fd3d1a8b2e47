package org.wockd.core.c2s;

import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.wockd.core.session.Attachment;
import org.wockd.core.session.OutFilter;
import org.wockd.core.session.Session;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.Content;
import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.stanza.Presence;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.xep.Spec;
import org.wockd.protocol.xml.Namespaces;
import org.wockd.protocol.xml.Node;

/**
 * Client state indication (XEP-0352): a client says that nobody looks at it. Then it gets no chat states, and of presences
 * the last one of each sender, together with the next thing that is worth to be woken for. A resumed stream is active (§5.2).
 */
final class Xep0352ClientState implements StreamFeature, OutFilter {
    static final Spec SPEC = new Spec("XEP-0352", "Client State Indication", "1.0.0");

    private static final String NAMESPACE = "urn:xmpp:csi:0";
    private static final String ROOM = "http://jabber.org/protocol/muc#user";
    private static final String FORWARD = "urn:xmpp:forward:0";
    private static final String CHAT_STATES = "http://jabber.org/protocol/chatstates";

    /** What says nothing without something else beside it. */
    private static final Set<String> ACCOMPANYING = Set.of(CHAT_STATES, "urn:xmpp:hints", "urn:xmpp:sid:0");

    private static final Attachment<AtomicBoolean> INACTIVE = new Attachment<>(AtomicBoolean::new);

    // ---- what the client says ------------------------------------------------------------------------------------

    @Override
    public @Nullable Node offer(Negotiation stream) {
        return stream.state() instanceof StreamState.Authenticated ? Node.of(NAMESPACE, "csi") : null;
    }

    @Override
    public boolean wants(Node element, StreamState state) {
        return state instanceof StreamState.Bound
                && (element.is(NAMESPACE, "active") || element.is(NAMESPACE, "inactive"));
    }

    @Override
    public void negotiate(Node element, Negotiation stream) {
        if (stream.state() instanceof StreamState.Bound(ClientSession session)) {
            boolean inactive = element.local().equals("inactive");
            session.attachment(INACTIVE).set(inactive);
            if (!inactive) {
                session.release();
            }
        }
    }

    // ---- what it is sent -----------------------------------------------------------------------------------------

    @Override
    public @Nullable OutFilter filter() {
        return this;
    }

    @Override
    public Verdict judge(Session session, Stanza stanza) {
        if (!session.attachment(INACTIVE).get()) {
            return Verdict.SEND;
        }
        return switch (stanza) {
            case Presence presence -> judge(presence);
            case Message message -> isChatState(message) ? Verdict.DROP : Verdict.SEND;
            default -> Verdict.SEND;
        };
    }

    private static Verdict judge(Presence presence) {
        Jid from = presence.from();
        return switch (presence.type()) {
            case AVAILABLE, UNAVAILABLE ->
                from == null || isOwnInRoom(presence) ? Verdict.SEND : new Verdict.Hold(from);
            default -> Verdict.SEND;
        };
    }

    /** The answer to entering a room, and the news of having been put out of it (XEP-0045 §7.2.2). */
    private static boolean isOwnInRoom(Presence presence) {
        Node room = presence.content().child(ROOM, "x");
        return room != null
                && room.children(ROOM, "status").stream().anyMatch(status -> "110".equals(status.attribute("code")));
    }

    /** It says that somebody writes, or has stopped to; so does a copy of it (XEP-0280). */
    private static boolean isChatState(Message message) {
        Content content = message.content();
        if (content.nodes().size() == 1) {
            Node forwarded = content.nodes().getFirst().child(FORWARD, "forwarded");
            Node copy = forwarded == null ? null : forwarded.child(Namespaces.CLIENT, "message");
            if (copy != null) {
                return isChatState(Content.of(copy.children()));
            }
        }
        return isChatState(content);
    }

    private static boolean isChatState(Content content) {
        boolean says = false;
        for (Node node : content.nodes()) {
            if (!ACCOMPANYING.contains(node.namespace()) && !node.is(Namespaces.CLIENT, "thread")) {
                return false;
            }
            says |= node.namespace().equals(CHAT_STATES);
        }
        return says;
    }

    @Override
    public void left(Session session) {
        session.attachment(INACTIVE).set(false);
    }
}
