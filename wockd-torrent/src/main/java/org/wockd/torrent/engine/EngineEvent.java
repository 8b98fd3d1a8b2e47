package org.wockd.torrent.engine;

import java.time.Instant;
import java.util.List;
import org.wockd.torrent.intake.Bytes;

/** Something happened in the engine; all of it is plain values. */
public sealed interface EngineEvent {

    /** These torrents changed since the last such event; it comes at most twice a second, and in front of what goes with newer numbers. */
    record StatusChanged(List<TorrentStatus> torrents) implements EngineEvent {}

    /**
     * The metadata of a magnet link has come.
     *
     * @param info the raw info dictionary; its hash was checked by the engine
     */
    record MetadataReceived(String id, Bytes info) implements EngineEvent {}

    /** All that is wanted is on disk. It is told once for each run in which the torrent becomes complete. */
    record Finished(String id) implements EngineEvent {}

    /**
     * What the engine wants back when the torrent is added again, so that nothing is hashed or fetched anew.
     *
     * @param resume opaque, without the metadata
     */
    record ResumeData(String id, Bytes resume) implements EngineEvent {}

    /**
     * The torrent stopped by itself and stays so until it is resumed; told once.
     *
     * @param text what happened, why, and what to do
     */
    record Failed(String id, FailureCode code, String text) implements EngineEvent {}

    /**
     * A tracker answered, or did not.
     *
     * @param url its address, which may hold a person's pass key
     * @param works whether it answered well on one of the ways to it, as by IPv4 or IPv6
     * @param text why not, empty if it works; of a limited length, without control characters
     * @param next when some tracker of the torrent is asked next
     */
    record TrackerHeard(String id, String url, boolean works, String text, Instant next) implements EngineEvent {
        @Override
        public String toString() {
            return "TrackerHeard[" + id + ", works=" + works + ", " + text + "]";
        }
    }

    /** The torrent is gone from the engine, and its data from the disk if that was asked for and could be done. */
    record Removed(String id) implements EngineEvent {}

    /** The data of a removed torrent could not be deleted. */
    record DeleteFailed(String id, String text) implements EngineEvent {}
}
