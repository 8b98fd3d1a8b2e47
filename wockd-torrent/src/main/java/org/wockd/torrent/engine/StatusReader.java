package org.wockd.torrent.engine;

import org.jspecify.annotations.Nullable;
import org.libtorrent4j.swig.libtorrent;
import org.libtorrent4j.swig.status_flags_t;
import org.libtorrent4j.swig.torrent_flags_t;
import org.libtorrent4j.swig.torrent_handle;
import org.libtorrent4j.swig.torrent_status;

/**
 * Reads where torrents stand, and copies it to plain values.
 *
 * <p>libtorrent has two counters of payload. The one over all runs moves once a second, after the data it counts, and what
 * is in resume data is as old. The one of a run moves with each block, and begins anew when a torrent that rested goes on.
 * So the latter is read, always by asking and never from an alert, which is older than what was asked before it, and
 * {@link Meter} sums it up.
 */
final class StatusReader {
    // Finished pieces alone are not all that is there: blocks of those under way count as well.
    private static final status_flags_t WHAT =
            torrent_handle.query_name.or_(torrent_handle.query_accurate_download_counters);
    private static final status_flags_t COUNTERS = new status_flags_t();

    private StatusReader() {}

    /** Asks where it stands, and keeps that; null if it is what was known. The torrent is in the session. */
    static @Nullable TorrentStatus news(Handles.Held held) {
        synchronized (held) {
            torrent_status status = held.handle.swig().status(WHAT);
            TorrentStatus copy = copy(held, status);
            status.delete();
            if (copy.equals(held.status)) {
                return null;
            }
            held.status = copy;
            return copy;
        }
    }

    /** Reads the counters alone. */
    static void count(Handles.Held held) {
        synchronized (held) {
            torrent_status status = held.handle.swig().status(COUNTERS);
            held.down.read(status.getTotal_payload_download());
            held.up.read(status.getTotal_payload_upload());
            status.delete();
        }
    }

    private static TorrentStatus copy(Handles.Held held, torrent_status status) {
        boolean metadata = status.getHas_metadata();
        long done = status.getTotal_wanted_done();
        long wanted = metadata ? status.getTotal_wanted() : 0;
        int rate = status.getDownload_payload_rate();
        boolean complete = metadata && status.getIs_finished();
        return new TorrentStatus(
                held.id,
                status.getName(),
                held.failed ? TorrentState.FAILED : state(status, metadata, complete),
                complete,
                metadata ? done : 0,
                wanted,
                held.down.read(status.getTotal_payload_download()),
                held.up.read(status.getTotal_payload_upload()),
                rate,
                status.getUpload_payload_rate(),
                status.getNum_peers(),
                status.getNum_seeds(),
                TorrentStatus.eta(done, wanted, rate));
    }

    private static TorrentState state(torrent_status status, boolean metadata, boolean complete) {
        torrent_flags_t flags = status.getFlags();
        torrent_flags_t paused = flags.and_(libtorrent.getPaused());
        boolean isPaused = paused.non_zero();
        paused.delete();
        int checkingFiles = torrent_status.state_t.checking_files.swigValue();
        int checkingResume = torrent_status.state_t.checking_resume_data.swigValue();
        int state = status.getState().swigValue();
        if (isPaused) {
            return TorrentState.PAUSED;
        }
        if (state == checkingFiles || state == checkingResume) {
            return TorrentState.CHECKING;
        }
        return !metadata ? TorrentState.METADATA : complete ? TorrentState.SEEDING : TorrentState.DOWNLOADING;
    }
}
