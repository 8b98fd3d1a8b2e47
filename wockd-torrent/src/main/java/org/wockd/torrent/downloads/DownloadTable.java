package org.wockd.torrent.downloads;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.wockd.torrent.intake.InfoHash;

/** All downloads by id, and the one lock that guards them; every method but {@link #locked} is called under it. */
final class DownloadTable {

    /** A torrent that the engine was told to let go and has not yet. */
    record Leaving(Download download, boolean withData) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Download> byId = new LinkedHashMap<>();
    private final Map<String, Leaving> leaving = new HashMap<>();

    <T extends @Nullable Object> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    @Nullable
    Download get(String id) {
        return byId.get(id);
    }

    /** The download of the same content, by whichever hash. */
    @Nullable
    Download find(InfoHash hash) {
        Download exact = byId.get(hash.id());
        if (exact != null) {
            return exact;
        }
        return byId.values().stream()
                .filter(download -> download.infoHash.matches(hash))
                .findFirst()
                .orElse(null);
    }

    List<Download> of(String owner) {
        return byId.values().stream()
                .filter(download -> download.of(owner) != null)
                .toList();
    }

    int size() {
        return byId.size();
    }

    void put(Download download) {
        byId.put(download.id, download);
    }

    void leave(Download download, boolean withData) {
        byId.remove(download.id);
        leaving.put(download.id, new Leaving(download, withData));
    }

    boolean isLeaving(String id) {
        return leaving.containsKey(id);
    }

    @Nullable
    Leaving left(String id) {
        return leaving.remove(id);
    }
}
