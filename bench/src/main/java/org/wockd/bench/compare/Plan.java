package org.wockd.bench.compare;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How much is measured.
 *
 * @param home where wockd's distribution is
 * @param folder where the servers keep their data, on a disk
 * @param runs of each kind
 * @param pairs that chat
 * @param window messages that each client keeps under way
 * @param clients that are held idle
 * @param warmUp of each chat
 * @param time that each chat is measured
 */
public record Plan(
        Path home, Path folder, int runs, int pairs, int window, int clients, Duration warmUp, Duration time) {

    /** How long any answer may take. */
    public static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Characters of a text. */
    public static final int SIZE = 100;
}
