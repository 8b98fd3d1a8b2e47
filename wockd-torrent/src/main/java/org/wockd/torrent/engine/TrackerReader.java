package org.wockd.torrent.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.libtorrent4j.alerts.TrackerAlert;
import org.libtorrent4j.alerts.TrackerErrorAlert;
import org.libtorrent4j.alerts.TrackerReplyAlert;
import org.libtorrent4j.swig.status_flags_t;
import org.libtorrent4j.swig.torrent_status;

/**
 * Copies what is heard of trackers to plain values.
 *
 * <p>A tracker is asked from each address this machine has, and fails where it cannot be reached from one. It works as long
 * as it has answered one of them well.
 */
final class TrackerReader {
    private static final int LONGEST = 300;

    private TrackerReader() {}

    static EngineEvent.TrackerHeard heard(Handles.Held held, TrackerReplyAlert alert) {
        ways(held, alert).add(alert.localEndpoint().toString());
        return new EngineEvent.TrackerHeard(held.id, alert.trackerUrl(), true, "", next(held));
    }

    static EngineEvent.TrackerHeard heard(Handles.Held held, TrackerErrorAlert alert) {
        Set<String> ways = ways(held, alert);
        ways.remove(alert.localEndpoint().toString());
        String url = alert.trackerUrl();
        return ways.isEmpty()
                ? new EngineEvent.TrackerHeard(
                        held.id,
                        url,
                        false,
                        why(url, alert.errorMessage(), alert.error().getMessage()),
                        next(held))
                : new EngineEvent.TrackerHeard(held.id, url, true, "", next(held));
    }

    private static Set<String> ways(Handles.Held held, TrackerAlert<?> alert) {
        return held.workingWays.computeIfAbsent(alert.trackerUrl(), url -> new HashSet<>());
    }

    private static Instant next(Handles.Held held) {
        status_flags_t nothingDear = new status_flags_t();
        torrent_status status = held.handle.swig().status(nothingDear);
        nothingDear.delete();
        long millis = status.get_next_announce();
        status.delete();
        return Instant.now().plus(Duration.ofMillis(millis));
    }

    /**
     * Why a tracker failed.
     *
     * @param said what it said itself, empty if it did not come to that
     * @param error what the library says
     */
    static String why(String url, String said, String error) {
        if (said.isEmpty() && url.toLowerCase(Locale.ROOT).startsWith("https:")) {
            return plain(
                    "wockd cannot ask trackers by HTTPS yet, because its BitTorrent library finds no certificates to"
                            + " check them with. Other trackers and peers of this torrent do work (" + error + ")");
        }
        return plain(said.isEmpty() ? error : said);
    }

    /** A tracker may say anything; this can stand in XML and in a line. */
    private static String plain(String text) {
        StringBuilder plain = new StringBuilder();
        text.strip()
                .codePoints()
                .limit(LONGEST)
                .map(c -> Character.isISOControl(c)
                                || !Character.isDefined(c)
                                || Character.getType(c) == Character.SURROGATE
                        ? ' '
                        : c)
                .forEach(plain::appendCodePoint);
        return plain.toString();
    }
}
