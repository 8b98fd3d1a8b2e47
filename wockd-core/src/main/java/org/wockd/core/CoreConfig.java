package org.wockd.core;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.wockd.core.account.Inviters;
import org.wockd.core.account.Registration;
import org.wockd.core.auth.Mechanism;
import org.wockd.core.relay.RelayConfig;
import org.wockd.core.store.Archive;
import org.wockd.protocol.service.ByteSize;
import org.wockd.protocol.service.Doc;
import org.wockd.protocol.service.Endpoint;
import org.wockd.protocol.service.Range;
import org.wockd.protocol.service.Secret;
import org.wockd.protocol.service.ServiceConfig;

/** The configuration of the core: every key, in one place. */
@ConfigMapping(prefix = "")
public interface CoreConfig extends ServiceConfig {

    @Doc("The domains whose accounts live here. The first one is the default.")
    @WithDefault("localhost")
    List<String> hosts();

    @Doc("Certificates by host name. A host without one gets a self-signed certificate, made on the first start.")
    Map<String, Certificate> certificates();

    @Doc("Where the core listens.")
    Listen listen();

    @Doc(
            value =
                    "Where clients are sent instead, once they are encrypted, as host or host:port: set it before this server"
                            + " is taken away, and start it again. Without it clients are served.",
            example = "new.example.org:5222")
    Optional<String> seeOtherHost();

    @Doc("Where accounts, rosters and mailboxes are kept.")
    Store store();

    @Doc("How clients log in.")
    Login login();

    @Doc("Who may make an account from a client (XEP-0077): closed, nobody; invitation, who was invited; open,"
            + " everybody.")
    @WithDefault("closed")
    Registration registration();

    @Doc("Invitations, where they are of use.")
    Invitations invitations();

    @Doc("Accounts that administer this server from a client (XEP-0133), such as alice@localhost.")
    Optional<List<String>> admins();

    @Doc("The relays that may attach, by their domain.")
    Map<String, Relay> relays();

    @Doc("What is kept of messages.")
    Mailbox mailbox();

    @Doc("What accounts may publish (XEP-0163): avatars, keys, bookmarks, up to where chats were read.")
    Pubsub pubsub();

    @Doc("What one client may take, and how many there may be.")
    Limits limits();

    @Doc("How fast clients may send. Who sends faster is read more slowly.")
    Rates rates();

    /** What is kept of messages. */
    interface Mailbox {
        @Doc(
                "Whose messages are kept to be looked up, for accounts that do not say: always, never, or roster (contacts).")
        @WithDefault("always")
        Archive.Standard archive();

        @Doc("How long a message is kept to be looked up.")
        @WithDefault("720d")
        Duration archiveAge();

        @Doc("How much is kept of one account; the oldest goes first.")
        @WithDefault("1 GiB")
        ByteSize archiveSize();

        @Doc("The most messages that may wait for one account; whoever sends one more is told so.")
        @WithDefault("10000")
        @Range(min = 1, max = 1_000_000)
        int waiting();

        @Doc("How much may wait for one account.")
        @WithDefault("64 MiB")
        ByteSize waitingSize();

        @Doc("The most messages that may wait for one relay; whoever sends one more is told so.")
        @WithDefault("50000")
        @Range(min = 1, max = 1_000_000)
        int relayWaiting();

        @Doc("How long a message waits for its receiver before it is dropped.")
        @WithDefault("360d")
        Duration waitingAge();
    }

    /** What accounts may publish. */
    interface Pubsub {
        @Doc("The most nodes of one account. OMEMO needs one for each device that there ever was.")
        @WithDefault("500")
        @Range(min = 10, max = 100_000)
        int nodes();

        @Doc("The most items of one node. Where chats were read is one for each chat, bookmarks are one for each room.")
        @WithDefault("1000")
        @Range(min = 10, max = 10_000)
        int itemsPerNode();

        @Doc("The most octets of one item.")
        @WithDefault("200 KiB")
        ByteSize item();

        @Doc("The most octets of all items of one account.")
        @WithDefault("20 MiB")
        ByteSize account();

        @Doc("The most subscribers of one node who are no contacts; contacts need not subscribe.")
        @WithDefault("500")
        @Range(min = 0, max = 100_000)
        int subscribersPerNode();
    }

    /** A certificate from files. */
    interface Certificate {
        @Doc(
                value = "PEM file with the certificate and those that lead to its root. Read again when it changes.",
                example = "/etc/letsencrypt/live/example.org/fullchain.pem")
        Path chain();

        @Doc(
                value = "PEM file with the private key, without a passphrase.",
                example = "/etc/letsencrypt/live/example.org/privkey.pem")
        Path key();
    }

    /** Addresses, as host:port; port 0 takes any free one. */
    interface Listen {
        @Doc("For clients, with STARTTLS (RFC 6120).")
        @WithDefault("[::]:5222")
        Endpoint client();

        @Doc("For clients, with TLS from the first octet (XEP-0368).")
        @WithDefault("[::]:5223")
        Endpoint clientTls();

        @Doc("For relays (XEP-0114). It is not encrypted: leave it on loopback or a network of your own.")
        @WithDefault("127.0.0.1:5347")
        Endpoint relay();

        @Doc(
                value =
                        "For browsers: the page of invitations, over HTTP. It is not encrypted: leave it on loopback, and"
                                + " have a web server with TLS in front of it. Without it, there is none.",
                example = "127.0.0.1:5280")
        Optional<Endpoint> web();
    }

