package org.wockd.torrent.downloads;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.torrent.downloads.DownloadEvent.Field;
import org.wockd.torrent.downloads.Ledger.Failure;
import org.wockd.torrent.downloads.Ledger.Ownership;
import org.wockd.torrent.downloads.Ledger.Traffic;
import org.wockd.torrent.engine.AddTorrent.Source;
import org.wockd.torrent.engine.Engine;
import org.wockd.torrent.engine.EngineEvent;
import org.wockd.torrent.engine.EngineException;
import org.wockd.torrent.engine.EngineListener;
import org.wockd.torrent.engine.FailureCode;
import org.wockd.torrent.engine.TorrentStatus;
import org.wockd.torrent.intake.IntakeException;
import org.wockd.torrent.intake.Magnet;
import org.wockd.torrent.intake.Metainfo;

/** Writes what the engine tells into the ledger, and passes it on to the owners. */
final class EngineEvents implements EngineListener {

    private static final Logger LOG = LoggerFactory.getLogger(EngineEvents.class);

    private final Engine engine;
    private final Ledger ledger;
    private final DownloadTable table;
    private final Outbox outbox;

    EngineEvents(Engine engine, Ledger ledger, DownloadTable table, Outbox outbox) {
        this.engine = engine;
        this.ledger = ledger;
        this.table = table;
        this.outbox = outbox;
    }

    @Override
    public void on(EngineEvent event) {
        switch (event) {
            case EngineEvent.StatusChanged e -> moved(e.torrents());
            case EngineEvent.MetadataReceived e -> metadata(e);
            case EngineEvent.Finished e -> finished(e.id());
            case EngineEvent.ResumeData e -> ledger.resume(e.id(), e.resume());
            case EngineEvent.Failed e -> failed(e.id(), new Failure(e.code(), e.text()));
            case EngineEvent.Removed e -> removed(e.id());
            case EngineEvent.DeleteFailed e -> LOG.warn("{}: {}", e.id(), e.text());
            case EngineEvent.TrackerHeard e -> tracker(e);
        }
    }

    private void tracker(EngineEvent.TrackerHeard heard) {
        table.locked(() -> {
            Download download = table.get(heard.id());
            if (download != null) {
                download.trackers = download.trackers.with(heard);
            }
            return null;
        });
    }

    /** What has been received is written down before it is told, so that nobody sees it shrink after a restart. */
    private void moved(List<TorrentStatus> ofThisRun) {
        List<TorrentStatus> now = new ArrayList<>();
        Map<String, Traffic> counts = new HashMap<>();
        table.locked(() -> {
            for (TorrentStatus status : ofThisRun) {
                Download download = table.get(status.id());
                if (download != null) {
                    TorrentStatus total = download.overAllRuns(status);
                    now.add(total);
                    if (total.down() != download.status.down() || total.up() != download.status.up()) {
                        counts.put(total.id(), new Traffic(total.down(), total.up()));
                    }
                }
            }
            return null;
        });
        if (!counts.isEmpty()) {
            try {
                ledger.traffic(counts);
            } catch (RuntimeException e) {
                // Mostly a full disk, and of that above all the owners are to be told.
                LOG.warn("What {} torrents have received and sent could not be written down", counts.size(), e);
            }
        }
        now.forEach(this::status);
    }

    private void status(TorrentStatus status) {
        boolean complete = table.locked(() -> {
            Download download = table.get(status.id());
            if (download == null) {
                return false;
            }
            Set<Field> changed = Download.changes(download.status, status);
            download.status = status;
            // Who paused it is told of its end, and not of what it does for others.
            tell(
                    download,
                    mine -> new DownloadEvent.Progress(mine.owner(), download.id, changed, download.view(mine)),
                    !changed.isEmpty());
            return status.complete();
        });
        if (complete) {
            finished(status.id());
        }
    }

    private void tell(Download download, Function<Ownership, DownloadEvent> event, boolean wanted) {
        if (wanted) {
            download.owners().stream().filter(mine -> !mine.paused()).map(event).forEach(outbox::put);
        }
    }

    private void metadata(EngineEvent.MetadataReceived event) {
        Failure failure = table.locked(() -> {
            Download download = table.get(event.id());
            if (download == null || !(download.source instanceof Source.FromMagnet from)) {
                return null;
            }
            Magnet magnet = from.magnet();
            try {
                Metainfo metainfo =
                        Metainfo.parse(Metainfo.wrap(event.info().array(), magnet.trackers(), magnet.webSeeds()));
                ledger.metadata(download.id, metainfo);
                download.source = new Source.FromMetainfo(metainfo, magnet.peers());
                download.infoHash = metainfo.infoHash();
                return null;
            } catch (IntakeException e) {
                return new Failure(FailureCode.BAD_METADATA, e.text());
            }
        });
        if (failure != null) {
            try {
                engine.pause(event.id());
            } catch (EngineException e) {
                LOG.warn("{} could not be paused", event.id(), e);
            }
            failed(event.id(), failure);
        }
    }

    /** The data is forced to the disk before its end is written down and told. That takes long, so not on this thread. */
    private void finished(String id) {
        Path folder = table.locked(() -> {
            Download download = table.get(id);
            if (download == null || download.finishedAt != null || download.finishing) {
                return null;
            }
            download.finishing = true;
            return download.folder;
        });
        if (folder != null) {
            Thread.ofVirtual().name("finish-" + id).start(() -> finish(id, folder));
        }
    }

    private void finish(String id, Path folder) {
        try {
            force(folder);
        } catch (IOException e) {
            LOG.warn("The data of {} could not be forced to the disk", id, e);
        }
        table.locked(() -> {
            Download download = table.get(id);
            if (download != null && download.finishedAt == null) {
                Instant now = Instant.now();
                ledger.finished(id, now);
                download.finishedAt = now;
                for (Ownership mine : download.owners()) {
                    outbox.put(new DownloadEvent.Finished(mine.owner(), id, download.view(mine)));
                }
            }
            return null;
        });
    }

    private static void force(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files = walk.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
        }
    }

    private void failed(String id, Failure failure) {
        table.locked(() -> {
            Download download = table.get(id);
            if (download != null && download.failure == null) {
                ledger.failure(id, failure);
                download.failure = failure;
                for (Ownership mine : download.owners()) {
                    outbox.put(new DownloadEvent.Failed(mine.owner(), id, download.view(mine)));
                }
            }
            return null;
        });
    }

    private void removed(String id) {
        DownloadTable.Leaving left = table.locked(() -> table.left(id));
        if (left != null && left.withData()) {
            Path folder = left.download().folder;
            prune(folder);
            Path owner = folder.getParent();
            if (owner != null) {
                prune(owner);
            }
        }
    }

    /** Deletes a folder that has become empty. */
    private static void prune(Path folder) {
        try {
            Files.deleteIfExists(folder);
        } catch (DirectoryNotEmptyException e) {
            LOG.debug("{} stays, as there is something in it", folder, e);
        } catch (IOException e) {
            LOG.warn("{} could not be deleted", folder, e);
        }
    }
}
