package org.wockd.bench.server;

import java.util.List;

/** The options for memory with which the core is started. */
public final class CoreMemory {
    /** As the script that starts the generator has read them from the distribution's; a test that starts it otherwise has none. */
    public static final List<String> OPTIONS =
            List.of(System.getProperty("wockd.bench.memory", "-Xmx256m -XX:+UseSerialGC")
                    .split(" "));

    private CoreMemory() {}
}
