package org.wockd.core.xep;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.util.HashedWheelTimer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.wockd.core.feature.Feature;
import org.wockd.core.feature.FeatureList;
import org.wockd.core.mail.ArchiveWishes;
import org.wockd.core.mail.PostOffice;
import org.wockd.core.pubsub.PubsubFeatures;
import org.wockd.core.route.Relays;
import org.wockd.core.route.Router;
import org.wockd.core.session.LocalSessions;
import org.wockd.core.session.Session;
import org.wockd.core.session.Sessions.TooManySessions;
import org.wockd.core.store.Archive;
import org.wockd.core.store.Entry;
import org.wockd.core.store.Mailbox;
import org.wockd.core.store.PubsubNodes;
import org.wockd.core.store.Rosters;
import org.wockd.core.store.StoreLimits;
import org.wockd.core.store.Stores;
import org.wockd.core.store.sql.SqlStores;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.rule.Target;
import org.wockd.protocol.service.Database;
import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaReader;
import org.wockd.protocol.stream.StreamErrorException;
import org.wockd.protocol.xep.Disco;
import org.wockd.protocol.xep.SoftwareVersion;
import org.wockd.protocol.xep.Spec;
import org.wockd.protocol.xml.Frame;
import org.wockd.protocol.xml.Namespaces;
import org.wockd.protocol.xml.NodeReader;
import org.wockd.protocol.xml.NodeWriter;
import org.wockd.protocol.xml.XmlException;

/**
 * The core without its sockets, for plays: real rules, router, sessions and stores on SQLite. Everything happens on the
 * test's own thread, so what somebody sends has had all its effects when the call returns.
 */
final class Stage implements AutoCloseable {
    static final String HOST = "wockd.test";
    static final Instant NOW = Instant.parse("2027-01-02T03:04:05Z");

    private static final StoreLimits LIMITS = new StoreLimits(
            new Rosters.Limits(4, 2, 20, 10, 2),
            new Mailbox.Limits(200, 100_000, 10_000, 10_000, 1_000_000, 10_000),
            new Mailbox.Limits(200, 100_000, 10_000, 10_000, 1_000_000, 10_000),
            new PubsubNodes.Limits(4, 3, 300, 1_000, 1),
            100,
            1_000_000);

    final Stores stores;
    final Features features;
    final FeatureList list;
    final Router router;
    final PostOffice office;

    private final PlayClock clock = new PlayClock();
    private final HashedWheelTimer timer = new HashedWheelTimer();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final Database database;
    private final LocalSessions sessions = new LocalSessions(5, meters);
    private final Map<String, RelayPlayer> relays = new HashMap<>();
    private final org.wockd.protocol.rule.Path path;

    Stage(Path folder) {
        Target.Hosts hosts = HOST::equals;
        database = Database.open(Database.sqlite(folder.resolve("core.db")), SqlStores.MIGRATIONS, meters);
        stores = SqlStores.open(database, LIMITS, clock, meters);
        ArchiveWishes wishes = new ArchiveWishes(stores.archive(), stores.rosters(), Archive.Standard.ALWAYS);
        office = new PostOffice(stores, sessions, hosts, wishes, Runnable::run, clock, Duration.ofMillis(1));
        Relays configured = relays::get;
        router = new Router(hosts, sessions, configured, office);
        features = new Features(
                hosts, stores, sessions, router, office, wishes, new SoftwareVersion("wockd", "0.1.0"), clock);
        List<Feature> more = new ArrayList<>(List.of(new Shown()));
        more.addAll(PubsubFeatures.of(
                new PubsubFeatures.Surroundings(hosts, stores, sessions, router::send, timer, Runnable::run, clock),
                LIMITS.pubsub().items(),
                meters));
        list = features.with(more);
        path = new org.wockd.protocol.rule.Path(list.filters(), list.rules(), hosts, router);
    }

    /** Time goes by. */
    void waits(Duration time) {
        clock.now = clock.now.plus(time);
    }

    /** A client of an account, which is made when it is new. */
    Client login(String jid) {
        Jid full = Jid.parse(jid);
        account(full);
        Client client = new Client(this, full);
        try {
            sessions.bind(client);
        } catch (TooManySessions e) {
            throw new AssertionError(e);
        }
        return client;
    }

    /** A client that has asked for the roster and is available; what it saw up to then is forgotten. */
    Client available(String jid) {
        Client client = login(jid);
        client.sends("<iq type='get' id='roster'><query xmlns='jabber:iq:roster'/></iq>");
        client.sends("<presence/>");
        client.sees();
        return client;
    }

    void account(Jid jid) {
        stores.accounts().create(jid.bare(), Map.of());
    }

    /** A relay that is there. */
    RelayPlayer relay(String domain) {
        return relays.computeIfAbsent(domain, d -> new RelayPlayer(this));
    }

    void takes(Stanza stanza, org.wockd.protocol.rule.Path.Answers answers) {
        org.wockd.protocol.rule.Path.Plan plan = path.plan(stanza, answers);
        if (plan != null) {
            plan.run();
        }
        settles();
    }

    /** Waits until the store has done what it was told, and who waits for that knows. */
    void settles() {
        stores.mailbox().sync().join();
    }

    void ends(Session session) {
        sessions.unbind(session);
        list.ended(session);
    }

    static Stanza parse(String xml) {
        try {
            return switch (StanzaReader.read(NodeReader.forClient().read(Frame.of(xml)), null)) {
                case StanzaReader.Read.Good good -> good.stanza();
                case StanzaReader.Read other -> throw new AssertionError("the play has a bad stanza: " + other);
            };
        } catch (XmlException | StreamErrorException e) {
            throw new AssertionError(e);
        }
    }

    static String xml(Stanza stanza) {
        return NodeWriter.toString(stanza.node(), Namespaces.CLIENT);
    }

    @Override
    public void close() {
        timer.stop();
        stores.close();
        database.close();
    }

    /** Stands still until the play says so. */
    private static final class PlayClock extends Clock {
        private volatile Instant now = NOW;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    /** Shows a relay as belonging to the host, as the listener for relays does. */
    private static final class Shown implements Feature {
        @Override
        public Spec spec() {
            return new Spec("XEP-0114", "Jabber Component Protocol", "1.6");
        }

        @Override
        public List<Disco.Item> hostItems() {
            return List.of(new Disco.Item(Jid.parse("torrent." + HOST), null, "Torrents"));
        }
    }

    /** A relay's end of its link. */
    static final class RelayPlayer implements Relays.Relay {
        private final Stage stage;
        private final List<String> seen = new ArrayList<>();

        RelayPlayer(Stage stage) {
            this.stage = stage;
        }

        @Override
        public boolean isQuick(Stanza stanza) {
            return true;
        }

        @Override
        public boolean keeps(Message message) {
            return true;
        }

        @Override
        public long send(Stanza stanza, Relays.Beside beside) {
            seen.add(xml(stanza));
            Entry copy = beside.copy();
            return copy == null
                    ? 0
                    : stage.stores.mailbox().append(List.of(copy)).ids().getFirst();
        }

        void sends(String xml) {
            stage.takes(parse(xml), this::send);
        }

        /** What it was sent since the last call. */
        List<String> sees() {
            List<String> all = List.copyOf(seen);
            seen.clear();
            return all;
        }
    }
}
