package org.wockd.protocol.stanza;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.xml.Attribute;
import org.wockd.protocol.xml.Name;
import org.wockd.protocol.xml.Namespaces;
import org.wockd.protocol.xml.Node;

/**
 * A message, a presence or an iq (RFC 6120 §8). Immutable: the methods that seem to change one return another, which
 * shares the content.
 */
public sealed interface Stanza permits Message, Presence, Iq {
    /** The names of the attributes that stanzas have (RFC 6120 §8.1). */
    Name TYPE = Name.of("type");

    Name ID = Name.of("id");
    Name FROM = Name.of("from");
    Name TO = Name.of("to");

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
        return new Node(Name.of(Namespaces.CLIENT, kind()), attributes(), List.of());
    }

    private List<Attribute> attributes() {
        List<Attribute> attributes = new ArrayList<>(5);
        add(attributes, TYPE, wireType());
        add(attributes, ID, id());
        add(attributes, FROM, text(from()));
        add(attributes, TO, text(to()));
        add(attributes, Node.LANG, lang());
        return attributes;
    }

    private static @Nullable String text(@Nullable Jid jid) {
        return jid == null ? null : jid.toString();
    }

    private static void add(List<Attribute> attributes, Name name, @Nullable String value) {
        if (value != null) {
            attributes.add(new Attribute(name, value));
        }
    }

    /** The whole stanza as a node. */
    default Node node() {
        return new Node(
                Name.of(Namespaces.CLIENT, kind()),
                attributes(),
                List.copyOf(content().nodes()));
    }
}
