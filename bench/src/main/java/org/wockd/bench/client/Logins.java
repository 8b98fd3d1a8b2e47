package org.wockd.bench.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.List;
import org.wockd.protocol.stream.StreamHeader;
import org.wockd.protocol.xep.StreamManagement;
import org.wockd.protocol.xml.Namespaces;
import org.wockd.protocol.xml.Node;

/** How a client comes in (RFC 6120 §5 to §7), and how an account is made from outside (XEP-0077); both block. */
public final class Logins {
    private static final String TLS = "urn:ietf:params:xml:ns:xmpp-tls";
    private static final String SASL = "urn:ietf:params:xml:ns:xmpp-sasl";
    private static final String BIND = "urn:ietf:params:xml:ns:xmpp-bind";
    private static final String SESSION = "urn:ietf:params:xml:ns:xmpp-session";
    private static final String REGISTER = "jabber:iq:register";

    private final Dialer dialer;
    private final Target target;

    public Logins(Dialer dialer) {
        this.dialer = dialer;
        this.target = dialer.target();
    }

    /**
     * Logs client {@code number} in as the account of that number, and binds.
     *
     * @param managed whether it counts stanzas (XEP-0198)
     */
    public Session login(int number, boolean managed, Session.Listener listener)
            throws LoginException, InterruptedException {
        Account account = Account.number(number);
        Line line = dialer.dial(number);
        try {
            authenticate(line, secured(line), account);
            Node features = line.open(target.domain());
            String jid = bind(line, features);
            if (managed) {
                line.say(StreamManagement.enable());
                line.expect(StreamManagement.NAMESPACE, "enabled");
            }
            Session session = new Session(line, jid, managed, listener);
            line.handTo(session.ear());
            return session;
        } catch (LoginException e) {
            line.drop();
            throw new LoginException(account.user() + ": " + e.getMessage(), e);
        }
    }

    /** Connects, opens a stream, and hangs up when the server has answered. */
    public void knock() throws LoginException, InterruptedException {
        Line line = dialer.dial(0);
        try {
            Node _ = line.open(target.domain());
        } finally {
            line.writer().end("</stream:stream>".getBytes(UTF_8));
        }
    }

    /** Makes the account of this number by in-band registration; false where there is one already. */
    public boolean register(int number) throws LoginException, InterruptedException {
        Account account = Account.number(number);
        Line line = dialer.dial(number);
        try {
            secured(line);
            line.say(iq("reg")
                    .plus(Node.of(REGISTER, "query")
                            .plus(Node.of(REGISTER, "username").plus(account.user()))
                            .plus(Node.of(REGISTER, "password").plus(account.password()))));
            Node answer = line.expect(Namespaces.CLIENT, "iq");
            if ("result".equals(answer.attribute("type"))) {
                return true;
            }
            Node error = answer.child(Namespaces.CLIENT, "error");
            if (error != null && error.child(Namespaces.STANZA_ERRORS, "conflict") != null) {
                return false;
            }
            throw new LoginException("no account " + account.user() + ": " + answer);
        } finally {
            line.writer().end("</stream:stream>".getBytes(UTF_8));
        }
    }

    private static Node iq(String id) {
        return Node.of(Namespaces.CLIENT, "iq").with("type", "set").with("id", id);
    }

    private Node secured(Line line) throws LoginException, InterruptedException {
        Node features = line.open(target.domain());
        if (target.security() != Target.Security.STARTTLS) {
            return features;
        }
        if (features.child(TLS, "starttls") == null) {
            throw new LoginException("the server does not offer STARTTLS: " + features);
        }
        line.say(Node.of(TLS, "starttls"));
        line.expect(TLS, "proceed");
        dialer.secure(line);
        return line.open(target.domain());
    }

    private void authenticate(Line line, Node features, Account account) throws LoginException, InterruptedException {
        String name = target.mechanism().sasl();
        Node offered = features.child(SASL, "mechanisms");
        List<String> names = offered == null
                ? List.of()
                : offered.children(SASL, "mechanism").stream().map(Node::text).toList();
        if (!names.contains(name)) {
            throw new LoginException(
                    names.isEmpty() && features.child(TLS, "starttls") != null
                            ? "the server lets nobody log in without TLS; begin it (STARTTLS), or have the server allow that"
                            : "the server does not offer " + name + ", but " + names
                                    + "; choose one of these, or have it keep its accounts' keys for that one");
        }
        switch (target.mechanism()) {
            case PLAIN -> {
                line.say(auth(name, "\0" + account.user() + "\0" + account.password()));
                line.expect(SASL, "success");
            }
            case SCRAM_SHA_1 -> scram(line, name, new Scram("SHA-1", account, StreamHeader.randomId()));
            case SCRAM_SHA_256 -> scram(line, name, new Scram("SHA-256", account, StreamHeader.randomId()));
        }
    }

    private static void scram(Line line, String mechanism, Scram scram) throws LoginException, InterruptedException {
        line.say(auth(mechanism, scram.first()));
        String challenge = decoded(line.expect(SASL, "challenge"));
        line.say(Node.of(SASL, "response").plus(encoded(scram.answer(challenge))));
        scram.check(decoded(line.expect(SASL, "success")));
    }

    private static Node auth(String mechanism, String text) {
        return Node.of(SASL, "auth").with("mechanism", mechanism).plus(encoded(text));
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    private static String decoded(Node element) throws LoginException {
        try {
            return new String(Base64.getDecoder().decode(element.text()), UTF_8);
        } catch (IllegalArgumentException e) {
            throw new LoginException("this is no Base64: " + element, e);
        }
    }

    private static String bind(Line line, Node features) throws LoginException, InterruptedException {
        line.say(iq("bind")
                .plus(Node.of(BIND, "bind").plus(Node.of(BIND, "resource").plus("bench"))));
        Node answer = line.expect(Namespaces.CLIENT, "iq");
        Node bound = answer.child(BIND, "bind");
        String jid = bound == null ? null : bound.childText(BIND, "jid");
        if (jid == null) {
            throw new LoginException("not bound: " + answer);
        }
        Node session = features.child(SESSION, "session");
        if (session != null && session.child(SESSION, "optional") == null) {
            line.say(iq("session").plus(Node.of(SESSION, "session")));
            line.expect(Namespaces.CLIENT, "iq");
        }
        return jid;
    }
}
