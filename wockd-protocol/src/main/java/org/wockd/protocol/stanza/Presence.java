package org.wockd.protocol.stanza;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.xml.Namespaces;
import org.wockd.protocol.xml.Node;

/** Availability, or a step of a subscription to it (RFC 6121 §3, §4). */
public record Presence(
        @Nullable Jid from,
        @Nullable Jid to,
        @Nullable String id,
        Type type,
        @Nullable String lang,
        Content content) implements Stanza {

    /** What the presence says (RFC 6121 §4.7.1); available is said by no type at all. */
    public enum Type implements StanzaType {
        AVAILABLE,
        UNAVAILABLE,
        SUBSCRIBE,
        SUBSCRIBED,
        UNSUBSCRIBE,
        UNSUBSCRIBED,
        PROBE,
        ERROR;

        private final String wire = name().toLowerCase(Locale.ROOT);

        @Override
        public String wire() {
            return wire;
        }

        /** Whether it is a step of a subscription. */
        public boolean isSubscription() {
            return this == SUBSCRIBE || this == SUBSCRIBED || this == UNSUBSCRIBE || this == UNSUBSCRIBED;
        }
    }

    /** A presence without content. */
    public static Presence of(Jid from, Jid to, Type type) {
        return new Presence(from, to, null, type, null, Content.EMPTY);
    }

    /** The priority, -128 to 127, 0 where it is absent or not a number (RFC 6121 §4.7.2.3). */
    public int priority() {
        Node priority = content.child(Namespaces.CLIENT, "priority");
        if (priority == null) {
            return 0;
        }
        try {
            return Math.clamp(Integer.parseInt(priority.text().strip()), -128, 127);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    @Override
    public @Nullable String wireType() {
        return type == Type.AVAILABLE ? null : type.wire();
    }

    @Override
    public String kind() {
        return "presence";
    }

    @Override
    public Presence from(@Nullable Jid other) {
        return new Presence(other, to, id, type, lang, content);
    }

    @Override
    public Presence to(@Nullable Jid other) {
        return new Presence(from, other, id, type, lang, content);
    }

    @Override
    public Presence lang(@Nullable String other) {
        return new Presence(from, to, id, type, other, content);
    }

    @Override
    public Presence content(Content other) {
        return new Presence(from, to, id, type, lang, other);
    }

    @Override
    public boolean isError() {
        return type == Type.ERROR;
    }

    @Override
    public Presence error(StanzaError error) {
        return new Presence(to, from, id, Type.ERROR, lang, Content.of(error.node()));
    }
}
