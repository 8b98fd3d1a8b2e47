package org.wockd.torrent.testing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.wockd.torrent.engine.AddTorrent;
import org.wockd.torrent.engine.Engine;
import org.wockd.torrent.engine.EngineEvent;
import org.wockd.torrent.engine.EngineListener;
import org.wockd.torrent.engine.RateLimits;
import org.wockd.torrent.engine.TorrentStatus;

/** An engine without torrents behind it, which remembers what it was told, and tells what a test lets it tell. */
public final class FakeEngine implements Engine {

    public final Map<String, AddTorrent> added = new LinkedHashMap<>();
    public final Map<String, Boolean> paused = new LinkedHashMap<>();
    public final Map<String, RateLimits> limits = new LinkedHashMap<>();
    private EngineListener listener = event -> {};

    /** Tells an event. */
    public void tell(EngineEvent event) {
        listener.on(event);
    }

    /** Tells where one torrent stands. */
    public void tell(TorrentStatus status) {
        tell(new EngineEvent.StatusChanged(List.of(status)));
    }

    @Override
    public void start(EngineListener to) {
        listener = to;
    }

    @Override
    public void stop() {}

    @Override
    public int port() {
        return 1;
    }

    @Override
    public void add(AddTorrent torrent) {
        added.put(torrent.id(), torrent);
        paused.put(torrent.id(), torrent.paused());
        limits.put(torrent.id(), torrent.limits());
    }

    @Override
    public void pause(String id) {
        paused.put(id, true);
    }

    @Override
    public void resume(String id) {
        paused.put(id, false);
    }

    @Override
    public void remove(String id, boolean withData) {
        added.remove(id);
        tell(new EngineEvent.Removed(id));
    }

    @Override
    public void setLimits(String id, RateLimits wanted) {
        limits.put(id, wanted);
    }
}
