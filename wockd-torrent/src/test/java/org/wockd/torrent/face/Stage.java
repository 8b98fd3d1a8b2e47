package org.wockd.torrent.face;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.util.HashedWheelTimer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.relay.AdhocCommands;
import org.wockd.protocol.relay.ChatCommands;
import org.wockd.protocol.relay.Presences;
import org.wockd.protocol.relay.RelayHost;
import org.wockd.protocol.rule.Outgoing;
import org.wockd.protocol.service.Database;
import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaReader;
import org.wockd.protocol.stream.StreamErrorException;
import org.wockd.protocol.xep.Disco;
import org.wockd.protocol.xml.Node;
import org.wockd.torrent.downloads.DownloadLimits;
import org.wockd.torrent.downloads.Downloads;
import org.wockd.torrent.downloads.SqlLedger;
import org.wockd.torrent.engine.EngineException;
import org.wockd.torrent.intake.AddressPolicy;
import org.wockd.torrent.intake.IntakeLimits;
import org.wockd.torrent.testing.FakeEngine;

/** The torrent relay without a link and without an engine: stanzas go in, and what it answers comes out. */
final class Stage implements AutoCloseable {
    final FakeEngine engine = new FakeEngine();
    final Downloads downloads;
    private final HashedWheelTimer timer = new HashedWheelTimer();
    private final Database database;
    private final org.wockd.protocol.rule.Path path;
    private final List<Stanza> out = new ArrayList<>();

    Stage(Path folder, DownloadLimits limits, TorrentCommands.Fetch fetch) throws EngineException {
        var metrics = new SimpleMeterRegistry();
        database = Database.open(Database.sqlite(folder.resolve("t.db")), "classpath:db/torrent", metrics);
        downloads = new Downloads(
                engine,
                new SqlLedger(database.jdbi()),
                folder.resolve("downloads"),
                AddressPolicy.publicOnly(),
                limits,
                event -> {});
        downloads.start();
        Jid domain = Jid.domain("torrent.capulet.lit");
        var commands = new TorrentCommands(downloads, fetch, IntakeLimits.DEFAULT).commands();
        var nothingAsked = new Outgoing(out::add, timer, 1, metrics);
        path = new RelayHost(
                        domain,
                        "https://wockd.org/",
                        Disco.Identity.of("gateway", "bittorrent", "BitTorrent"),
                        List.of(
                                new AdhocCommands(domain, commands, TorrentCommands.NODES, InstantSource.system()),
                                new ChatCommands(commands, TorrentCommands.shortcut(), out::add),
                                new TorrentIq(commands)),
                        new Presences(domain, nothingAsked, 1, metrics),
                        out::add)
                .path();
    }

    /** Sends one stanza in and gives what came out. */
    List<Node> say(Node stanza) {
        out.clear();
        try {
            if (StanzaReader.read(stanza, null) instanceof StanzaReader.Read.Good good) {
                var plan = path.plan(good.stanza(), out::add);
                if (plan != null) {
                    plan.run();
                }
                return out.stream().map(Stanza::node).toList();
            }
            throw new AssertionError("no good stanza: " + stanza);
        } catch (StreamErrorException e) {
            throw new AssertionError(e);
        }
    }

    /** What somebody is answered in a chat. */
    String chat(String who, String words) {
        Jid from = Jid.parse(who + "/phone");
        say(Message.chat(from, Jid.parse("torrent.capulet.lit"), "1", words).node());
        if (out.size() == 1 && out.getFirst() instanceof Message answer && from.equals(answer.to())) {
            return String.valueOf(answer.body());
        }
        throw new AssertionError("not one chat message came out: " + out);
    }

    @Override
    public void close() {
        try {
            downloads.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        timer.stop();
        database.close();
    }
}
