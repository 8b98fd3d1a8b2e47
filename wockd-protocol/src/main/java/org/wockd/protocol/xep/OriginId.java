package org.wockd.protocol.xep;

import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.xml.Node;

/**
 * What the sender of a message calls it (XEP-0359 §3.2). The core drops a message from a relay whose sender, receiver and
 * origin id it has seen before, so that a relay can send again what may be lost.
 */
public final class OriginId {
    private static final String NAMESPACE = "urn:xmpp:sid:0";

    private OriginId() {}

    /** The message with this origin id, unless it has one already. */
    public static Message in(Message message, String id) {
        return message.content().child(NAMESPACE, "origin-id") == null
                ? message.content(message.content().plus(of(id)))
                : message;
    }

    /** The element in a message. */
    public static Node of(String id) {
        return Node.of(NAMESPACE, "origin-id").with("id", id);
    }
}
