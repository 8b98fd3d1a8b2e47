package org.wockd.torrent.downloads;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.torrent.downloads.DownloadException.Code;
import org.wockd.torrent.downloads.Ledger.Ownership;
import org.wockd.torrent.downloads.Ledger.Torrent;
import org.wockd.torrent.downloads.Ledger.Traffic;
import org.wockd.torrent.engine.AddTorrent;
import org.wockd.torrent.engine.AddTorrent.Source;
import org.wockd.torrent.engine.Engine;
import org.wockd.torrent.engine.EngineException;
import org.wockd.torrent.engine.RateLimits;
import org.wockd.torrent.intake.AddressPolicy;
import org.wockd.torrent.intake.Bytes;
import org.wockd.torrent.intake.InfoHash;
import org.wockd.torrent.intake.SafePath;

/**
 * What users do with torrents; every face calls this and nothing below it.
 *
 * <p>A torrent belongs to the bare JIDs that added it, and others neither see nor touch it. Several owners of the same
 * content share one torrent in the engine: each has an own wish to pause and own limits; it rests when all want that, goes
 * at the loosest limit of those who do not, and its data can be deleted by the last one to leave. What a method did is in
 * the ledger when it returns. Methods block a little and may be called from any thread.
 */
public final class Downloads {

    private static final Logger LOG = LoggerFactory.getLogger(Downloads.class);

    private final Engine engine;
    private final Ledger ledger;
    private final Path root;
    private final AddressPolicy policy;
    private final DownloadLimits limits;
    private final Outbox outbox;
    private final DownloadTable table = new DownloadTable();

    /**
     * A service that is not started.
     *
     * @param root the folder of all downloads; see {@link DataFolder}
     * @param policy which peers named by a magnet link may be connected to
     */
    public Downloads(
            Engine engine,
            Ledger ledger,
            Path root,
            AddressPolicy policy,
            DownloadLimits limits,
            DownloadListener listener) {
        this.engine = engine;
        this.ledger = ledger;
        this.root = root;
        this.policy = policy;
        this.limits = limits;
        this.outbox = new Outbox(listener, limits.pendingEvents());
    }

    /** What became of an add. */
    public enum AddOutcome {
        /** The owner has it now. */
        ADDED,
        /** The owner had it already; nothing was changed. */
        ALREADY
    }

    /** The answer to an add, with the torrent as it stands. */
    public record AddAnswer(AddOutcome outcome, DownloadView view) {}

    /** What became of the data of a torrent that its owner let go. */
    public enum DataOutcome {
        /** It stays on disk, as the owner wanted. */
        KEPT,
        /** It is being deleted. */
        DELETED,
        /** The owner wanted it deleted, and it stays because somebody else still has the torrent. */
        STILL_WANTED
    }

    /**
     * Starts the engine and goes on with everything in the ledger. Ends that were not {@link #announced} are told again.
     *
     * @throws EngineException if the engine cannot start; the ledger is untouched then
     */
    public void start() throws EngineException {
        List<Ledger.Entry> entries = ledger.load();
        engine.start(new EngineEvents(engine, ledger, table, outbox));
        table.locked(() -> {
            for (Ledger.Entry entry : entries) {
                restore(entry);
            }
            return null;
        });
    }

    private void restore(Ledger.Entry entry) {
        Torrent torrent = entry.torrent();
        Download download = new Download(torrent, entry.traffic(), root.resolve(torrent.folder()));
        entry.owners().forEach(download::put);
        table.put(download);
        try {
            take(download, torrent.resume());
        } catch (DownloadException e) {
            // The others are not to wait for this one; its owner sees it, and can remove it.
            LOG.error("{} could not be restored", torrent.id(), e);
        }
        if (download.finishedAt != null) {
            for (Ownership mine : download.owners()) {
                if (!mine.announced()) {
                    outbox.put(new DownloadEvent.Finished(mine.owner(), download.id, download.view(mine)));
                }
            }
        }
    }

