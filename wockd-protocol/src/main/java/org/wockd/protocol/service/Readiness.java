package org.wockd.protocol.service;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** What must hold before the process is of use, asked anew each time; safe for use by several threads. */
public final class Readiness {

    /** Says whether one part is of use now; it must answer at once. */
    @FunctionalInterface
    public interface Check {
        /** Why the part is not ready, or nothing when it is. */
        Optional<String> notReadyBecause();
    }

    private final Map<String, Check> checks = new ConcurrentSkipListMap<>();

    /** Adds a check; one of the same name is replaced. */
    public void register(String part, Check check) {
        checks.put(part, check);
    }

    /** The parts that are not ready, with the reason; empty when all are. */
    public Map<String, String> notReady() {
        var reasons = new LinkedHashMap<String, String>();
        new TreeMap<>(checks).forEach((part, check) -> check.notReadyBecause().ifPresent(r -> reasons.put(part, r)));
        return reasons;
    }
}
