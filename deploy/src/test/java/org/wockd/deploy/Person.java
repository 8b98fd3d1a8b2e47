package org.wockd.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jivesoftware.smack.ConnectionConfiguration.SecurityMode;
import org.jivesoftware.smack.SASLAuthentication;
import org.jivesoftware.smack.StanzaCollector;
import org.jivesoftware.smack.filter.StanzaTypeFilter;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smack.packet.Presence;
import org.jivesoftware.smack.packet.Stanza;
import org.jivesoftware.smack.provider.ProviderManager;
import org.jivesoftware.smack.roster.Roster;
import org.jivesoftware.smack.tcp.XMPPTCPConnection;
import org.jivesoftware.smack.tcp.XMPPTCPConnectionConfiguration;
import org.jivesoftware.smackx.caps.EntityCapsManager;
import org.jivesoftware.smackx.disco.ServiceDiscoveryManager;
import org.jivesoftware.smackx.ping.PingManager;
import org.jxmpp.jid.BareJid;
import org.jxmpp.jid.Jid;
import org.jxmpp.jid.impl.JidCreate;

/**
 * A person at a client that nobody here wrote (Smack), logged in with SCRAM-SHA-256-PLUS.
 *
 * <p>What arrives is collected in the order it is read, so that after a {@link #fence} everything before it is there.
 */
final class Person implements AutoCloseable {

    static final Jid RELAY = JidCreate.domainBareFromOrThrowUnchecked("torrent.localhost");

    private final XMPPTCPConnection connection;
    private final StanzaCollector messages;
    private final StanzaCollector presences;

    static {
        SASLAuthentication.registerSASLMechanism(new ScramSha256Plus());
        ProviderManager.addIQProvider("query", "jabber:iq:roster", new RosterReader());
    }

    private Person(XMPPTCPConnection connection) {
        this.connection = connection;
        connection.setReplyTimeout(Running.PATIENCE.toMillis());
        messages = connection.createStanzaCollector(StanzaTypeFilter.MESSAGE);
        presences = connection.createStanzaCollector(StanzaTypeFilter.PRESENCE);
    }

    /** Logs in and becomes available, with a client that has these features besides its own, and trusts who asks. */
    static Person comesOnline(Household household, String name, String... features) throws Exception {
        var connection = new XMPPTCPConnection(XMPPTCPConnectionConfiguration.builder()
                .setXmppDomain("localhost")
                .setHostAddress(InetAddress.getLoopbackAddress())
                .setPort(household.port("client"))
                .setUsernameAndPassword(name, Household.PASSWORD)
                .setResource("balcony")
                .setSecurityMode(SecurityMode.required)
                .setCustomX509TrustManager(household.trust())
                // Only one certificate is trusted at all, and it is that of localhost.
                .setHostnameVerifier((host, session) -> host.equals("localhost"))
                .build());
        Person person = new Person(connection);
        try {
            Roster.getInstanceFor(connection).setSubscriptionMode(Roster.SubscriptionMode.accept_all);
            EntityCapsManager.getInstanceFor(connection).enableEntityCaps();
            for (String feature : features) {
                ServiceDiscoveryManager.getInstanceFor(connection).addFeature(feature);
            }
            connection.connect().login();
            assertThat(connection.getUsedSaslMechansism()).isEqualTo(ScramSha256Plus.NAME);
            return person;
        } catch (Exception | AssertionError e) {
            person.close();
            throw e;
        }
    }

    /** The client's connection, for what is not said here. */
    XMPPTCPConnection client() {
        return connection;
    }

    /** Asks to see the presence of a contact, which is put into the roster. */
    void adds(Jid contact) throws Exception {
        Roster.getInstanceFor(connection).createItemAndRequestSubscription(contact.asBareJid(), null, null);
    }

    /** Says this in a chat. */
    void says(Jid to, String words) throws Exception {
        connection.sendStanza(connection
                .getStanzaFactory()
                .buildMessageStanza()
                .to(to)
                .ofType(Message.Type.chat)
                .setBody(words)
                .build());
    }

    /** The next message of this kind; those before it are passed over. */
    Message hears(String what, Predicate<Message> wanted) throws InterruptedException {
        return next(messages, what, wanted);
    }

    /** The next presence of this kind from a contact. */
    Presence sees(BareJid contact, Presence.Type type) throws InterruptedException {
        return next(
                presences,
                type + " from " + contact,
                presence -> presence.getType() == type
                        && contact.equals(presence.getFrom().asBareJid()));
    }

    private <S extends Stanza> S next(StanzaCollector collector, String what, Predicate<S> wanted)
            throws InterruptedException {
        List<String> others = new ArrayList<>();
        long deadline = System.nanoTime() + Running.PATIENCE.toNanos();
        while (true) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            S stanza = left > 0 ? collector.nextResult(left) : null;
            if (stanza == null) {
                throw new AssertionError(connection.getUser() + " waited in vain for " + what + ", but got " + others);
            }
            if (wanted.test(stanza)) {
                return stanza;
            }
            others.add(stanza.toString());
        }
    }

    /** All messages that have arrived and were not heard yet. */
    List<Message> messagesSoFar() {
        List<Message> all = new ArrayList<>();
        for (Message message = messages.pollResult(); message != null; message = messages.pollResult()) {
            all.add(message);
        }
        return all;
    }

    /** A round trip to the server or a relay: what it sent before has arrived. */
    void fence(Jid with) throws Exception {
        assertThat(PingManager.getInstanceFor(connection).ping(with, Running.PATIENCE.toMillis()))
                .isTrue();
    }

    /** Closes the stream and waits until the server has done so too. */
    @Override
    public void close() {
        connection.disconnect();
    }
}