    /** Saves where everything stands and stops the engine; events that wait are still handed over. */
    public void stop() throws InterruptedException {
        engine.stop();
        outbox.close();
    }

    /**
     * Adds a torrent for {@code owner}.
     *
     * @param paused whether the owner wants it to rest at first
     * @throws DownloadException TOO_MANY, FOLDER or ENGINE
     */
    public AddAnswer add(String owner, Source source, boolean paused, RateLimits wanted) {
        return table.locked(() -> {
            Download there = table.find(source.infoHash());
            Ownership mine = there == null ? null : there.of(owner);
            if (there != null && mine != null) {
                return new AddAnswer(AddOutcome.ALREADY, there.view(mine));
            }
            if (table.of(owner).size() >= limits.perOwner()) {
                throw new DownloadException(
                        Code.TOO_MANY,
                        "You have " + limits.perOwner() + " torrents, as many as wockd allows. Remove one first.");
            }
            Ownership fresh = new Ownership(owner, Instant.now(), paused, wanted, false);
            Download download = there != null ? join(there, fresh) : create(source, fresh);
            DownloadView view = download.view(fresh);
            outbox.put(new DownloadEvent.Added(owner, download.id, view));
            if (download.finishedAt != null) {
                outbox.put(new DownloadEvent.Finished(owner, download.id, view));
            }
            return new AddAnswer(AddOutcome.ADDED, view);
        });
    }

    private Download join(Download there, Ownership fresh) {
        ledger.own(there.id, fresh);
        there.put(fresh);
        apply(there);
        return there;
    }

    private Download create(Source source, Ownership first) {
        InfoHash hash = source.infoHash();
        if (table.isLeaving(hash.id())) {
            throw new DownloadException(
                    Code.ENGINE, "This torrent is just being removed. Add it again in a few seconds.");
        }
        if (table.size() >= limits.inAll()) {
            throw new DownloadException(
                    Code.TOO_MANY,
                    "wockd has " + limits.inAll()
                            + " torrents, as many as it allows. Somebody has to remove one first.");
        }
        String folder = SafePath.folder(first.owner()) + "/" + hash.id();
        Source kept = source instanceof Source.FromMagnet m
                ? new Source.FromMagnet(m.magnet()
                        .withPeers(m.magnet().peers().stream()
                                .filter(peer -> policy.permits(peer.getAddress()))
                                .toList()))
                : source;
        Torrent torrent = new Torrent(hash.id(), hash, folder, kept, null, null, null);
        Download download = new Download(torrent, Traffic.NONE, root.resolve(folder));
        download.put(first);
        ledger.add(torrent, first);
        try {
            take(download, null);
        } catch (DownloadException e) {
            ledger.disown(hash.id(), first.owner());
            throw e;
        }
        table.put(download);
        return download;
    }

    /** Gives a torrent to the engine. */
    private void take(Download download, @Nullable Bytes resume) {
        try {
            Files.createDirectories(download.folder);
            engine.add(new AddTorrent(
                    download.id, download.source, download.folder, resume, download.paused(), download.limits()));
        } catch (IOException e) {
            throw new DownloadException(
                    Code.FOLDER,
                    "The folder for this torrent cannot be made: " + e
                            + ". The operator has to make the downloads folder writable.",
                    e);
        } catch (EngineException e) {
            throw engine(e);
        }
    }

    /** The torrents of {@code owner}, the oldest first. */
    public List<DownloadView> list(String owner) {
        return table.locked(() -> table.of(owner).stream()
                .map(download -> download.view(mine(download, owner)))
                .sorted(Comparator.comparing(DownloadView::addedAt).thenComparing(DownloadView::id))
                .toList());
    }

    /** One torrent of {@code owner}, empty if the owner has none of that id. */
    public Optional<DownloadView> find(String owner, String id) {
        return table.locked(() -> {
            Download download = table.get(id);
            Ownership mine = download == null ? null : download.of(owner);
            return download == null || mine == null ? Optional.empty() : Optional.of(download.view(mine));
        });
    }

