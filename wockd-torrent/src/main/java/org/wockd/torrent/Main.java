package org.wockd.torrent;

import org.apache.commons.daemon.Daemon;
import org.apache.commons.daemon.DaemonContext;
import org.apache.commons.daemon.DaemonInitException;
import org.wockd.protocol.service.ServiceMain;

/** The command {@code wockd-torrent}, and the class that jsvc starts. */
public final class Main implements Daemon {
    private final ServiceMain<TorrentConfig> service = new ServiceMain<>(new TorrentRelay());

    /** Runs the relay until it is told to stop. */
    public static void main(String[] args) {
        System.exit(new ServiceMain<>(new TorrentRelay()).run(args));
    }

    @Override
    public void init(DaemonContext context) throws DaemonInitException {
        service.init(context);
    }

    @Override
    public void start() {
        service.start();
    }

    @Override
    public void stop() {
        service.stop();
    }

    @Override
    public void destroy() {
        service.destroy();
    }
}
