package org.wockd.core.c2s;

import org.jspecify.annotations.Nullable;
import org.wockd.core.store.Accounts;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.jid.JidException;
import org.wockd.protocol.stanza.Iq;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaError;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.stanza.StanzaReader;
import org.wockd.protocol.stream.StreamError;
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

    private final Accounts accounts;

    Rfc6120Bind(Accounts accounts) {
        this.accounts = accounts;
    }

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

    /** Whether the account is still there is read from the store. */
    @Override
    public boolean isQuick() {
        return false;
    }

    @Override
    public void negotiate(Node element, Negotiation stream) throws StreamErrorException {
        if (!(stream.state() instanceof StreamState.Authenticated(Jid account))) {
            return;
        }
        switch (StanzaReader.read(element, null)) {
            case StanzaReader.Read.Good(Stanza stanza)
            when stanza instanceof Iq iq && iq.type() == Iq.Type.SET -> {
                bind(iq, account, stream);
                checkStillAllowed(account);
            }
            case StanzaReader.Read.Good(Stanza stanza) ->
                stream.send(stanza.error(StanzaError.of(Condition.BAD_REQUEST, "binding is an iq of type set")));
            case StanzaReader.Read.Refused(Stanza answer) -> stream.send(answer);
            case StanzaReader.Read.Dropped dropped -> {}
        }
    }

    /**
     * Between login and binding the account may have been removed or disabled. Whoever does that ends the sessions after
     * it; this is looked at after binding, so that one of the two sees the other.
     */
    private void checkStillAllowed(Jid jid) throws StreamErrorException {
        Accounts.Account account = accounts.account(jid);
        if (account == null || account.isDisabled()) {
            throw new StreamErrorException(StreamError.NOT_AUTHORIZED, "this account was removed or disabled");
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
