package org.wockd.core;

import org.apache.commons.daemon.Daemon;
import org.apache.commons.daemon.DaemonContext;
import org.apache.commons.daemon.DaemonInitException;
import org.wockd.core.command.Wockd;
import org.wockd.protocol.service.ServiceMain;

/** The command {@code wockd}, and the class that jsvc starts. */
public final class Main implements Daemon {
    private final ServiceMain<CoreConfig> service = new ServiceMain<>(new Core());

    /** Runs one command, mostly {@code run}, and ends with its number. */
    public static void main(String[] args) {
        System.exit(Wockd.run(args));
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
