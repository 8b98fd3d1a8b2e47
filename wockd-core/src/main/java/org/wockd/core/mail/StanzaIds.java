package org.wockd.core.mail;

import org.jspecify.annotations.Nullable;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.Content;
import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.xml.Node;

/** Unique and stable stanza ids (XEP-0359). */
public final class StanzaIds {
    public static final String NAMESPACE = "urn:xmpp:sid:0";

    private StanzaIds() {}

    /** A message as its sender could have written it: nobody but the owner's server says under which id it is kept (§3.1). */
    static Message strip(Message message, Jid owner) {
        Content content = message.content();
        return content.child(NAMESPACE, "stanza-id") == null
                ? message
                : message.content(Content.of(content.nodes().stream()
                        .filter(node -> !(node.is(NAMESPACE, "stanza-id")
                                && owner.toString().equals(node.attribute("by"))))
                        .toList()));
    }

    /**
     * A message that is kept by the owner under an id.
     *
     * @param id as {@link ArchiveIds} makes it
     */
    public static Message with(Message message, Jid owner, String id) {
        return message.content(message.content().plus(element(owner, id)));
    }

    /** The element that says under which id a message is kept. */
    public static Node element(Jid owner, String id) {
        return Node.of(NAMESPACE, "stanza-id")
                .with("by", owner.bare().toString())
                .with("id", id);
    }

    /** What the sender calls it, null where it does not say. */
    static @Nullable String origin(Message message) {
        Node origin = message.content().child(NAMESPACE, "origin-id");
        return origin == null ? null : origin.attribute("id");
    }
}
