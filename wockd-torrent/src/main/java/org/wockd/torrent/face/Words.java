package org.wockd.torrent.face;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.wockd.torrent.downloads.DownloadView;
import org.wockd.torrent.downloads.Ledger;
import org.wockd.torrent.downloads.Trackers;
import org.wockd.torrent.downloads.Trackers.Tracker;
import org.wockd.torrent.engine.TorrentStatus;

/** Torrents in words for people, with rounded numbers; the other faces have the exact ones. */
final class Words {
    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    private static final String[] UNITS = {"kB", "MB", "GB", "TB", "PB", "EB"};

    private static final int TRACKERS = 5;

    private Words() {}

    /** What it does and how far it is. */
    static String progress(DownloadView view) {
        TorrentStatus status = view.status();
        List<String> parts = new ArrayList<>();
        parts.add(
                switch (status.state()) {
                    case CHECKING -> "checking its data";
                    case METADATA -> "asking peers what it is";
                    case DOWNLOADING -> "downloading";
                    case SEEDING -> "complete, seeding";
                    case PAUSED -> "paused";
                    case FAILED -> "stopped";
                });
        if (status.wanted() > 0 && status.done() >= status.wanted()) {
            parts.add(bytes(status.wanted()));
        } else if (status.wanted() > 0) {
            parts.add(status.done() * 100 / status.wanted() + " % of " + bytes(status.wanted()));
        }
        if (status.downRate() > 0) {
            parts.add(bytes(status.downRate()) + "/s");
        }
        if (status.eta() > 0) {
            parts.add(duration(status.eta()) + " left");
        }
        Ledger.@Nullable Failure failure = view.failure();
        if (failure != null) {
            parts.add(failure.text());
        }
        return String.join(", ", parts);
    }

    /** What was heard of the trackers, a line each, the failing ones first; without what may be a pass key. */
    static List<String> trackers(Trackers trackers) {
        List<String> lines = new ArrayList<>();
        trackers.all().stream()
                .sorted(Comparator.comparing(Tracker::state).reversed())
                .limit(TRACKERS)
                .map(tracker -> "Tracker " + host(tracker.url()) + ": "
                        + switch (tracker.state()) {
                            case WAITING -> "not heard of yet";
                            case WORKING -> "works";
                            case FAILING -> "fails, because: " + tracker.why();
                        })
                .forEach(lines::add);
        if (trackers.all().size() > TRACKERS) {
            lines.add(trackers.all().size() - TRACKERS + " more trackers");
        }
        long next = trackers.secondsToNext(Instant.now());
        if (next >= 0) {
            lines.add("A tracker is asked again in " + duration(next));
        }
        return lines;
    }

    private static String host(String url) {
        try {
            String host = new URI(url).getHost();
            return host == null ? "of an odd address" : host;
        } catch (URISyntaxException e) {
            // What cannot be taken apart cannot be shown without its secrets.
            return "of an odd address";
        }
    }

    /** Bytes in powers of 1000, as disks are sold. */
    static String bytes(long bytes) {
        if (bytes < 1000) {
            return bytes + " bytes";
        }
        double value = bytes / 1000.0;
        int unit = 0;
        while (value >= 999.95 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }

    /** Seconds in the two greatest units. */
    static String duration(long seconds) {
        if (seconds < MINUTE) {
            return seconds + " s";
        }
        if (seconds < HOUR) {
            return seconds / MINUTE + " min " + seconds % MINUTE + " s";
        }
        return seconds < DAY
                ? seconds / HOUR + " h " + seconds % HOUR / MINUTE + " min"
                : seconds / DAY + " days " + seconds % DAY / HOUR + " h";
    }

    /** A limit on a rate. */
    static String rate(int limit) {
        return limit == 0 ? "no limit" : bytes(limit) + "/s";
    }
}
