package org.wockd.torrent.engine;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.libtorrent4j.TorrentHandle;
import org.libtorrent4j.swig.info_hash_t;
import org.libtorrent4j.swig.sha1_hash;
import org.wockd.torrent.intake.InfoHash;

/**
 * The torrents in the session, by wockd's name and by the hashes that alerts carry.
 *
 * <p>A handle comes from adding and is kept here; one read from an alert points into the alert and dies with it.
 */
final class Handles {

    /** One torrent in the session. */
    static final class Held {
        final String id;
        final TorrentHandle handle;
        volatile TorrentStatus status;
        /** Bytes of payload since it was added; {@link StatusReader} guards both. */
        final Meter down = new Meter();

        final Meter up = new Meter();
        /** Whether it stopped by itself and was told so; until it is resumed nothing more is told. */
        volatile boolean failed;
        /** Whether it is being removed together with its data. */
        volatile boolean deleting;
        /** Whether resume data is on its way. */
        volatile boolean saving;
        /** The payload received when resume data was last asked for, in bytes. */
        volatile long savedAt = -1;

        /** By tracker, the addresses of this machine that it has answered well; of the alert thread alone. */
        final Map<String, Set<String>> workingWays = new HashMap<>();

        Held(String id, TorrentHandle handle, TorrentStatus status) {
            this.id = id;
            this.handle = handle;
            this.status = status;
        }
    }

    private final Map<String, Held> byId = new ConcurrentHashMap<>();
    private final Map<String, Held> byHash = new ConcurrentHashMap<>();

    /** What makes a torrent in the session. */
    @FunctionalInterface
    interface Adding {
        Held add() throws EngineException;
    }

    /**
     * Adds a torrent and keeps it under its name and the hashes it is known by. Alerts about it wait meanwhile, so that
     * none finds it missing.
     */
    synchronized void put(InfoHash hash, Adding adding) throws EngineException {
        Held held = adding.add();
        byId.put(held.id, held);
        alias(held, hash);
    }

    /** Lets {@code held} be found by more hashes, as when the metadata of a hybrid has come. */
    void alias(Held held, InfoHash hash) {
        if (hash.v1() != null) {
            byHash.put(hash.v1(), held);
        }
        if (hash.v2() != null) {
            byHash.put(truncated(hash.v2()), held);
        }
    }

    @Nullable
    Held get(String id) {
        return byId.get(id);
    }

    /** The torrent of a hash that an alert carries; the hash is read and not kept. */
    @Nullable
    Held find(info_hash_t hash) {
        Held found = null;
        if (hash.has_v1()) {
            found = byHash.get(hex(hash.getV1()));
        }
        return found == null && hash.has_v2() ? byHash.get(hex(hash.get_best())) : found;
    }

    private static String hex(sha1_hash hash) {
        String hex = hash.to_hex();
        hash.delete();
        return hex;
    }

    /** libtorrent's best hash: a v2 hash cut to the length of a v1 hash (BEP 52). */
    private static String truncated(String v2) {
        return v2.substring(0, 40);
    }

    void remove(Held held) {
        byId.remove(held.id, held);
        byHash.values().removeIf(other -> other == held);
    }

    Collection<Held> all() {
        return List.copyOf(byId.values());
    }
}
