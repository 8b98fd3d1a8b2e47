package org.wockd.core.xep;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.wockd.core.account.AccountInvitation;
import org.wockd.core.account.RegistrationLimit;
import org.wockd.core.c2s.Negotiation;
import org.wockd.core.c2s.StreamFeature;
import org.wockd.core.c2s.StreamState;
import org.wockd.core.feature.Feature;
import org.wockd.core.feature.Refusals;
import org.wockd.core.session.Attachment;
import org.wockd.core.store.StoreException;
import org.wockd.protocol.stanza.Iq;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.stanza.StanzaReader;
import org.wockd.protocol.stream.StreamError;
import org.wockd.protocol.stream.StreamErrorException;
import org.wockd.protocol.xep.Spec;
import org.wockd.protocol.xml.Namespaces;
import org.wockd.protocol.xml.Node;

/** Pre-Authenticated In-Band Registration: a client shows the token of an invitation, and may register after that. */
public final class Xep0445PreAuthenticatedRegistration implements Feature, StreamFeature {
    /** What it implements. */
    public static final Spec SPEC = new Spec("XEP-0445", "Pre-Authenticated In-Band Registration", "0.2.0");

    private static final String FEATURE = "urn:xmpp:ibr-token:0";
    private static final String NAMESPACE = "urn:xmpp:pars:0";

    /** The most tokens shown on one stream. */
    private static final int MOST_TOKENS = 5;

    private final Attachment<AtomicInteger> shown = new Attachment<>(AtomicInteger::new);
    private final AccountInvitation invitations;
    private final RegistrationLimit limit;

    public Xep0445PreAuthenticatedRegistration(AccountInvitation invitations, RegistrationLimit limit) {
        this.invitations = invitations;
        this.limit = limit;
    }

    @Override
    public Spec spec() {
        return SPEC;
    }

    @Override
    public @Nullable Node offer(Negotiation stream) {
        return invitations.isPossible() && stream.state() instanceof StreamState.Secured
                ? Node.of(FEATURE, "register")
                : null;
    }

    @Override
    public boolean wants(Node element, StreamState state) {
        return state instanceof StreamState.Secured
                && element.is(Namespaces.CLIENT, "iq")
                && element.child(NAMESPACE, "preauth") != null;
    }

    /** The store is asked. */
    @Override
    public boolean isQuick() {
        return false;
    }

    @Override
    public void negotiate(Node element, Negotiation stream) throws StreamErrorException {
        if (stream.attachment(shown).incrementAndGet() > MOST_TOKENS) {
            throw new StreamErrorException(
                    StreamError.POLICY_VIOLATION, MOST_TOKENS + " invitations are the most on one stream; come back");
        }
        switch (StanzaReader.read(element, null)) {
            case StanzaReader.Read.Good(Stanza stanza)
            when stanza instanceof Iq iq && iq.type() == Iq.Type.SET -> stream.send(answer(iq, stream));
            case StanzaReader.Read.Good good -> {}
            case StanzaReader.Read.Refused(Stanza answer) -> stream.send(answer);
            case StanzaReader.Read.Dropped dropped -> {}
        }
    }

    private Iq answer(Iq iq, Negotiation stream) {
        try {
            show(iq.content().nodes().getFirst().attribute("token"), stream);
            return iq.result();
        } catch (StanzaErrorException e) {
            return iq.error(e.error());
        } catch (StoreException e) {
            return iq.error(Refusals.of(e).error());
        }
    }

    private void show(@Nullable String token, Negotiation stream) {
        if (!invitations.isPossible()) {
            throw new StanzaErrorException(Condition.SERVICE_UNAVAILABLE, "accounts cannot be made from a client here");
        }
        if (token == null || token.isEmpty()) {
            throw new StanzaErrorException(Condition.BAD_REQUEST, "<preauth/> needs the token of an invitation");
        }
        try {
            stream.attachment(Invited.SHOWN).set(new Invited(token, invitations.find(token, stream.host())));
        } catch (StanzaErrorException e) {
            limit.count(stream.peer());
            throw e;
        }
    }
}
