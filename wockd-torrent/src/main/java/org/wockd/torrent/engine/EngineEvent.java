package org.wockd.torrent.engine;

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
     * @param works whether its last answer was a good one
     * @param text what it or the network said, empty if it works
     */
    record TrackerHeard(String id, String url, boolean works, String text) implements EngineEvent {}

    /** The torrent is gone from the engine, and its data from the disk if that was asked for and could be done. */
    record Removed(String id) implements EngineEvent {}

    /** The data of a removed torrent could not be deleted. */
    record DeleteFailed(String id, String text) implements EngineEvent {}
}
