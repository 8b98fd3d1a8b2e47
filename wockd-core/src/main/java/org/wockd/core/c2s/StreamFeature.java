package org.wockd.core.c2s;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.wockd.core.session.OutFilter;
import org.wockd.protocol.stream.StreamError;
import org.wockd.protocol.stream.StreamErrorException;
import org.wockd.protocol.xml.Namespaces;
import org.wockd.protocol.xml.Node;

/** One step of stream negotiation (RFC 6120 §4.3): what it announces, which elements it wants, and what it does. */
public interface StreamFeature {
    /** What a stream is for (RFC 6120 §8). */
    Set<String> STANZAS = Set.of("message", "presence", "iq");

    /** What stands in {@code <stream:features/>} now, null where it is not on offer. Must not block. */
    @Nullable
    Node offer(Negotiation stream);

    /** Whether an element is for this feature, in the stream's present state. */
    boolean wants(Node element, StreamState state);

    /** Whether {@link #negotiate} never blocks, and so may run on the event loop. */
    default boolean isQuick() {
        return true;
    }

    /**
     * Deals with an element it wanted.
     *
     * @throws StreamErrorException where the stream must end
     */
    void negotiate(Node element, Negotiation stream) throws StreamErrorException;

    /** What decides of what a bound client is sent because of this feature; null where nothing does. */
    default @Nullable OutFilter filter() {
        return null;
    }

    /** What an element costs that no feature wanted. */
    static StreamErrorException unwanted(Node element) {
        boolean isStanza = element.namespace().equals(Namespaces.CLIENT) && STANZAS.contains(element.local());
        return isStanza
                ? new StreamErrorException(
                        StreamError.NOT_AUTHORIZED,
                        "log in and bind a resource before sending <" + element.local() + ">")
                : new StreamErrorException(
                        StreamError.UNSUPPORTED_STANZA_TYPE, "<" + element.local() + "> is not expected at this point");
    }
}
