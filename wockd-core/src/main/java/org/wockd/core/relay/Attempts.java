package org.wockd.core.relay;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Wrong secrets in a row, for each configured domain; each one doubles the time until it is answered, up to 8 s. */
final class Attempts {
    private static final int DOUBLINGS = 5;

    private final Map<String, Integer> failures = new ConcurrentHashMap<>();

    /** One more was wrong; how long its answer shall wait. */
    Duration failed(String domain) {
        int before = failures.merge(domain, 1, Integer::sum) - 1;
        return Duration.ofMillis(250L << Math.min(before, DOUBLINGS));
    }

    /** One was right. */
    void succeeded(String domain) {
        failures.remove(domain);
    }
}
