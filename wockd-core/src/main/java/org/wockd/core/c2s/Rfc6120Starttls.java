package org.wockd.core.c2s;

import org.jspecify.annotations.Nullable;
import org.wockd.protocol.stream.StreamErrorException;
import org.wockd.protocol.xep.Spec;
import org.wockd.protocol.xml.Node;

/** TLS on a stream that began in the clear (RFC 6120 §5). */
final class Rfc6120Starttls implements StreamFeature {
    static final Spec SPEC = Spec.rfc("RFC 6120 §5", "STARTTLS Negotiation");

    private static final String TLS = "urn:ietf:params:xml:ns:xmpp-tls";

    private final boolean required;

    /**
     * @param required whether nothing else is on offer before it
     */
    Rfc6120Starttls(boolean required) {
        this.required = required;
    }

    @Override
    public @Nullable Node offer(Negotiation stream) {
        if (!(stream.state() instanceof StreamState.Opened)) {
            return null;
        }
        Node offer = Node.of(TLS, "starttls");
        return required ? offer.plus(Node.of(TLS, "required")) : offer;
    }

    @Override
    public boolean wants(Node element, StreamState state) {
        return state instanceof StreamState.Opened && element.is(TLS, "starttls");
    }

    @Override
    public void negotiate(Node element, Negotiation stream) throws StreamErrorException {
        stream.secure(Node.of(TLS, "proceed"));
    }
}
