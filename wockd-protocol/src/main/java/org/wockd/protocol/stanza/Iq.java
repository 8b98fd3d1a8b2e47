package org.wockd.protocol.stanza;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.xml.Node;

/** A request, or the answer to one (RFC 6120 §8.2.3). */
public record Iq(
        @Nullable Jid from,
        @Nullable Jid to,
        @Nullable String id,
        Type type,
        @Nullable String lang,
        Content content) implements Stanza {

    /** The four types (RFC 6120 §8.2.3). */
    public enum Type implements StanzaType {
        GET,
        SET,
        RESULT,
        ERROR;

        private final String wire = name().toLowerCase(Locale.ROOT);

        @Override
        public String wire() {
            return wire;
        }
    }

    /** A request from nobody in particular; the session or the relay link stamps it. */
    public static Iq request(Type type, Jid to, String id, Node payload) {
        return new Iq(null, to, id, type, null, Content.of(payload));
    }

    public boolean isRequest() {
        return type == Type.GET || type == Type.SET;
    }

    /** The result that answers this request. */
    public Iq result(Node... payload) {
        return new Iq(to, from, id, Type.RESULT, null, Content.of(payload));
    }

    @Override
    public String wireType() {
        return type.wire();
    }

    @Override
    public String kind() {
        return "iq";
    }

    @Override
    public Iq from(@Nullable Jid other) {
        return new Iq(other, to, id, type, lang, content);
    }

    @Override
    public Iq to(@Nullable Jid other) {
        return new Iq(from, other, id, type, lang, content);
    }

    @Override
    public Iq lang(@Nullable String other) {
        return new Iq(from, to, id, type, other, content);
    }

    @Override
    public Iq content(Content other) {
        return new Iq(from, to, id, type, lang, other);
    }

    @Override
    public boolean isError() {
        return type == Type.ERROR;
    }

    @Override
    public Iq error(StanzaError error) {
        return new Iq(to, from, id, Type.ERROR, null, Content.of(error.node()));
    }
}
