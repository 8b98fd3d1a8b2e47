package org.wockd.torrent.downloads;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.wockd.torrent.downloads.DownloadEvent.Field;
import org.wockd.torrent.downloads.Ledger.Failure;
import org.wockd.torrent.downloads.Ledger.Ownership;
import org.wockd.torrent.downloads.Ledger.Torrent;
import org.wockd.torrent.downloads.Ledger.Traffic;
import org.wockd.torrent.engine.AddTorrent.Source;
import org.wockd.torrent.engine.RateLimits;
import org.wockd.torrent.engine.TorrentState;
import org.wockd.torrent.engine.TorrentStatus;
import org.wockd.torrent.intake.InfoHash;

/** One torrent and its owners, in memory; {@link Downloads} guards it. */
final class Download {

    final String id;
    final Path folder;
    InfoHash infoHash;
    Source source;

    @Nullable
    Instant finishedAt;

    @Nullable
    Failure failure;

    /** As it was told last, with the payload of all runs. */
    TorrentStatus status;

    Trackers trackers;

    /** What it had moved before this run. */
    private final Traffic before;
    /** Whether its end is being made durable. */
    boolean finishing;

    private final Map<String, Ownership> owners = new LinkedHashMap<>();

    Download(Torrent torrent, Traffic before, Path folder) {
        this.id = torrent.id();
        this.folder = folder;
        this.infoHash = torrent.infoHash();
        this.source = torrent.source();
        this.finishedAt = torrent.finishedAt();
        this.failure = torrent.failure();
        this.before = before;
        this.trackers = Trackers.of(source);
        this.status = overAllRuns(TorrentStatus.unknown(id, "", TorrentState.CHECKING));
    }

    /** What the engine tells counts from its own start. */
    TorrentStatus overAllRuns(TorrentStatus ofThisRun) {
        return ofThisRun.moved(before.down() + ofThisRun.down(), before.up() + ofThisRun.up());
    }

    Collection<Ownership> owners() {
        return owners.values();
    }

    @Nullable
    Ownership of(String owner) {
        return owners.get(owner);
    }

    void put(Ownership ownership) {
        owners.put(ownership.owner(), ownership);
    }

    void drop(String owner) {
        owners.remove(owner);
    }

    /** It rests when all its owners want that, or when it stopped by itself. */
    boolean paused() {
        return failure != null || owners.values().stream().allMatch(Ownership::paused);
    }

    /** The loosest of what its active owners want; of all, if none is active. */
    RateLimits limits() {
        boolean nobodyActive = owners.values().stream().allMatch(Ownership::paused);
        return owners.values().stream()
                .filter(one -> nobodyActive || !one.paused())
                .map(Ownership::limits)
                .reduce(RateLimits::loosest)
                .orElse(RateLimits.NONE);
    }

    DownloadView view(Ownership mine) {
        TorrentState state =
                failure != null ? TorrentState.FAILED : mine.paused() ? TorrentState.PAUSED : status.state();
        return new DownloadView(
                mine.owner(),
                id,
                infoHash,
                name(),
                status.in(state),
                mine.paused(),
                mine.limits(),
                folder,
                mine.addedAt(),
                finishedAt,
                failure,
                trackers);
    }

    private String name() {
        String known = switch (source) {
            case Source.FromMetainfo m -> m.metainfo().name();
            case Source.FromMagnet m -> m.magnet().name();
        };
        return !known.isEmpty() ? known : !status.name().isEmpty() ? status.name() : id;
    }

    /** What differs between two states of the same torrent. */
    static Set<Field> changes(TorrentStatus a, TorrentStatus b) {
        Set<Field> changed = EnumSet.noneOf(Field.class);
        mark(changed, Field.NAME, !a.name().equals(b.name()));
        mark(changed, Field.STATE, a.state() != b.state());
        mark(changed, Field.DONE, a.done() != b.done());
        mark(changed, Field.WANTED, a.wanted() != b.wanted());
        mark(changed, Field.DOWN, a.down() != b.down());
        mark(changed, Field.UP, a.up() != b.up());
        mark(changed, Field.DOWN_RATE, a.downRate() != b.downRate());
        mark(changed, Field.UP_RATE, a.upRate() != b.upRate());
        mark(changed, Field.PEERS, a.peers() != b.peers());
        mark(changed, Field.SEEDS, a.seeds() != b.seeds());
        mark(changed, Field.ETA, a.eta() != b.eta());
        return changed;
    }

    private static void mark(Set<Field> set, Field field, boolean differs) {
        if (differs) {
            set.add(field);
        }
    }
}
