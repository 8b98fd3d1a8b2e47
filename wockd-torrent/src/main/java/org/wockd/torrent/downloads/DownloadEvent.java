package org.wockd.torrent.downloads;

import java.util.Set;

/** Something happened to a download that its owner may want to know. */
public sealed interface DownloadEvent {

    /** The bare JID whom it concerns. */
    String owner();

    /** The torrent. */
    String id();

    /** What may change while a torrent moves. */
    enum Field {
        NAME,
        STATE,
        DONE,
        WANTED,
        DOWN,
        UP,
        DOWN_RATE,
        UP_RATE,
        PEERS,
        SEEDS,
        ETA
    }

    /** The owner has one more torrent. */
    record Added(String owner, String id, DownloadView view) implements DownloadEvent {}

    /** It moved: {@code changed} says what is different since the last such event, {@code view} has it all. */
    record Progress(String owner, String id, Set<Field> changed, DownloadView view) implements DownloadEvent {}

    /**
     * All of it is on disk. It comes again after each start until {@link Downloads#announced} was called for this owner,
     * so that it is told once and not lost.
     */
    record Finished(String owner, String id, DownloadView view) implements DownloadEvent {}

    /** It stopped by itself; the view says why. Resuming it tries again. */
    record Failed(String owner, String id, DownloadView view) implements DownloadEvent {}

    /** The owner has one torrent less. */
    record Removed(String owner, String id) implements DownloadEvent {}
}
