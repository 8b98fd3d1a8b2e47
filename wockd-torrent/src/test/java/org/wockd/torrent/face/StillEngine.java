package org.wockd.torrent.face;

import java.util.List;
import java.util.Optional;
import org.wockd.torrent.engine.AddTorrent;
import org.wockd.torrent.engine.Engine;
import org.wockd.torrent.engine.EngineEvent;
import org.wockd.torrent.engine.EngineListener;
import org.wockd.torrent.engine.RateLimits;
import org.wockd.torrent.engine.TorrentStatus;

/** An engine that does nothing by itself, and tells what a test lets it tell. */
final class StillEngine implements Engine {
    private EngineListener listener = event -> {};

    void tell(TorrentStatus status) {
        listener.on(new EngineEvent.StatusChanged(List.of(status)));
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
    public void add(AddTorrent torrent) {}

    @Override
    public void pause(String id) {}

    @Override
    public void resume(String id) {}

    @Override
    public void remove(String id, boolean withData) {
        listener.on(new EngineEvent.Removed(id));
    }

    @Override
    public void setLimits(String id, RateLimits limits) {}

    @Override
    public Optional<TorrentStatus> status(String id) {
        return Optional.empty();
    }

    @Override
    public void requestResumeData(String id) {}
}
