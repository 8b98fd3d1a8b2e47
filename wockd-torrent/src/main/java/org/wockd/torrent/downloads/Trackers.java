package org.wockd.torrent.downloads;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wockd.torrent.engine.AddTorrent.Source;
import org.wockd.torrent.engine.EngineEvent.TrackerHeard;

/**
 * The trackers of a torrent and what was heard of them in this run.
 *
 * @param all in the order of the torrent
 * @param next when one of them is asked next, null before one was heard of
 */
public record Trackers(List<Tracker> all, @Nullable Instant next) {

    /** How a tracker was heard of last. */
    public enum State {
        /** Not yet. */
        WAITING,
        /** With an answer. */
        WORKING,
        /** With an error, or not in time. */
        FAILING
    }

    /**
     * A tracker.
     *
     * @param url its address, which may hold its user's pass key
     * @param why it fails, else empty
     */
    public record Tracker(String url, State state, String why) {
        @Override
        public String toString() {
            return "Tracker[" + state + " " + why + "]";
        }
    }

    public Trackers {
        all = List.copyOf(all);
    }

    static Trackers of(Source source) {
        List<String> urls = switch (source) {
            case Source.FromMetainfo m -> m.metainfo().trackers();
            case Source.FromMagnet m -> m.magnet().trackers();
        };
        return new Trackers(
                urls.stream().map(url -> new Tracker(url, State.WAITING, "")).toList(), null);
    }

    /** With news of one of them; of others nothing is kept. */
    Trackers with(TrackerHeard heard) {
        List<Tracker> now = new ArrayList<>();
        for (Tracker tracker : all) {
            now.add(
                    tracker.url().equals(heard.url())
                            ? new Tracker(tracker.url(), heard.works() ? State.WORKING : State.FAILING, heard.text())
                            : tracker);
        }
        return new Trackers(now, heard.next());
    }

    /** Whole seconds until one of them is asked next, rounded up; -1 where that is not known. */
    public long secondsToNext(Instant now) {
        return next == null
                ? -1
                : Math.max(0, Math.ceilDiv(Duration.between(now, next).toMillis(), 1000L));
    }
}
