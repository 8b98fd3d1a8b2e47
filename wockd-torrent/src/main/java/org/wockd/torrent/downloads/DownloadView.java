package org.wockd.torrent.downloads;

import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.wockd.torrent.engine.RateLimits;
import org.wockd.torrent.engine.TorrentStatus;
import org.wockd.torrent.intake.InfoHash;

/**
 * A torrent as one of its owners sees it.
 *
 * @param owner the bare JID whose view it is
 * @param id its name in all calls and events
 * @param infoHash its hashes as far as they are known
 * @param name its name, the id until a better one is known
 * @param status where it stands; paused if this owner paused it, whatever others do
 * @param paused whether this owner paused it
 * @param limits the rates this owner wants
 * @param folder the folder with its file or folder
 * @param addedAt when this owner added it
 * @param finishedAt when all of it was there
 * @param failure why it stopped by itself
 * @param trackers and what was heard of them
 */
public record DownloadView(
        String owner,
        String id,
        InfoHash infoHash,
        String name,
        TorrentStatus status,
        boolean paused,
        RateLimits limits,
        Path folder,
        Instant addedAt,
        @Nullable Instant finishedAt,
        Ledger.@Nullable Failure failure,
        Trackers trackers) {}
