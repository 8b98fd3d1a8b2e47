package org.wockd.core.relay;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.util.HashedWheelTimer;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.wockd.core.relay.RelayConfig.Role;
import org.wockd.core.route.Post;
import org.wockd.core.route.Router;
import org.wockd.core.session.Attachment;
import org.wockd.core.session.LocalSessions;
import org.wockd.core.session.Session;
import org.wockd.core.store.StoreLimits;
import org.wockd.core.store.Stores;
import org.wockd.core.store.sql.SqlStores;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.relay.LinkConfig;
import org.wockd.protocol.relay.RelayLink;
import org.wockd.protocol.rule.Incoming;
import org.wockd.protocol.rule.Rules;
import org.wockd.protocol.rule.Target;
import org.wockd.protocol.service.Database;
import org.wockd.protocol.service.Endpoint;
import org.wockd.protocol.service.EventLoops;
import org.wockd.protocol.service.Secret;
import org.wockd.protocol.stanza.Iq;
import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.stanza.Presence;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stream.StreamError;

/** A core with a listener for relays on a free port of loopback, and people on it whose clients are right here. */
final class Stage implements AutoCloseable {
    static final Secret SECRET = new Secret("vorpal");
    static final RelayConfig TORRENT = relay("torrent.localhost", Role.RELAY);

    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    final EventLoops loops = EventLoops.open("stage", 2);
    final HashedWheelTimer timer = new HashedWheelTimer(10, TimeUnit.MILLISECONDS);
    final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
    final LocalSessions sessions = new LocalSessions(10, metrics);
    final CoreRelays relays;
    final Router router;
    final Stores stores;
    final Database database;
    private final RelayListener listener;
    private final org.wockd.protocol.rule.Path path;

    static RelayConfig relay(String domain, Role role) {
        return new RelayConfig(domain, SECRET, role, Set.of(), Duration.ofMillis(300));
    }

    Stage(Path folder, Duration patience, List<AttachWatcher> watchers, RelayConfig... configs) {
        this(folder, patience, RelayLimits.defaults().counted(), watchers, configs);
    }

    Stage(
            Path folder,
            Duration patience,
            RelayLimits.Counted counted,
            List<AttachWatcher> watchers,
            RelayConfig... configs) {
        database = Database.open(Database.sqlite(folder.resolve("core.sqlite")), SqlStores.MIGRATIONS, metrics);
        stores = SqlStores.open(database, StoreLimits.defaults(), InstantSource.system(), metrics);
        RelayLimits usual = RelayLimits.defaults();
        RelayLimits limits =
                new RelayLimits(usual.connections(), usual.stanza(), usual.unwritten(), patience, 100, 100, counted);
        relays = new CoreRelays(List.of(configs), limits, stores, loops.group(), timer, blocking, metrics);
        Target.Hosts hosts = "localhost"::equals;
        router = new Router(hosts, sessions, relays, Post.UNKEPT);
        Xep0356PrivilegedEntity privileged = new Xep0356PrivilegedEntity(
                List.of(Jid.domain("localhost")),
                relays,
                sessions,
                stores.rosters(),
                (owner, contact, edit) -> stores.rosters().update(owner, contact, edit),
                router::send);
        Rules rules = new Rules();
        privileged.rules(rules);
        rules.iq(Iq.Type.GET).name("urn:xmpp:ping", "ping").to(Target.HOST).quickly(Incoming::yieldResult);
        relays.start(
                router::send,
                Stream.concat(watchers.stream(), Stream.of(privileged)).toList());
        path = new org.wockd.protocol.rule.Path(privileged.filters(), rules, hosts, router);
        listener = RelayListener.open(
                new Endpoint(InetAddress.getLoopbackAddress().getHostAddress(), 0),
                loops,
                new RelayStreams(relays, path, hosts, timer, blocking, limits),
                metrics);
    }

    int port() {
        return listener.address().getPort();
    }

    /** A relay's link to this core, not started. */
    RelayLink link(String domain, Secret secret) {
        return link(port(), domain, null, secret);
    }

    /**
     * A relay's link that leads to this core by another port, not started.
     *
     * @param instance the name of the process, null where it has none
     */
    RelayLink link(int port, String domain, @Nullable String instance, Secret secret) {
        return new RelayLink(
                new LinkConfig(
                        new Endpoint("127.0.0.1", port),
                        Jid.domain(domain),
                        instance,
                        secret,
                        Jid.domain("localhost"),
                        new LinkConfig.Limits(
                                1 << 20,
                                100,
                                1_000,
                                1 << 20,
                                Duration.ofSeconds(60),
                                Duration.ofMillis(50),
                                Duration.ofMillis(200))),
                loops,
                timer,
                blocking,
                metrics);
    }

    /** Sends as a rule would, on a virtual thread, and waits until it is on its way. */
    void send(Stanza stanza) throws Exception {
        blocking.submit(() -> router.send(stanza)).get(60, TimeUnit.SECONDS);
    }

    void say(String from, String to, String body) throws Exception {
        send(Message.chat(Jid.parse(from), Jid.parse(to), body, body));
    }

    /** Lets a stanza in that a client has sent. */
    void says(Stanza stanza) {
        org.wockd.protocol.rule.Path.Plan plan = path.plan(stanza, _ -> {});
        if (plan != null) {
            blocking.execute(plan::run);
        }
    }

    Client client(String jid) throws Exception {
        Client client = new Client(Jid.parse(jid));
        sessions.bind(client);
        return client;
    }

    @Override
    public void close() {
        listener.close();
        loops.close();
        timer.stop();
        blocking.close();
        stores.close();
        database.close();
    }

    /** A client whose stream ends in a queue. */
    static final class Client implements Session {
        private final Jid jid;
        private final Attachment.Values values = new Attachment.Values();
        private final BlockingQueue<Stanza> got = new LinkedBlockingQueue<>();
        private volatile @Nullable Presence presence;

        private Client(Jid jid) {
            this.jid = jid;
            this.presence = new Presence(
                    jid, null, null, Presence.Type.AVAILABLE, null, org.wockd.protocol.stanza.Content.EMPTY);
        }

        /** The next stanza it got. */
        Stanza next() throws InterruptedException {
            Stanza next = got.poll(60, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError(jid + " got nothing");
            }
            return next;
        }

        @Override
        public Jid jid() {
            return jid;
        }

        @Override
        public void send(Stanza stanza, long row) {
            got.add(stanza);
        }

        @Override
        public java.util.concurrent.CompletableFuture<Void> flushed() {
            return java.util.concurrent.CompletableFuture.completedFuture(null);
        }

        @Override
        public org.wockd.core.store.Entry.@Nullable Counted counted() {
            return null;
        }

        @Override
        public @Nullable Presence presence() {
            return presence;
        }

        @Override
        public void presence(@Nullable Presence other) {
            presence = other;
        }

        @Override
        public <T> T attachment(Attachment<T> key) {
            return values.get(key);
        }

        @Override
        public void close(StreamError error, String text) {}
    }
}
