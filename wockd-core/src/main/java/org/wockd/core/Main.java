package org.wockd.core;

import java.util.Arrays;
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
        System.exit(startsPlainly(args) ? new ServiceMain<>(new Core()).runPlainly(rest(args)) : Wockd.run(args));
    }

    private static boolean startsPlainly(String... args) {
        return args.length > 0 && args[0].equals("run") && ServiceMain.isPlain(rest(args));
    }

    private static String[] rest(String... args) {
        return Arrays.copyOfRange(args, 1, args.length);
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
