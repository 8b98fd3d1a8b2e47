package org.wockd.bench.server;

import java.nio.file.Path;

/**
 * What servers are started with, all alike.
 *
 * @param home where wockd's distribution is
 * @param folder for all that the server writes; an empty one, or that of a server of the same kind that has stopped
 * @param keys of those that do not make their own
 * @param archive whether messages are kept after they were delivered (XEP-0313)
 */
public record Setting(Path home, Path folder, TlsFiles keys, boolean archive) {

    /** Rounds of PBKDF2 for each password: ejabberd can have no other. */
    public static final int ITERATIONS = 4096;
}
