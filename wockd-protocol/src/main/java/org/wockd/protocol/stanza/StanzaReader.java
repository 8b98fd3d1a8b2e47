package org.wockd.protocol.stanza;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.jid.JidException;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stream.StreamError;
import org.wockd.protocol.stream.StreamErrorException;
import org.wockd.protocol.xml.Frame;
import org.wockd.protocol.xml.Namespaces;
import org.wockd.protocol.xml.Node;

/** Turns the first-level elements of a stream into stanzas. */
public final class StanzaReader {

    private static final Map<String, Message.Type> MESSAGES = byWire(Message.Type.class);
    private static final Map<String, Presence.Type> PRESENCES = byWire(Presence.Type.class);
    private static final Map<String, Iq.Type> IQS = byWire(Iq.Type.class);

    private StanzaReader() {}

    /** What an element turned out to be. */
    public sealed interface Read {
        /** A stanza in good form. */
        record Good(Stanza stanza) implements Read {}

        /**
         * A stanza that must be refused.
         *
         * @param answer the error to send back
         */
        record Refused(Stanza answer) implements Read {}

        /** A stanza in bad form that must not be answered, because it is an error or an answer itself. */
        record Dropped(String why) implements Read {}
    }

    /**
     * Reads a stanza.
     *
     * @param node the parsed element
     * @param frame the octets it was parsed from, when nothing in the stream's header could have changed their meaning;
     *     they are then forwarded as they are
     * @throws StreamErrorException where it is no stanza at all (RFC 6120 §4.9.3.24)
     */
    public static Read read(Node node, @Nullable Frame frame) throws StreamErrorException {
        if (!node.namespace().equals(Namespaces.CLIENT)) {
            throw new StreamErrorException(
                    StreamError.UNSUPPORTED_STANZA_TYPE, "<" + node.local() + "> is not a stanza of this stream");
        }
        Content content = Content.parsed(node, frame != null && forwardable(frame) ? frame : null);
        Jid from = address(node, "from");
        Jid to = address(node, "to");
        String type = node.attribute("type");
        String id = node.attribute("id");
        String lang = node.attribute(Node.LANG);
        Stanza stanza = switch (node.local()) {
            case "message" -> new Message(from, to, id, messageType(type), lang, content);
            case "presence" ->
                new Presence(from, to, id, constant(PRESENCES, type, Presence.Type.AVAILABLE), lang, content);
            case "iq" -> new Iq(from, to, id, constant(IQS, type, Iq.Type.GET), lang, content);
            default ->
                throw new StreamErrorException(
                        StreamError.UNSUPPORTED_STANZA_TYPE, "<" + node.local() + "> is not a stanza");
        };
        StanzaError fault = fault(node, stanza);
        if (fault == null) {
            return new Read.Good(stanza);
        }
        if (stanza.isError() || "result".equals(type)) {
            return new Read.Dropped(String.valueOf(fault.text()));
        }
        return new Read.Refused(stanza.error(fault));
    }

    /** A stanza from stored XML that wockd wrote itself. */
    public static Stanza stored(Node node) {
        try {
            return switch (read(node, null)) {
                case Read.Good good -> good.stanza();
                case Read.Refused refused -> throw new IllegalStateException("stored stanza is refused: " + refused);
                case Read.Dropped dropped -> throw new IllegalStateException("stored stanza is bad: " + dropped.why());
            };
        } catch (StreamErrorException e) {
            throw new IllegalStateException("what was stored is no stanza", e);
        }
    }

    private static @Nullable StanzaError fault(Node node, Stanza stanza) {
        String to = node.attribute("to");
        if (to != null && stanza.to() == null) {
            return StanzaError.of(Condition.JID_MALFORMED, "the address in 'to' is not a JID: " + why(to));
        }
        String from = node.attribute("from");
        if (from != null && stanza.from() == null) {
            return StanzaError.of(Condition.JID_MALFORMED, "the address in 'from' is not a JID: " + why(from));
        }
        String type = node.attribute("type");
        return switch (stanza) {
            case Message message -> null;
            case Presence presence ->
                type != null && (presence.type() == Presence.Type.AVAILABLE)
                        ? StanzaError.of(Condition.BAD_REQUEST, "a presence has no type '" + type + "'")
                        : null;
            case Iq iq -> iqFault(iq, type);
        };
    }

    /** The rules of RFC 6120 §8.2.3. */
    private static @Nullable StanzaError iqFault(Iq iq, @Nullable String type) {
        if (type == null || !iq.type().wire().equals(type)) {
            return StanzaError.of(Condition.BAD_REQUEST, "an iq needs a type: get, set, result or error");
        }
        if (iq.id() == null) {
            return StanzaError.of(Condition.BAD_REQUEST, "an iq needs an id");
        }
        if (iq.isRequest() && iq.content().nodes().size() != 1) {
            return StanzaError.of(Condition.BAD_REQUEST, "an iq that asks carries exactly one element");
        }
        return null;
    }

    private static String why(String address) {
        try {
            Jid.parse(address);
            return "";
        } catch (JidException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static @Nullable Jid address(Node node, String attribute) {
        String value = node.attribute(attribute);
        if (value == null) {
            return null;
        }
        try {
            return Jid.parse(value);
        } catch (JidException e) {
            return null;
        }
    }

    /** An unknown type is taken for a normal message (RFC 6121 §5.2.2). */
    private static Message.Type messageType(@Nullable String type) {
        return constant(MESSAGES, type, Message.Type.NORMAL);
    }

    private static <E extends Enum<E> & StanzaType> Map<String, E> byWire(Class<E> type) {
        return Arrays.stream(type.getEnumConstants())
                .collect(Collectors.toUnmodifiableMap(StanzaType::wire, each -> each));
    }

    private static <E> E constant(Map<String, E> types, @Nullable String wire, E otherwise) {
        return wire == null ? otherwise : types.getOrDefault(wire, otherwise);
    }

    /** Whether the start tag binds no prefix that the content could use. */
    private static boolean forwardable(Frame frame) {
        String head = new String(frame.octets(), 0, frame.headEnd(), StandardCharsets.ISO_8859_1);
        return !head.contains("xmlns:") && frame.headEnd() < frame.tailStart();
    }
}
