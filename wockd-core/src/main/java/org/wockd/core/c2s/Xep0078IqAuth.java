package org.wockd.core.c2s;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.wockd.core.auth.Exchange;
import org.wockd.core.auth.Mechanism;
import org.wockd.core.auth.Sasl;
import org.wockd.core.auth.Step;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.jid.JidException;
import org.wockd.protocol.stanza.Iq;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaError;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.stanza.StanzaReader;
import org.wockd.protocol.stream.StreamErrorException;
import org.wockd.protocol.xep.Spec;
import org.wockd.protocol.xml.Namespaces;
import org.wockd.protocol.xml.Node;

/**
 * The login of the Jabber of 1999, {@code jabber:iq:auth} (XEP-0078 2.5, obsolete): off by default, and then under TLS
 * only. Passwords are kept as SCRAM keys, so only the plain password can be checked, not its digest; it is checked as SASL
 * PLAIN checks it, with the same limits. Success binds the resource at once, without a new stream.
 */
final class Xep0078IqAuth implements StreamFeature {
    static final Spec SPEC = new Spec("XEP-0078", "Non-SASL Authentication", "2.5");

    private static final String AUTH = "jabber:iq:auth";
    private static final String FEATURE = "http://jabber.org/features/iq-auth";

    private final Sasl sasl;
    private final Doorkeeper doorkeeper;

    Xep0078IqAuth(Sasl sasl, Doorkeeper doorkeeper) {
        this.sasl = sasl;
        this.doorkeeper = doorkeeper;
    }

    @Override
    public @Nullable Node offer(Negotiation stream) {
        return stream.state() instanceof StreamState.Secured ? Node.of(FEATURE, "auth") : null;
    }

    @Override
    public boolean wants(Node element, StreamState state) {
        return state instanceof StreamState.Secured
                && element.is(Namespaces.CLIENT, "iq")
                && element.child(AUTH, "query") != null;
    }

    /** Keys are read from the store and passwords hashed. */
    @Override
    public boolean isQuick() {
        return false;
    }

    @Override
    public void negotiate(Node element, Negotiation stream) throws StreamErrorException {
        switch (StanzaReader.read(element, null)) {
            case StanzaReader.Read.Good(Stanza stanza)
            when stanza instanceof Iq iq && iq.isRequest() -> {
                try {
                    answer(iq, stream);
                } catch (StanzaErrorException e) {
                    stream.send(iq.error(e.error()));
                }
            }
            case StanzaReader.Read.Good good -> {}
            case StanzaReader.Read.Refused(Stanza answer) -> stream.send(answer);
            case StanzaReader.Read.Dropped dropped -> {}
        }
    }

    private void answer(Iq iq, Negotiation stream) {
        Node query = iq.content().nodes().getFirst();
        String username = query.childText(AUTH, "username");
        if (iq.type() == Iq.Type.GET) {
            stream.send(iq.result(Node.of(AUTH, "query")
                    .plus(
                            username == null
                                    ? Node.of(AUTH, "username")
                                    : Node.of(AUTH, "username").plus(username),
                            Node.of(AUTH, "password"),
                            Node.of(AUTH, "resource"))));
            return;
        }
        String password = query.childText(AUTH, "password");
        String resource = query.childText(AUTH, "resource");
        if (username == null || password == null || resource == null || resource.isEmpty()) {
            throw new StanzaErrorException(
                    Condition.NOT_ACCEPTABLE,
                    "a login needs username, password and resource; a digest cannot be checked");
        }
        byte[] plain = ("\0" + username + "\0" + password).getBytes(StandardCharsets.UTF_8);
        Exchange exchange = sasl.forStream(stream.host(), true, stream.channelBindings(), stream.peer())
                .begin(Mechanism.PLAIN.saslName(), plain);
        switch (exchange.step()) {
            case Step.Success(String localpart, byte[] data) -> {
                Jid full = full(localpart, resource, stream);
                if (!doorkeeper.letsIn(full)) {
                    throw new StanzaErrorException(
                            Condition.NOT_AUTHORIZED, "this account was disabled; ask who runs the server");
                }
                stream.bind(full, iq.result());
            }
            case Step.Failure failure ->
                throw new StanzaErrorException(StanzaError.of(Condition.NOT_AUTHORIZED, failure.text()));
            case Step.Challenge challenge ->
                throw new StanzaErrorException(Condition.NOT_AUTHORIZED, "the password could not be checked");
        }
    }

    private static Jid full(String localpart, String resource, Negotiation stream) {
        try {
            return Jid.of(localpart, stream.host(), resource);
        } catch (JidException e) {
            throw new StanzaErrorException(Condition.NOT_ACCEPTABLE, "not a resource: " + e.getMessage());
        }
    }
}
