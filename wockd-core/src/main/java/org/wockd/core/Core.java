package org.wockd.core;

import io.netty.util.HashedWheelTimer;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.wockd.core.account.AccountInvitation;
import org.wockd.core.account.AccountOperations;
import org.wockd.core.admin.Communication;
import org.wockd.core.auth.LoginLimits;
import org.wockd.core.auth.Sasl;
import org.wockd.core.auth.ServerSecret;
import org.wockd.core.c2s.ClientServer;
import org.wockd.core.c2s.Elsewhere;
import org.wockd.core.c2s.StreamEnds;
import org.wockd.core.control.ControlSocket;
import org.wockd.core.feature.AdhocCommand;
import org.wockd.core.feature.Feature;
import org.wockd.core.feature.FeatureList;
import org.wockd.core.mail.ArchiveWishes;
import org.wockd.core.mail.PostOffice;
import org.wockd.core.pubsub.PubsubFeatures;
import org.wockd.core.relay.CoreRelays;
import org.wockd.core.relay.RelayConfig;
import org.wockd.core.relay.RelayLimits;
import org.wockd.core.relay.RelayListener;
import org.wockd.core.relay.RelayStreams;
import org.wockd.core.relay.Xep0114JabberComponents;
import org.wockd.core.relay.Xep0356PrivilegedEntity;
import org.wockd.core.route.Router;
import org.wockd.core.session.LocalSessions;
import org.wockd.core.session.Sessions;
import org.wockd.core.store.Expiry;
import org.wockd.core.store.Mailbox;
import org.wockd.core.store.PubsubNodes;
import org.wockd.core.store.StoreLimits;
import org.wockd.core.store.Stores;
import org.wockd.core.store.sql.SqlStores;
import org.wockd.core.tls.Certificates;
import org.wockd.core.tls.Tls;
import org.wockd.core.web.InvitationPage;
import org.wockd.core.xep.Features;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.rule.Path;
import org.wockd.protocol.rule.Target;
import org.wockd.protocol.service.Database;
import org.wockd.protocol.service.EventLoops;
import org.wockd.protocol.service.ExitCode;
import org.wockd.protocol.service.Frame;
import org.wockd.protocol.service.HttpPages;
import org.wockd.protocol.service.Service;
import org.wockd.protocol.service.StartException;
import org.wockd.protocol.service.Version;
import org.wockd.protocol.xep.SoftwareVersion;

/** The core as a process: puts its parts together in the order they start, which is the reverse of the order they stop. */
public final class Core implements Service<CoreConfig> {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final int BROWSERS_AT_ONCE = 16;

    @Override
    public String name() {
        return "core";
    }

    @Override
    public Class<CoreConfig> configuration() {
        return CoreConfig.class;
    }

