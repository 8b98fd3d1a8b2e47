package org.wockd.torrent.downloads;

/**
 * How much wockd takes on.
 *
 * @param perOwner torrents one owner may have
 * @param inAll different torrents of all owners together
 * @param pendingEvents events that may wait for a slow listener before progress is left out
 */
public record DownloadLimits(int perOwner, int inAll, int pendingEvents) {

    /** 1,000 torrents for each owner, 5,000 in all (some 230 MB of memory). */
    public static final DownloadLimits DEFAULT = new DownloadLimits(1000, 5000, 10_000);
}
