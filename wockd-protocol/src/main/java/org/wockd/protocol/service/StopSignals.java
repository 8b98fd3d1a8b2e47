package org.wockd.protocol.service;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Waits for the signals that ask a process to stop, or for itself to ask; a second signal ends it at once. */
final class StopSignals {

    private static final int KILLED = 137;

    private final CountDownLatch asked = new CountDownLatch(1);
    private volatile ExitCode how = ExitCode.OK;

    private StopSignals() {}

    /**
     * From now on SIGTERM, SIGINT and SIGHUP (the terminal is gone) are caught.
     *
     * <p>The JDK's own handler ends with 143 whatever the hooks do, so its signal class is needed for an exit code of 0. It is
     * exported for good (module jdk.unsupported), but the compiler's warning about it cannot be switched off: hence reflection.
     */
    static StopSignals listen() {
        var signals = new StopSignals();
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler received = (proxy, method, args) -> switch (method.getName()) {
                case "handle" -> signals.received();
                case "equals" -> Objects.equals(proxy, args[0]);
                case "hashCode" -> System.identityHashCode(proxy);
                default -> "stop";
            };
            Object catcher = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, received);
            for (String name : new String[] {"TERM", "INT", "HUP"}) {
                Object which = signal.getConstructor(String.class).newInstance(name);
                signal.getMethod("handle", signal, handler).invoke(null, which, catcher);
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("This Java cannot catch signals; start it without -Xrs", e);
        }
        return signals;
    }

    private @Nullable Object received() {
        if (asked.getCount() == 0) {
            Runtime.getRuntime().halt(KILLED);
        }
        asked.countDown();
        return null;
    }

    /** The process itself asks for it. */
    void ask(ExitCode ending) {
        how = ending;
        asked.countDown();
    }

    /** Waits, and tells how the process is to end. */
    ExitCode await() throws InterruptedException {
        asked.await();
        return how;
    }
}
