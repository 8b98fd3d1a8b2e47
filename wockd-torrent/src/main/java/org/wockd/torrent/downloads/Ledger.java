package org.wockd.torrent.downloads;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wockd.torrent.engine.AddTorrent.Source;
import org.wockd.torrent.engine.FailureCode;
import org.wockd.torrent.engine.RateLimits;
import org.wockd.torrent.intake.Bytes;
import org.wockd.torrent.intake.InfoHash;
import org.wockd.torrent.intake.Metainfo;

/**
 * What outlives the process: who owns which torrent, and how far each is.
 *
 * <p>A method has committed when it returns, and what it did survives a loss of power; the exceptions are named. It is
 * called by one process at a time.
 */
public interface Ledger {

    /**
     * A torrent.
     *
     * @param id the hash it was first known by
     * @param infoHash all hashes that are known by now
     * @param folder the folder of its data, relative to the downloads
     * @param source its metadata if that is known, else the magnet link
     * @param resume the engine's newest resume data
     * @param finishedAt when all of it was there first
     * @param failure why it stopped by itself, and was not resumed since
     */
    record Torrent(
            String id,
            InfoHash infoHash,
            String folder,
            Source source,
            @Nullable Bytes resume,
            @Nullable Instant finishedAt,
            @Nullable Failure failure) {}

    /** Why a torrent stopped by itself, for programs and for people. */
    record Failure(FailureCode code, String text) {}

    /**
     * One owner's part in a torrent.
     *
     * @param owner a bare JID
     * @param addedAt when this owner added it
     * @param paused whether this owner wants it to rest
     * @param limits the rates this owner wants
     * @param announced whether the end was told to this owner
     */
    record Ownership(String owner, Instant addedAt, boolean paused, RateLimits limits, boolean announced) {}

    /**
     * What a torrent has moved since it was added.
     *
     * @param down bytes of payload received
     * @param up bytes of payload sent
     */
    record Traffic(long down, long up) {
        public static final Traffic NONE = new Traffic(0, 0);
    }

    /** A torrent with all its owners, at least one. */
    record Entry(Torrent torrent, List<Ownership> owners, Traffic traffic) {}

    /** Everything, in the order of first adding. */
    List<Entry> load();

    /** A new torrent with its first owner. */
    void add(Torrent torrent, Ownership first);

    /** One more owner of a torrent, or other wishes of one that is there. */
    void own(String id, Ownership ownership);

    /** One owner less; the torrent goes with the last. */
    void disown(String id, String owner);

    /** The metadata of a torrent that came as a magnet link, and with it perhaps one more hash. */
    void metadata(String id, Metainfo metainfo);

    /** New resume data; it may be lost with the power, which costs a check of the data. */
    void resume(String id, Bytes resume);

    /** What these torrents have moved by now; it may be lost with the power, too. */
    void traffic(Map<String, Traffic> now);

    /** All of it is there. */
    void finished(String id, Instant at);

    /** The end was told to this owner. */
    void announced(String id, String owner);

    /** It stopped by itself, or (null) goes on. */
    void failure(String id, @Nullable Failure failure);
}