    @Override
    public void start(CoreConfig config, Frame frame) throws IOException {
        Clock clock = Clock.systemUTC();
        Stores stores = stores(config, clock, frame);
        ClientServer.Machinery machinery = machinery(clock, frame);
        Expiry expiry = Expiry.start(stores.mailbox(), machinery.timer(), machinery.blocking());
        frame.lifecycle().onStop("expiry", SOON, expiry::close);
        Tls tls = tls(config, clock, frame);
        Target.Hosts hosts = Set.copyOf(config.hosts())::contains;

        Sessions sessions = new LocalSessions(config.limits().sessionsPerAccount(), frame.meters());
        CoreRelays relays = relays(config, stores, machinery, frame);
        Communication communication =
                new Communication(stores.lists(), hosts::serves, config.relays().keySet()::contains);
        Elsewhere elsewhere = new Elsewhere(config.seeOtherHost().orElse(null));
        ArchiveWishes wishes = new ArchiveWishes(
                stores.archive(), stores.rosters(), config.mailbox().archive());
        PostOffice office = new PostOffice(stores, sessions, hosts, wishes, machinery.blocking(), clock, SOON);
        office.measure(frame.meters());
        Router router = new Router(hosts, sessions, communication.guarding(relays), office);
        Features own = new Features(
                hosts, stores, sessions, router, office, wishes, new SoftwareVersion("wockd", Version.number()), clock);
        Xep0356PrivilegedEntity privileged = new Xep0356PrivilegedEntity(
                config.hosts().stream().map(Jid::domain).toList(),
                relays,
                sessions,
                stores.rosters(),
                own.rosters(),
                router::send);
        AccountFeatures accounts = AccountFeatures.of(
                config,
                stores,
                new AccountOperations.Ties(sessions, own.farewell(), own.rosters()),
                new AccountFeatures.Service(own.bulletin(), communication, elsewhere, machinery.timer()),
                clock,
                frame);
        List<Feature> more = accounts.and(List.of(new Xep0114JabberComponents(relays), privileged));
        more.addAll(PubsubFeatures.of(
                new PubsubFeatures.Surroundings(
                        hosts, stores, sessions, router::send, machinery.timer(), machinery.blocking(), clock),
                config.pubsub().itemsPerNode(),
                frame.meters()));
        FeatureList features = own.with(more);
        Path path = new Path(features.filters(), features.rules(), hosts, router);

        relays.start(
                router::send,
                List.of(
                        privileged,
                        arrival -> own.presence().relayAttached(arrival.relay().domain(), arrival.users())));
        ClientServer clients = new ClientServer(
                config,
                new ClientServer.Surroundings(
                        hosts,
                        sasl(config, stores, clock, frame),
                        tls,
                        stores,
                        sessions,
                        path,
                        accounts.negotiated(),
                        features.streamFeatures(),
                        new StreamEnds(features::ended, features::resumed, office.receipts()),
                        elsewhere),
                machinery,
                frame);
        listenForRelays(
                config,
                new RelayStreams(relays, path, hosts, machinery.timer(), machinery.blocking(), RelayLimits.defaults()),
                machinery,
                frame);
        listenForBrowsers(config, accounts.operations().invitation(), frame);
        clients.listen(frame);
        listenForCommands(config, accounts.administration(), machinery, frame);
    }

    private static void listenForCommands(
            CoreConfig config, List<AdhocCommand> commands, ClientServer.Machinery machinery, Frame frame) {
        try {
            ControlSocket socket =
                    ControlSocket.open(config.data(), config.hosts().getFirst(), commands, machinery.blocking());
            frame.lifecycle().onStop("control socket", SOON, socket::close);
        } catch (IOException e) {
            throw new StartException(ExitCode.FILE, "The command line could not reach this core: " + e.getMessage(), e);
        }
    }

    private static Stores stores(CoreConfig config, Clock clock, Frame frame) {
        Database database = Database.open(storeUrl(config), SqlStores.MIGRATIONS, frame.meters());
        frame.lifecycle().onStop("database", SOON, database::close);
        Stores stores = SqlStores.open(database, limits(config), clock, frame.meters());
        frame.lifecycle().onStop("stores", SOON, stores::close);
        return stores;
    }

    private static StoreLimits limits(CoreConfig config) {
        CoreConfig.Mailbox mailbox = config.mailbox();
        CoreConfig.Pubsub pubsub = config.pubsub();
        StoreLimits defaults = StoreLimits.defaults();
        Mailbox.Limits user = defaults.user();
        return new StoreLimits(
                defaults.roster().items(config.limits().contacts()),
                new Mailbox.Limits(
                        mailbox.waiting(),
                        mailbox.waitingSize().bytes(),
                        mailbox.waitingAge().toMillis(),
                        user.rememberMillis(),
                        mailbox.archiveSize().bytes(),
                        mailbox.archiveAge().toMillis()),
                defaults.relay().count(mailbox.relayWaiting()),
                new PubsubNodes.Limits(
                        pubsub.nodes(),
                        pubsub.itemsPerNode(),
                        Math.toIntExact(Math.min(pubsub.item().bytes(), Integer.MAX_VALUE)),
                        pubsub.account().bytes(),
                        pubsub.subscribersPerNode()),
                defaults.queue(),
                defaults.queueBytes());
    }

