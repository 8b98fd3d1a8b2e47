package org.wockd.core.mail;

import java.util.Set;
import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.xml.Namespaces;
import org.wockd.protocol.xml.Node;

/** How long a message is worth keeping, by its type and content (XEP-0160 §3, XEP-0313 §5.1, XEP-0334 §4). */
public enum Worth {
    /** It is for whoever is there now. */
    NOTHING,
    /** It waits until somebody has got it. */
    UNTIL_DELIVERED,
    /** It is kept to be looked up, too. */
    ARCHIVE;

    /** The namespace of processing hints (XEP-0334). */
    public static final String HINTS = "urn:xmpp:hints";

    /** What says something without a body that another device must hear of too. */
    private static final Set<String> ARCHIVED = Set.of(
            "urn:xmpp:receipts",
            "urn:xmpp:chat-markers:0",
            "urn:xmpp:message-correct:0",
            "urn:xmpp:message-retract:1",
            "urn:xmpp:reactions:0",
            "jabber:x:conference",
            "http://jabber.org/protocol/muc#user");

    private static final Set<String> FLEETING =
            Set.of("http://jabber.org/protocol/chatstates", HINTS, "urn:xmpp:sid:0");

    /** Of a message. */
    public static Worth of(Message message) {
        return switch (message.type()) {
            case NORMAL, CHAT -> ofContent(message);
            case GROUPCHAT, HEADLINE, ERROR -> NOTHING;
        };
    }

    private static Worth ofContent(Message message) {
        if (hints(message, "no-store")) {
            return NOTHING;
        }
        Worth worth = NOTHING;
        for (Node child : message.content().nodes()) {
            worth = max(worth, of(child));
        }
        if (hints(message, "no-permanent-store")) {
            return worth == NOTHING ? NOTHING : UNTIL_DELIVERED;
        }
        return hints(message, "store") ? ARCHIVE : worth;
    }

    private static Worth of(Node child) {
        if (child.namespace().equals(Namespaces.CLIENT)) {
            return child.local().equals("thread") ? NOTHING : ARCHIVE;
        }
        if (FLEETING.contains(child.namespace())) {
            return NOTHING;
        }
        return ARCHIVED.contains(child.namespace()) ? ARCHIVE : UNTIL_DELIVERED;
    }

    private static Worth max(Worth one, Worth other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static boolean hints(Message message, String hint) {
        return message.content().child(HINTS, hint) != null;
    }
}
