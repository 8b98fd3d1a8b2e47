package org.wockd.bench.compare;

import java.nio.file.Path;
import org.wockd.bench.load.Phases;

/**
 * How much is measured.
 *
 * @param home where wockd's distribution is
 * @param folder where the servers keep their data, on a disk
 * @param runs of each kind with each contender
 * @param pairs of clients that write to each other
 * @param window messages that each of them keeps under way
 * @param idle clients that are held
 * @param phases of each load that goes on by itself
 */
public record Plan(Path home, Path folder, int runs, int pairs, int window, int idle, Phases phases) {

    /** Characters of a text. */
    static final int SIZE = 100;

    /** What makes figures incomparable where it differs. */
    String words() {
        return pairs + " pairs, window " + window + ", " + idle + " idle, "
                + phases.warmUp().toSeconds() + " s + " + phases.time().toSeconds() + " s";
    }

    /** How many clients write. */
    int clients() {
        return 2 * pairs;
    }

    /** As the figures of a run tell it. */
    long warmUpSeconds() {
        return phases.warmUp().toSeconds();
    }
}
