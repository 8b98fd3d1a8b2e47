package org.wockd.protocol.stanza;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.xml.Namespaces;
import org.wockd.protocol.xml.Node;

/** Something pushed from one entity to another (RFC 6121 §5). */
public record Message(
        @Nullable Jid from,
        @Nullable Jid to,
        @Nullable String id,
        Type type,
        @Nullable String lang,
        Content content) implements Stanza {

    /** What kind of message it is (RFC 6121 §5.2.2). */
    public enum Type implements StanzaType {
        NORMAL,
        CHAT,
        GROUPCHAT,
        HEADLINE,
        ERROR;

        private final String wire = name().toLowerCase(Locale.ROOT);

        @Override
        public String wire() {
            return wire;
        }
    }

    /** A chat message with a body. */
    public static Message chat(Jid from, Jid to, String id, String body) {
        return new Message(
                from,
                to,
                id,
                Type.CHAT,
                null,
                Content.of(Node.of(Namespaces.CLIENT, "body").plus(body)));
    }

    /** The text for people, null where there is none. */
    public @Nullable String body() {
        Node body = content.child(Namespaces.CLIENT, "body");
        return body == null ? null : body.text();
    }

    @Override
    public @Nullable String wireType() {
        return type == Type.NORMAL ? null : type.wire();
    }

    @Override
    public String kind() {
        return "message";
    }

    @Override
    public Message from(@Nullable Jid other) {
        return new Message(other, to, id, type, lang, content);
    }

    @Override
    public Message to(@Nullable Jid other) {
        return new Message(from, other, id, type, lang, content);
    }

    @Override
    public Message lang(@Nullable String other) {
        return new Message(from, to, id, type, other, content);
    }

    @Override
    public Message content(Content other) {
        return new Message(from, to, id, type, lang, other);
    }

    @Override
    public boolean isError() {
        return type == Type.ERROR;
    }

    @Override
    public Message error(StanzaError error) {
        return new Message(to, from, id, Type.ERROR, lang, Content.of(error.node()));
    }
}