    /**
     * Where the metadata of {@code owner}'s torrent comes from: with its files, or a magnet link while they are unknown.
     *
     * @throws DownloadException NOT_FOUND
     */
    public Source source(String owner, String id) {
        return table.locked(() -> owned(owner, id).source);
    }

    /**
     * Lets it rest, as far as {@code owner} is concerned.
     *
     * @throws DownloadException NOT_FOUND or ENGINE
     */
    public DownloadView pause(String owner, String id) {
        return change(owner, id, mine -> new Ownership(owner, mine.addedAt(), true, mine.limits(), mine.announced()));
    }

    /**
     * Lets it go on, also after it stopped by itself.
     *
     * @throws DownloadException NOT_FOUND or ENGINE
     */
    public DownloadView resume(String owner, String id) {
        return table.locked(() -> {
            Download download = owned(owner, id);
            if (download.failure != null) {
                ledger.failure(id, null);
                download.failure = null;
            }
            return change(
                    owner, id, mine -> new Ownership(owner, mine.addedAt(), false, mine.limits(), mine.announced()));
        });
    }

    /**
     * Sets the rates {@code owner} wants.
     *
     * @throws DownloadException NOT_FOUND or ENGINE
     */
    public DownloadView limits(String owner, String id, RateLimits wanted) {
        return change(owner, id, mine -> new Ownership(owner, mine.addedAt(), mine.paused(), wanted, mine.announced()));
    }

    private interface Change {
        Ownership of(Ownership mine);
    }

    private DownloadView change(String owner, String id, Change change) {
        return table.locked(() -> {
            Download download = owned(owner, id);
            Ownership changed = change.of(mine(download, owner));
            ledger.own(id, changed);
            download.put(changed);
            apply(download);
            return download.view(changed);
        });
    }

    /**
     * Takes it from {@code owner}.
     *
     * @param withData whether the owner wants its data deleted
     * @throws DownloadException NOT_FOUND or ENGINE
     */
    public DataOutcome remove(String owner, String id, boolean withData) {
        return table.locked(() -> {
            Download download = owned(owner, id);
            boolean last = download.owners().size() == 1;
            ledger.disown(id, owner);
            download.drop(owner);
            if (last) {
                table.leave(download, withData);
                try {
                    engine.remove(id, withData);
                } catch (EngineException e) {
                    // It could not be restored, so the engine has nothing to let go.
                    table.left(id);
                    LOG.warn("{} was not in the engine when it was removed", id, e);
                }
            } else {
                apply(download);
            }
            outbox.put(new DownloadEvent.Removed(owner, id));
            return !withData ? DataOutcome.KEPT : last ? DataOutcome.DELETED : DataOutcome.STILL_WANTED;
        });
    }

    /** Remembers that {@code owner} was told of the end, so that it is not told again. */
    public void announced(String owner, String id) {
        table.locked(() -> {
            ledger.announced(id, owner);
            Download download = table.get(id);
            Ownership mine = download == null ? null : download.of(owner);
            if (download != null && mine != null) {
                download.put(new Ownership(owner, mine.addedAt(), mine.paused(), mine.limits(), true));
            }
            return null;
        });
    }

    /** Makes the engine do what the owners together want. */
    private void apply(Download download) {
        try {
            engine.setLimits(download.id, download.limits());
            if (download.paused()) {
                engine.pause(download.id);
            } else {
                engine.resume(download.id);
            }
        } catch (EngineException e) {
            throw engine(e);
        }
    }

    private Download owned(String owner, String id) {
        Download download = table.get(id);
        if (download == null || download.of(owner) == null) {
            throw new DownloadException(
                    Code.NOT_FOUND, "You have no torrent " + id + ". Ask for the list of your torrents.");
        }
        return download;
    }

    private static Ownership mine(Download download, String owner) {
        Ownership mine = download.of(owner);
        if (mine == null) {
            throw new IllegalStateException(owner + " does not own " + download.id);
        }
        return mine;
    }

    private static DownloadException engine(EngineException e) {
        return new DownloadException(Code.ENGINE, String.valueOf(e.getMessage()), e);
    }
}
