package org.wockd.torrent.engine;

/** Why a torrent stopped by itself. */
public enum FailureCode {
    /** No space is left, or a quota is used up. */
    DISK_FULL,
    /** A file cannot be read or written for another reason. */
    DISK_ERROR,
    /** The metadata that came for a magnet link is refused. */
    BAD_METADATA,
    /** Anything else that libtorrent stops a torrent for. */
    TORRENT_ERROR
}
