package org.wockd.torrent.intake;

import java.time.Duration;

/**
 * How much a .torrent file may claim.
 *
 * @param torrentBytes the longest .torrent file, in bytes
 * @param totalBytes the most bytes its files may have together
 * @param files the most files, padding included
 * @param pieces the most pieces; libtorrent itself stops at 2,097,152
 * @param pieceBytes the longest piece, in bytes
 * @param redirects the most HTTP redirects followed when it is fetched by URL
 * @param fetchTime the longest a fetch by URL may take, redirects and body included
 */
public record IntakeLimits(
        int torrentBytes, long totalBytes, int files, int pieces, int pieceBytes, int redirects, Duration fetchTime) {

    /** 10 MiB of metadata for 16 TiB of data in 100,000 files; 5 redirects in 30 seconds. */
    public static final IntakeLimits DEFAULT =
            new IntakeLimits(10 << 20, 16L << 40, 100_000, 1 << 20, 128 << 20, 5, Duration.ofSeconds(30));
}
