package org.wockd.core.xep;

import static org.wockd.protocol.rule.Target.HOST;
import static org.wockd.protocol.rule.Target.SELF;
import static org.wockd.protocol.stanza.Iq.Type.GET;
import static org.wockd.protocol.stanza.Iq.Type.SET;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.wockd.core.account.AccountOperations;
import org.wockd.core.account.Registration;
import org.wockd.core.account.RegistrationLimit;
import org.wockd.core.c2s.Negotiation;
import org.wockd.core.c2s.StreamFeature;
import org.wockd.core.c2s.StreamState;
import org.wockd.core.feature.Feature;
import org.wockd.core.feature.Refusals;
import org.wockd.core.session.Attachment;
import org.wockd.core.session.Sessions;
import org.wockd.core.store.LimitExceeded;
import org.wockd.core.store.StoreException;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.rule.Incoming;
import org.wockd.protocol.rule.Rules;
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

/**
 * In-Band Registration: who has logged in can change the own password and remove the own account; who has not can make
 * an account, where the configuration lets them.
 *
 * <p>All of it under TLS only, since passwords go along: nobody has logged in without.
 */
public final class Xep0077InBandRegistration implements Feature, StreamFeature {
    /** What it implements. */
    public static final Spec SPEC = new Spec("XEP-0077", "In-Band Registration", "2.4");

    private static final String NAMESPACE = "jabber:iq:register";
    private static final String FEATURE = "http://jabber.org/features/iq-register";

    /** The most requests on one stream before login. */
    private static final int MOST_REQUESTS = 10;

    private final Attachment<AtomicInteger> requests = new Attachment<>(AtomicInteger::new);
    private final Registration registration;
    private final AccountOperations operations;
    private final RegistrationLimit limit;
    private final Sessions sessions;

    public Xep0077InBandRegistration(
            Registration registration, AccountOperations operations, RegistrationLimit limit, Sessions sessions) {
        this.registration = registration;
        this.operations = operations;
        this.limit = limit;
        this.sessions = sessions;
    }

    @Override
    public Spec spec() {
        return SPEC;
    }

    @Override
    public List<String> hostFeatures() {
        return List.of(NAMESPACE);
    }

    // ---- who has logged in ---------------------------------------------------------------------------------------

    @Override
    public void rules(Rules rules) {
        rules.iq(GET).name(NAMESPACE, "query").to(SELF, HOST).quickly(this::registered);
        rules.iq(SET).name(NAMESPACE, "query").to(SELF, HOST).then(Refusals.answered(this::set));
    }

    private void registered(Incoming<Iq> in) {
        Jid account = owner(in);
        in.yieldResult(Node.of(NAMESPACE, "query")
                .plus(
                        Node.of(NAMESPACE, "registered"),
                        Node.of(NAMESPACE, "username").plus(String.valueOf(account.local())),
                        Node.of(NAMESPACE, "password"),
                        Node.of(NAMESPACE, "instructions")
                                .plus("You have this account. Send another password to change it, or remove it.")));
    }

    private void set(Incoming<Iq> in) {
        Jid account = owner(in);
        Node query = in.payload();
        if (query.child(NAMESPACE, "remove") == null) {
            change(account, query);
            in.yieldResult();
        } else if (query.children().size() > 1) {
            throw new StanzaErrorException(
                    Condition.BAD_REQUEST, "to remove an account <remove/> must stand alone; nothing was removed");
        } else {
            operations.removal().remove(account, in::yieldResult);
        }
    }

    private void change(Jid account, Node query) {
        String username = query.childText(NAMESPACE, "username");
        String password = query.childText(NAMESPACE, "password");
        if (username == null || password == null) {
            throw new StanzaErrorException(
                    Condition.BAD_REQUEST, "to change a password both <username/> and <password/> are needed");
        }
        if (!operations.names().account(username, account.domain()).equals(account)) {
            throw new StanzaErrorException(
                    Condition.NOT_ALLOWED,
                    "you are " + account
                            + " and can change the password of that account only; log out to make another");
        }
        operations.password().change(account, password);
    }

    /** Whose account it is about: only a client's own, at its own host. */
    private Jid owner(Incoming<Iq> in) {
        Jid from = in.from();
        Jid to = in.stanza().to();
        if (sessions.find(from) == null || (to != null && !to.domain().equals(from.domain()))) {
            throw new StanzaErrorException(
                    Condition.REGISTRATION_REQUIRED,
                    from.bare() + " has no account " + (to == null ? "here" : "at " + to.domain())
                            + ", and cannot get one this way");
        }
        return from.bare();
    }

