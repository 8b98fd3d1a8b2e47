package org.wockd.bench.load;

import java.util.HashSet;
import java.util.Set;

/** Which of a row of numbered messages have arrived; used by one thread. */
final class Numbering {

    /** What the arrival of a number means. */
    enum Arrival {
        /** It was the next one, or some before it are still missing. */
        NEW,
        /** It was missing, and a later one was here before. */
        LATE,
        /** It was here already. */
        AGAIN
    }

    private final Set<Long> missing = new HashSet<>();
    private long next;

    /** Notes that a number, counted from 0, has arrived. */
    Arrival arrived(long number) {
        if (number < next) {
            return missing.remove(number) ? Arrival.LATE : Arrival.AGAIN;
        }
        while (next < number) {
            missing.add(next++);
        }
        next++;
        return Arrival.NEW;
    }

    /** How many different ones have arrived. */
    long count() {
        return next - missing.size();
    }
}
