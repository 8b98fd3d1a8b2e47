package org.wockd.torrent.downloads;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.wockd.torrent.downloads.Ledger.Entry;
import org.wockd.torrent.downloads.Ledger.Failure;
import org.wockd.torrent.downloads.Ledger.Ownership;
import org.wockd.torrent.downloads.Ledger.Torrent;
import org.wockd.torrent.downloads.Ledger.Traffic;
import org.wockd.torrent.engine.AddTorrent.Source;
import org.wockd.torrent.engine.FailureCode;
import org.wockd.torrent.engine.RateLimits;
import org.wockd.torrent.intake.Bytes;
import org.wockd.torrent.intake.InfoHash;
import org.wockd.torrent.intake.Magnet;
import org.wockd.torrent.intake.Metainfo;
import org.wockd.torrent.testing.TestTorrent;

/** What every ledger promises; a ledger's own test inherits it. */
abstract class LedgerContract {

    static final Instant NOON = Instant.ofEpochMilli(1_764_000_000_000L);

    /** The ledger as a process that starts now finds it. */
    abstract Ledger reopened();

    /** The link of {@link #magnet} names it; it may be the only one, so it outlives the coming of the metadata. */
    private static final InetSocketAddress PEER = new InetSocketAddress("192.0.2.7", 6881);

    @Test
    void keepsATorrentWithAllThatIsKnown() throws Exception {
        Metainfo metainfo = Metainfo.parse(TestTorrent.v1("film.mkv", 1, 16_384, new byte[20]));
        String id = metainfo.infoHash().id();
        Torrent torrent = magnet(id);
        Ledger ledger = reopened();
        ledger.add(torrent, juliet());
        ledger = reopened();
        assertThat(ledger.load()).containsExactly(new Entry(torrent, List.of(juliet()), Traffic.NONE));

        ledger.metadata(id, metainfo);
        ledger.resume(id, Bytes.of(new byte[] {1, 2}));
        ledger.traffic(Map.of(id, new Traffic(12, 3)));
        ledger.finished(id, NOON);
        Failure failure = new Failure(FailureCode.DISK_FULL, "full");
        ledger.failure(id, failure);
        ledger.announced(id, "juliet@capulet.lit");
        Torrent now = new Torrent(
                id,
                metainfo.infoHash(),
                "j/" + id,
                new Source.FromMetainfo(metainfo, List.of(PEER)),
                Bytes.of(new byte[] {1, 2}),
                NOON,
                failure);
        Ownership told = new Ownership("juliet@capulet.lit", NOON, false, RateLimits.NONE, true);
        ledger = reopened();
        assertThat(ledger.load()).containsExactly(new Entry(now, List.of(told), new Traffic(12, 3)));

        ledger.failure(id, null);
        assertThat(reopened().load().getFirst().torrent().failure()).isNull();
    }

    @Test
    void aTorrentGoesWithItsLastOwner() throws Exception {
        String id = "a".repeat(40);
        Ledger ledger = reopened();
        ledger.add(magnet(id), juliet());
        Ownership romeo = new Ownership("romeo@montague.lit", NOON.plusSeconds(1), true, new RateLimits(5, 6), false);
        ledger.own(id, romeo);
        ledger = reopened();
        assertThat(ledger.load().getFirst().owners()).containsExactly(juliet(), romeo);
        ledger.disown(id, "juliet@capulet.lit");
        ledger = reopened();
        assertThat(ledger.load().getFirst().owners()).containsExactly(romeo);
        ledger.disown(id, "romeo@montague.lit");
        assertThat(reopened().load()).isEmpty();
    }

    @Test
    void anOwnersWishesChange() throws Exception {
        String id = "b".repeat(40);
        Ledger ledger = reopened();
        ledger.add(magnet(id), juliet());
        Ownership slower = new Ownership("juliet@capulet.lit", NOON, true, new RateLimits(1000, 0), false);
        ledger.own(id, slower);
        assertThat(reopened().load().getFirst().owners()).containsExactly(slower);
    }

    private static Ownership juliet() {
        return new Ownership("juliet@capulet.lit", NOON, false, RateLimits.NONE, false);
    }

    private static Torrent magnet(String id) throws Exception {
        Magnet magnet = Magnet.parse("magnet:?xt=urn:btih:" + id + "&dn=film&x.pe=192.0.2.7:6881");
        return new Torrent(id, InfoHash.ofV1(id), "j/" + id, new Source.FromMagnet(magnet), null, null, null);
    }
}
