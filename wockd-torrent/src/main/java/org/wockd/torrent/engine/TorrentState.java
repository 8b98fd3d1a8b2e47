package org.wockd.torrent.engine;

/** What a torrent is doing. */
public enum TorrentState {
    /** Its data on disk is compared with its hashes. */
    CHECKING,
    /** It came as a magnet link and its metadata is still asked from peers. */
    METADATA,
    /** Data is wanted. */
    DOWNLOADING,
    /** All that is wanted is there, and is offered to others. */
    SEEDING,
    /** Nothing is asked for or offered. */
    PAUSED,
    /** It stopped by itself; why was told by {@link EngineEvent.Failed}. */
    FAILED
}
