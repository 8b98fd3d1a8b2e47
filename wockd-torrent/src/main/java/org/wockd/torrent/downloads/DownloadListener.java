package org.wockd.torrent.downloads;

/** Hears what happens to downloads. */
@FunctionalInterface
public interface DownloadListener {

    /** Takes one event. All come in order on one thread, which may block; only progress is left out for a slow one. */
    void on(DownloadEvent event);
}