    // ---- who has not ---------------------------------------------------------------------------------------------

    @Override
    public @Nullable Node offer(Negotiation stream) {
        return registration != Registration.CLOSED && stream.state() instanceof StreamState.Secured
                ? Node.of(FEATURE, "register")
                : null;
    }

    @Override
    public boolean wants(Node element, StreamState state) {
        return (state instanceof StreamState.Opened || state instanceof StreamState.Secured)
                && element.is(Namespaces.CLIENT, "iq")
                && element.child(NAMESPACE, "query") != null;
    }

    /** Keys are made and stored. */
    @Override
    public boolean isQuick() {
        return false;
    }

    @Override
    public void negotiate(Node element, Negotiation stream) throws StreamErrorException {
        if (stream.attachment(requests).incrementAndGet() > MOST_REQUESTS) {
            throw new StreamErrorException(
                    StreamError.POLICY_VIOLATION,
                    MOST_REQUESTS + " requests about registration are the most on one stream; log in, or come back");
        }
        switch (StanzaReader.read(element, null)) {
            case StanzaReader.Read.Good(Stanza stanza)
            when stanza instanceof Iq iq && iq.isRequest() -> stream.send(answer(iq, stream));
            case StanzaReader.Read.Good good -> {}
            case StanzaReader.Read.Refused(Stanza answer) -> stream.send(answer);
            case StanzaReader.Read.Dropped dropped -> {}
        }
    }

    private Iq answer(Iq iq, Negotiation stream) {
        try {
            checkOpen(stream);
            if (iq.type() == GET) {
                return iq.result(fields(stream.attachment(Invited.SHOWN).get()));
            }
            register(iq.content().nodes().getFirst(), stream);
            return iq.result();
        } catch (StanzaErrorException e) {
            return iq.error(e.error());
        } catch (LimitExceeded e) {
            return iq.error(Refusals.of(e).error());
        } catch (StoreException e) {
            return iq.error(Refusals.of(e).error());
        }
    }

    private void checkOpen(Negotiation stream) {
        if (registration == Registration.CLOSED) {
            // §3.1
            throw new StanzaErrorException(
                    Condition.SERVICE_UNAVAILABLE,
                    "accounts cannot be made from a client here; ask whoever runs " + stream.host() + " for one");
        }
        if (!(stream.state() instanceof StreamState.Secured)) {
            throw new StanzaErrorException(
                    Condition.NOT_AUTHORIZED, "a password must not be sent in the clear; begin TLS (starttls) first");
        }
        if (registration == Registration.INVITATION
                && stream.attachment(Invited.SHOWN).get() == null) {
            throw new StanzaErrorException(
                    Condition.NOT_ALLOWED,
                    "accounts are for who was invited; open the link of your invitation with a client that knows"
                            + " invitations (XEP-0445)");
        }
    }

    private static Node fields(@Nullable Invited invited) {
        String only = invited == null ? null : invited.invitation().localpart();
        Node username = Node.of(NAMESPACE, "username");
        return Node.of(NAMESPACE, "query")
                .plus(
                        Node.of(NAMESPACE, "instructions")
                                .plus(only == null ? "Choose a user name and a password." : "Choose a password."),
                        only == null ? username : username.plus(only),
                        Node.of(NAMESPACE, "password"));
    }

    private void register(Node query, Negotiation stream) {
        if (query.child(NAMESPACE, "remove") != null) {
            throw new StanzaErrorException(
                    Condition.UNEXPECTED_REQUEST, "only who has logged in can remove the own account");
        }
        String username = query.childText(NAMESPACE, "username");
        String password = query.childText(NAMESPACE, "password");
        if (username == null || username.isEmpty() || password == null || password.isEmpty()) {
            throw new StanzaErrorException(
                    Condition.NOT_ACCEPTABLE, "an account needs a <username/> and a <password/>, neither empty");
        }
        limit.count(stream.peer());
        Jid account = operations.names().account(username, stream.host());
        Invited invited = stream.attachment(Invited.SHOWN).getAndSet(null);
        if (invited == null) {
            operations.creation().create(account, password);
            return;
        }
        try {
            operations.invitation().accept(invited.token(), invited.invitation(), account, password);
        } catch (StanzaErrorException e) {
            // Not used: another name or password may do.
            stream.attachment(Invited.SHOWN).set(invited);
            throw e;
        }
    }
}
