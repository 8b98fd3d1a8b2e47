package org.wockd.core.c2s;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.core.auth.Exchange;
import org.wockd.core.auth.Mechanisms;
import org.wockd.core.auth.Sasl;
import org.wockd.core.auth.SaslBase64;
import org.wockd.core.auth.SaslCondition;
import org.wockd.core.auth.Step;
import org.wockd.core.session.Attachment;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stream.StreamError;
import org.wockd.protocol.stream.StreamErrorException;
import org.wockd.protocol.xep.Spec;
import org.wockd.protocol.xml.Node;

/** Logging in with SASL (RFC 6120 §6), and what it can be bound to (XEP-0440). */
final class Rfc6120Sasl implements StreamFeature {
    static final Spec SPEC = Spec.rfc("RFC 6120 §6", "SASL Negotiation");
    static final Spec BINDING_SPEC = new Spec("XEP-0440", "SASL Channel-Binding Type Capability", "1.0.0");

    private static final Logger LOG = LoggerFactory.getLogger(Rfc6120Sasl.class);
    private static final String SASL = "urn:ietf:params:xml:ns:xmpp-sasl";
    private static final String BINDING = "urn:xmpp:sasl-cb:0";

    /**
     * The most tries on one stream. RFC 6120 §6.4.5 recommends two to five retries; but slixmpp spends six on mechanisms
     * whose channel binding it does not have before it comes to the one that works. Guessing is limited elsewhere.
     */
    private static final int MAX_TRIES = 10;

    /** A login under way, and how many there were on this stream. Used by one thread at a time: the lane sees to it. */
    private static final class Progress {
        private volatile @Nullable Exchange exchange;
        private final AtomicInteger tries = new AtomicInteger();
    }

    private final Attachment<Progress> progress = new Attachment<>(Progress::new);
    private final Sasl sasl;
    private final Doorkeeper doorkeeper;

    Rfc6120Sasl(Sasl sasl, Doorkeeper doorkeeper) {
        this.sasl = sasl;
        this.doorkeeper = doorkeeper;
    }

    @Override
    public @Nullable Node offer(Negotiation stream) {
        if (!isOpen(stream.state())) {
            return null;
        }
        List<String> offered = mechanisms(stream).offered();
        return offered.isEmpty()
                ? null
                : Node.of(SASL, "mechanisms")
                        .plus(offered.stream()
                                .map(name -> Node.of(SASL, "mechanism").plus(name))
                                .toList());
    }

    /** The channel bindings stand beside the mechanisms (XEP-0440 §3), so they are a stream feature of their own. */
    StreamFeature channelBindings() {
        return new StreamFeature() {
            @Override
            public @Nullable Node offer(Negotiation stream) {
                if (!isOpen(stream.state())) {
                    return null;
                }
                List<String> types = mechanisms(stream).channelBindingTypes();
                return types.isEmpty()
                        ? null
                        : Node.of(BINDING, "sasl-channel-binding")
                                .plus(types.stream()
                                        .map(type -> Node.of(BINDING, "channel-binding")
                                                .with("type", type))
                                        .toList());
            }

            @Override
            public boolean wants(Node element, StreamState state) {
                return false;
            }

            @Override
            public void negotiate(Node element, Negotiation stream) {}
        };
    }

    @Override
    public boolean wants(Node element, StreamState state) {
        return isOpen(state) && element.namespace().equals(SASL);
    }

    /** Keys are read from the store and passwords hashed. */
    @Override
    public boolean isQuick() {
        return false;
    }

    @Override
    public void negotiate(Node element, Negotiation stream) throws StreamErrorException {
        Progress login = stream.attachment(progress);
        switch (element.local()) {
            case "auth" -> begin(element, stream, login);
            case "response" -> respond(element, stream, login);
            case "abort" -> abort(stream, login);
            default -> fail(stream, SaslCondition.MALFORMED_REQUEST, "<" + element.local() + "> is no step of a login");
        }
    }

    private void begin(Node auth, Negotiation stream, Progress login) throws StreamErrorException {
        if (login.tries.incrementAndGet() > MAX_TRIES) {
            throw new StreamErrorException(
                    StreamError.POLICY_VIOLATION,
                    MAX_TRIES + " tries to log in have failed on this stream; check the password and connect again");
        }
        Optional<byte[]> initial = SaslBase64.decode(auth.text());
        String mechanism = auth.attribute("mechanism");
        if (mechanism == null) {
            fail(stream, SaslCondition.INVALID_MECHANISM, "<auth/> names no mechanism");
        } else if (initial.isEmpty()) {
            fail(stream, SaslCondition.INCORRECT_ENCODING, "the initial response is not Base64");
        } else {
            Exchange exchange = mechanisms(stream).begin(mechanism, auth.text().isEmpty() ? null : initial.get());
            login.exchange = exchange;
            tell(exchange.step(), stream, login);
        }
    }

    private void respond(Node response, Negotiation stream, Progress login) {
        Exchange exchange = login.exchange;
        Optional<byte[]> message = SaslBase64.decode(response.text());
        if (exchange == null) {
            fail(stream, SaslCondition.MALFORMED_REQUEST, "no login is under way; begin with <auth/>");
        } else if (message.isEmpty()) {
            login.exchange = null;
            fail(stream, SaslCondition.INCORRECT_ENCODING, "the response is not Base64");
        } else {
            tell(exchange.respond(message.get()), stream, login);
        }
    }

    private static void abort(Negotiation stream, Progress login) {
        Exchange exchange = login.exchange;
        login.exchange = null;
        if (exchange != null) {
            exchange.abort();
        }
        fail(stream, SaslCondition.ABORTED, "the client ended the login");
    }

    private void tell(Step step, Negotiation stream, Progress login) {
        switch (step) {
            case Step.Challenge(byte[] data) ->
                stream.send(Node.of(SASL, "challenge").plus(SaslBase64.encode(data)));
            case Step.Success(String localpart, byte[] data) -> {
                login.exchange = null;
                Jid account = Jid.of(localpart, stream.host(), null);
                if (!doorkeeper.letsIn(account)) {
                    // §6.5.2; told only to who knows the password.
                    fail(stream, SaslCondition.ACCOUNT_DISABLED, "this account was disabled; ask who runs the server");
                    return;
                }
                LOG.info("{} logged in from {}", account, stream.peer().getHostAddress());
                Node success = Node.of(SASL, "success");
                stream.authenticated(account, data.length == 0 ? success : success.plus(SaslBase64.encode(data)));
            }
            case Step.Failure(SaslCondition condition, String text) -> {
                login.exchange = null;
                LOG.info(
                        "a login to {} from {} failed: {}",
                        stream.host(),
                        stream.peer().getHostAddress(),
                        condition.element());
                fail(stream, condition, text);
            }
        }
    }

    private static void fail(Negotiation stream, SaslCondition condition, String text) {
        stream.send(Node.of(SASL, "failure")
                .plus(
                        Node.of(SASL, condition.element()),
                        Node.of(SASL, "text").with(Node.LANG, "en").plus(text)));
    }

    private Mechanisms mechanisms(Negotiation stream) {
        boolean tls = stream.state() instanceof StreamState.Secured;
        return sasl.forStream(stream.host(), tls, stream.channelBindings(), stream.peer());
    }

    private static boolean isOpen(StreamState state) {
        return state instanceof StreamState.Opened || state instanceof StreamState.Secured;
    }
}
