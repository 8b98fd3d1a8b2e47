package org.wockd.protocol.stanza;

import org.jspecify.annotations.Nullable;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.xml.Namespaces;
import org.wockd.protocol.xml.Node;

/**
 * A message, a presence or an iq (RFC 6120 §8). Immutable: the methods that seem to change one return another, which
 * shares the content.
 */
public sealed interface Stanza permits Message, Presence, Iq {

    /** Who sent it; absent only on a client's stream, where the stream says who it is. */
    @Nullable
    Jid from();

    /** Who it is for; absent where the server acts for the sender's own account (RFC 6120 §10.3). */
    @Nullable
    Jid to();

    @Nullable
    String id();

    /** The value of {@code xml:lang}. */
    @Nullable
    String lang();

    Content content();

    /** The {@code type} attribute as it goes over the wire; null where the type is shown by its absence. */
    @Nullable
    String wireType();

    /** {@code message}, {@code presence} or {@code iq}. */
    String kind();

    /** This stanza from another sender. */
    Stanza from(@Nullable Jid from);

    /** This stanza to another receiver. */
    Stanza to(@Nullable Jid to);

    /** This stanza in another language. */
    Stanza lang(@Nullable String lang);

    /** This stanza with other content. */
    Stanza content(Content content);

    /** Whether it is itself an error, which must never be answered with one (RFC 6120 §8.3.1). */
    boolean isError();

    /** The error that answers this stanza: addresses swapped, same id, type error. */
    Stanza error(StanzaError error);

    /** The error this stanza carries, {@code undefined-condition} where it is not readable. */
    default StanzaError error() {
        Node node = content().child(Namespaces.CLIENT, "error");
        return node == null ? StanzaError.of(StanzaError.Condition.UNDEFINED_CONDITION) : StanzaError.parse(node);
    }

    /** The sender where it must be there: every stanza past the session has one. */
    default Jid sender() {
        Jid from = from();
        if (from == null) {
            throw new IllegalStateException("a stanza without a sender got past its session");
        }
        return from;
    }

    /** The start tag, without content. */
    default Node head() {
        return Node.of(Namespaces.CLIENT, kind())
                .with("type", wireType())
                .with("id", id())
                .with("from", from() == null ? null : String.valueOf(from()))
                .with("to", to() == null ? null : String.valueOf(to()))
                .with(Node.LANG, lang());
    }

    /** The whole stanza as a node. */
    default Node node() {
        return head().plus(content().nodes());
    }
}
