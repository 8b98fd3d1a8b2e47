package org.wockd.bench.server;

/** How a server is started. */
public enum Boot {
    /** As its script does. */
    USUAL,
    /** Without what an earlier start has left to make later ones faster, where it has such a thing. */
    WITHOUT_CACHE
}
