package org.wockd.core.c2s;

import org.jspecify.annotations.Nullable;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.jid.JidException;
import org.wockd.protocol.stanza.Iq;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaError;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.stanza.StanzaReader;
import org.wockd.protocol.stream.StreamErrorException;
import org.wockd.protocol.stream.StreamHeader;
import org.wockd.protocol.xep.Spec;
import org.wockd.protocol.xml.Namespaces;
import org.wockd.protocol.xml.Node;

/**
 * Binding a stream to a resource (RFC 6120 §7). A client that asks for a resource another one holds gets it, and the other
 * is closed with {@code conflict}: mostly the other is the same device before it lost its network (§7.7.2.2).
 */
final class Rfc6120Bind implements StreamFeature {
    static final Spec SPEC = Spec.rfc("RFC 6120 §7", "Resource Binding");

    private static final String BIND = "urn:ietf:params:xml:ns:xmpp-bind";

    @Override
    public @Nullable Node offer(Negotiation stream) {
        return stream.state() instanceof StreamState.Authenticated ? Node.of(BIND, "bind") : null;
    }

    @Override
    public boolean wants(Node element, StreamState state) {
        return state instanceof StreamState.Authenticated
                && element.is(Namespaces.CLIENT, "iq")
                && element.child(BIND, "bind") != null;
    }

    @Override
    public void negotiate(Node element, Negotiation stream) throws StreamErrorException {
        if (!(stream.state() instanceof StreamState.Authenticated(Jid account))) {
            return;
        }
        switch (StanzaReader.read(element, null)) {
            case StanzaReader.Read.Good(Stanza stanza)
            when stanza instanceof Iq iq && iq.type() == Iq.Type.SET -> bind(iq, account, stream);
            case StanzaReader.Read.Good(Stanza stanza) ->
                stream.send(stanza.error(StanzaError.of(Condition.BAD_REQUEST, "binding is an iq of type set")));
            case StanzaReader.Read.Refused(Stanza answer) -> stream.send(answer);
            case StanzaReader.Read.Dropped dropped -> {}
        }
    }

    private static void bind(Iq iq, Jid account, Negotiation stream) {
        Node payload = iq.content().first();
        String wanted = payload == null ? null : payload.childText(BIND, "resource");
        try {
            Jid full = account.withResource(wanted == null || wanted.isEmpty() ? generated() : wanted);
            Node answer = Node.of(BIND, "bind").plus(Node.of(BIND, "jid").plus(full.toString()));
            stream.bind(full, iq.result(answer));
        } catch (JidException e) {
            stream.send(iq.error(StanzaError.of(Condition.BAD_REQUEST, "not a resource: " + e.getMessage())));
        } catch (StanzaErrorException e) {
            stream.send(iq.error(e.error()));
        }
    }

    /** One that nobody can guess, so that nobody can ask whether it is there (RFC 6120 §7.6.1). */
    private static String generated() {
        return StreamHeader.randomId().substring(0, 16);
    }
}