    /** The store. */
    interface Store {
        @Doc(
                value = "A JDBC address. Without one, the file core.db in the data folder.",
                example = "jdbc:sqlite:/var/lib/wockd/core.db")
        Optional<String> url();
    }

    /** Logging in. */
    interface Login {
        @Doc("The SASL mechanisms on offer. plain is offered under TLS only.")
        @WithDefault(
                "scram-sha-512-plus,scram-sha-256-plus,scram-sha-1-plus,scram-sha-512,scram-sha-256,scram-sha-1,plain")
        List<Mechanism> mechanisms();

        @Doc("Rounds of PBKDF2 for new passwords. More costs attackers and logins alike.")
        @WithDefault("10000")
        @Range(min = 4096, max = 1_000_000)
        int iterations();

        @Doc("Whether jabber:iq:auth (XEP-0078) is on offer, the login of 1999, for clients that know nothing newer.")
        @WithDefault("false")
        boolean legacyIqAuth();
    }

    /** Invitations. */
    interface Invitations {
        @Doc("Who may invite from a client (XEP-0401): admins, or everybody who has an account.")
        @WithDefault("everybody")
        Inviters by();

        @Doc("How long an invitation is good.")
        @WithDefault("7d")
        Duration lasts();

        @Doc("The most open invitations that one account may have.")
        @WithDefault("10")
        @Range(min = 1, max = 10_000)
        int perInviter();

        @Doc(
                value =
                        "Where browsers find the page of invitations: the public address of listen.web behind a web server"
                                + " with TLS, with the path invite/. Without it, invitations have no page.",
                example = "https://example.org/invite/")
        Optional<String> page();
    }

    /** A relay. */
    interface Relay {
        @Doc(value = "What the relay proves that it is the one.", example = "a long random text")
        Secret secret();

        @Doc("relay: it speaks for its own domain only. gateway: it also carries stanzas from and to all domains that"
                + " nobody else serves.")
        @WithDefault("relay")
        RelayConfig.Role role();

        @Doc("What it may do beyond that (XEP-0356): roster-get, roster-set, message, presence.")
        Optional<List<RelayConfig.Privilege>> privileges();

        @Doc("How long iqs wait for the relay while it is away.")
        @WithDefault("10s")
        Duration grace();
    }

    /** Limits. */
    interface Limits {
        @Doc("The most octets of a stanza.")
        @WithDefault("256 KiB")
        ByteSize stanza();

        @Doc("The most octets of an element before anybody has logged in.")
        @WithDefault("16 KiB")
        ByteSize anonymous();

        @Doc("The most octets that may wait for a client that reads too slowly.")
        @WithDefault("4 MiB")
        ByteSize unwritten();

        @Doc("How long a connection may take to log in and bind.")
        @WithDefault("60s")
        Duration negotiation();

        @Doc("How long an element may take from its first octet to its last.")
        @WithDefault("60s")
        Duration element();

        @Doc("How long a client that has lost its connection may come back to its session.")
        @WithDefault("10m")
        Duration resumption();

        @Doc("The most connections of clients.")
        @WithDefault("10000")
        @Range(min = 1, max = 1_000_000)
        int connections();

        @Doc("The most connections from one address; with IPv6, from one /64. Raise it where a proxy stands in front.")
        @WithDefault("1000")
        @Range(min = 1, max = 1_000_000)
        int connectionsPerAddress();

        @Doc("How long a client may be silent before it is asked whether it is there.")
        @WithDefault("5m")
        Duration silence();

        @Doc("How long it may be silent after that, before it is taken for gone.")
        @WithDefault("60s")
        Duration answer();

        @Doc("The most clients that one account may have connected.")
        @WithDefault("50")
        @Range(min = 1, max = 1000)
        int sessionsPerAccount();

        @Doc("The most contacts of one account.")
        @WithDefault("2000")
        @Range(min = 1, max = 100_000)
        int contacts();

        @Doc("The most tries to make an account from one address within an hour.")
        @WithDefault("5")
        @Range(min = 1, max = 100_000)
        int registrations();
    }

    /** How fast clients may send. */
    interface Rates {
        @Doc("Octets a second from one stream.")
        @WithDefault("1 MiB")
        ByteSize streamOctets();

        @Doc("Octets at once from one stream, after a rest.")
        @WithDefault("8 MiB")
        ByteSize streamOctetsAtOnce();

        @Doc("Stanzas a second from one stream.")
        @WithDefault("1000")
        @Range(min = 1, max = 1_000_000)
        int streamStanzas();

        @Doc("Stanzas at once from one stream, after a rest.")
        @WithDefault("10000")
        @Range(min = 1, max = 1_000_000)
        int streamStanzasAtOnce();

        @Doc("Octets a second from all streams of one account.")
        @WithDefault("4 MiB")
        ByteSize accountOctets();

        @Doc("Octets at once from all streams of one account, after a rest.")
        @WithDefault("32 MiB")
        ByteSize accountOctetsAtOnce();

        @Doc("Stanzas a second from all streams of one account.")
        @WithDefault("2000")
        @Range(min = 1, max = 1_000_000)
        int accountStanzas();

        @Doc("Stanzas at once from all streams of one account, after a rest.")
        @WithDefault("20000")
        @Range(min = 1, max = 1_000_000)
        int accountStanzasAtOnce();

        @Doc("The longest that a stream is not read from; who has sent so much that it would take longer is cut off.")
        @WithDefault("60s")
        Duration pause();
    }
}
