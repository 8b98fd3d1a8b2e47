package org.wockd.torrent;

import io.netty.util.HashedWheelTimer;
import io.netty.util.Timer;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.relay.AdhocCommands;
import org.wockd.protocol.relay.ChatCommands;
import org.wockd.protocol.relay.LinkConfig;
import org.wockd.protocol.relay.Presences;
import org.wockd.protocol.relay.RelayHost;
import org.wockd.protocol.relay.RelayLink;
import org.wockd.protocol.relay.ServedUsers;
import org.wockd.protocol.relay.Xep0092SoftwareVersion;
import org.wockd.protocol.relay.Xep0199Ping;
import org.wockd.protocol.service.Database;
import org.wockd.protocol.service.EventLoops;
import org.wockd.protocol.service.ExitCode;
import org.wockd.protocol.service.Frame;
import org.wockd.protocol.service.Service;
import org.wockd.protocol.service.StartException;
import org.wockd.protocol.service.Version;
import org.wockd.protocol.xep.Disco;
import org.wockd.torrent.downloads.DataFolder;
import org.wockd.torrent.downloads.DownloadException;
import org.wockd.torrent.downloads.DownloadLimits;
import org.wockd.torrent.downloads.Downloads;
import org.wockd.torrent.downloads.SqlLedger;
import org.wockd.torrent.engine.EngineException;
import org.wockd.torrent.engine.EngineSettings;
import org.wockd.torrent.engine.Libtorrent4jEngine;
import org.wockd.torrent.face.TorrentCommands;
import org.wockd.torrent.face.TorrentIq;
import org.wockd.torrent.intake.AddressPolicy;
import org.wockd.torrent.intake.IntakeLimits;
import org.wockd.torrent.intake.TorrentFetch;
import org.wockd.torrent.push.EndAnnouncements;
import org.wockd.torrent.push.ProgressEvents;

/** The BitTorrent relay as a process: puts its parts together in the order they start. */
public final class TorrentRelay implements Service<TorrentConfig> {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration ENGINE_STOP = Duration.ofSeconds(20);
    private static final int MOST_CLIENTS = 10_000;

    @Override
    public String name() {
        return "torrent";
    }

    @Override
    public Class<TorrentConfig> configuration() {
        return TorrentConfig.class;
    }

    @Override
    public void start(TorrentConfig config, Frame frame) {
        try {
            startParts(config, frame);
        } catch (DownloadException e) {
            throw new StartException(ExitCode.FILE, String.valueOf(e.getMessage()), e);
        } catch (EngineException e) {
            throw new StartException(ExitCode.UNAVAILABLE, String.valueOf(e.getMessage()), e);
        }
    }

    private static void startParts(TorrentConfig config, Frame frame) throws EngineException {
        Jid domain = Jid.domain(config.domain());
        DataFolder folder = DataFolder.open(config.data());
        frame.lifecycle().onStop("data folder", SOON, folder::close);
        Database database = Database.open(Database.sqlite(folder.ledger()), "classpath:db/torrent", frame.meters());
        frame.lifecycle().onStop("database", SOON, database::close);

        ExecutorService blocking = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("stanza-", 0).factory());
        frame.lifecycle().onStop("virtual threads", SOON, blocking::close);
        EventLoops loops = EventLoops.open("loop", 1);
        frame.lifecycle().onStop("event loops", SOON.multipliedBy(2), loops::close);
        Timer timer = new HashedWheelTimer(new DefaultThreadFactory("timer", true));
        frame.lifecycle().onStop("timer", SOON, timer::stop);

        RelayLink link = new RelayLink(link(config, domain), loops, timer, blocking, frame.meters());
        Presences presences = new Presences(domain, link.outgoing(), MOST_CLIENTS, frame.meters());
        ProgressEvents progress = new ProgressEvents(
                domain, presences, link::send, timer, config.push().interval());
        EndAnnouncements ends = new EndAnnouncements(domain, link::sendAcknowledged, timer, blocking);

        AddressPolicy policy = policy(config);
        TorrentFetch fetch = new TorrentFetch(policy, IntakeLimits.DEFAULT);
        frame.lifecycle().onStop("fetching by URL", SOON, fetch::close);
        Downloads downloads = new Downloads(
                new Libtorrent4jEngine(engine(config, folder)),
                new SqlLedger(database.jdbi()),
                folder.downloads(),
                policy,
                new DownloadLimits(
                        config.limits().torrentsPerUser(),
                        config.limits().torrents(),
                        DownloadLimits.DEFAULT.pendingEvents()),
                event -> {
                    progress.on(event);
                    ends.on(event);
                });
        TorrentCommands commands = new TorrentCommands(downloads, fetch::fetch, IntakeLimits.DEFAULT);
        RelayHost host = host(config, domain, commands, presences, link);

        ends.start(downloads);
        progress.start(downloads);
        downloads.start();
        frame.lifecycle().onStop("downloads", ENGINE_STOP, downloads::stop);
        link.listen(presences);
        link.listen(ends);
        link.start(host.path());
        frame.lifecycle().onStop("link to the core", SOON.multipliedBy(2), link::close);
        frame.readiness().register("link", link::notReadyBecause);
    }

    private static RelayHost host(
            TorrentConfig config, Jid domain, TorrentCommands commands, Presences presences, RelayLink link) {
        return new RelayHost(
                domain,
                "https://wockd.org/torrent",
                Disco.Identity.of("gateway", "bittorrent", "BitTorrent"),
                List.of(
                        new ServedUsers(Set.copyOf(config.users())),
                        new ChatCommands(commands.commands(), TorrentCommands.shortcut(), link::send),
                        new AdhocCommands(domain, commands.commands(), TorrentCommands.NODES, Clock.systemUTC()),
                        new TorrentIq(commands.commands()),
                        new Xep0092SoftwareVersion("wockd-torrent", Version.number()),
                        new Xep0199Ping()),
                presences,
                link::send);
    }

    private static LinkConfig link(TorrentConfig config, Jid domain) {
        return new LinkConfig(
                config.core().address(),
                domain,
                config.core().instance().orElse(null),
                config.core().secret(),
                Jid.domain(config.users().getFirst()),
                LinkConfig.Limits.defaults());
    }

    private static EngineSettings engine(TorrentConfig config, DataFolder folder) {
        TorrentConfig.Swarm swarm = config.swarm();
        return new EngineSettings(
                folder.natives(),
                swarm.listen(),
                swarm.utp(),
                swarm.dht() ? swarm.dhtNodes() : List.of(),
                swarm.discovery(),
                swarm.severalPeersPerAddress());
    }

    private static AddressPolicy policy(TorrentConfig config) {
        try {
            return AddressPolicy.allowing(config.fetch().allowNetworks().orElse(List.of()));
        } catch (IllegalArgumentException e) {
            throw new StartException(
                    ExitCode.CONFIGURATION, "The key \"fetch.allow-networks\" is wrong: " + e.getMessage());
        }
    }
}