    private static CoreRelays relays(CoreConfig config, Stores stores, ClientServer.Machinery machinery, Frame frame) {
        List<RelayConfig> configs = config.relays().entrySet().stream()
                .map(entry -> {
                    CoreConfig.Relay relay = entry.getValue();
                    return new RelayConfig(
                            Jid.domain(entry.getKey()).domain(),
                            relay.secret(),
                            relay.role(),
                            Set.copyOf(relay.privileges().orElse(List.of())),
                            relay.grace());
                })
                .toList();
        try {
            return new CoreRelays(
                    configs,
                    RelayLimits.defaults(),
                    stores,
                    machinery.loops().group(),
                    machinery.timer(),
                    machinery.blocking(),
                    frame.meters());
        } catch (IllegalArgumentException e) {
            throw new StartException(ExitCode.CONFIGURATION, "The key \"relays\" is wrong: " + e.getMessage() + ".");
        }
    }

    private static void listenForRelays(
            CoreConfig config, RelayStreams streams, ClientServer.Machinery machinery, Frame frame) {
        RelayListener listener =
                RelayListener.open(config.listen().relay(), machinery.loops(), streams, frame.meters());
        frame.lifecycle().onStop("relay streams", SOON, listener::close);
        frame.listening("relay", listener.address());
    }

    private static void listenForBrowsers(CoreConfig config, AccountInvitation invitations, Frame frame) {
        config.listen().web().ifPresent(endpoint -> {
            try {
                HttpPages pages = HttpPages.open(
                        "web", endpoint, BROWSERS_AT_ONCE, new InvitationPage(invitations), frame.meters());
                frame.lifecycle().onStop("web pages", SOON, pages::close);
                frame.listening("web", pages.address());
            } catch (IOException e) {
                throw Frame.cannotListen("listen.web", endpoint, e);
            }
        });
    }

    private static ClientServer.Machinery machinery(Clock clock, Frame frame) {
        ExecutorService blocking = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("stanza-", 0).factory());
        frame.lifecycle().onStop("virtual threads", SOON, blocking::close);
        EventLoops loops = EventLoops.open("loop");
        frame.lifecycle().onStop("event loops", SOON.multipliedBy(2), loops::close);
        HashedWheelTimer timer = new HashedWheelTimer(new DefaultThreadFactory("timer", true));
        frame.lifecycle().onStop("timer", SOON, timer::stop);
        return new ClientServer.Machinery(loops, timer, blocking, clock);
    }

    private static Tls tls(CoreConfig config, Clock clock, Frame frame) {
        List<Certificates.Host> hosts = config.hosts().stream()
                .map(host -> {
                    CoreConfig.Certificate files = config.certificates().get(host);
                    return files == null
                            ? Certificates.Host.selfSigned(host)
                            : Certificates.Host.withFiles(host, files.chain(), files.key());
                })
                .toList();
        Certificates certificates = new Certificates(hosts, config.data(), clock, frame.meters());
        frame.lifecycle().onStop("certificates", SOON, certificates::close);
        ExecutorService handshakes = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("handshake-", 0).factory());
        frame.lifecycle().onStop("handshakes", SOON, handshakes::close);
        return new Tls(certificates, handshakes);
    }

    private static Sasl sasl(CoreConfig config, Stores stores, Clock clock, Frame frame) throws IOException {
        return new Sasl(
                new Sasl.Settings(
                        Set.copyOf(config.login().mechanisms()), config.login().iterations(), true),
                (local, host, hash) -> stores.accounts().keys(Jid.of(local, host, null), hash),
                ServerSecret.in(config.data()),
                new LoginLimits(LoginLimits.Numbers.DEFAULT, clock, frame.meters()));
    }

    /** What the configuration says of accounts. */
    public static AccountOperations.Settings accountSettings(CoreConfig config) {
        return AccountFeatures.settings(config);
    }

    /** The JDBC address of the store. */
    public static String storeUrl(CoreConfig config) {
        return config.store()
                .url()
                .orElseGet(() -> Database.sqlite(config.data().resolve("core.db")));
    }
}
