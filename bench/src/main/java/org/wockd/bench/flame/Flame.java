package org.wockd.bench.flame;

import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/** A method, how many samples were taken in it or in what it called, and what it called, by name. */
final class Flame {
    private final String name;
    private final TreeMap<String, Flame> called = new TreeMap<>();
    private long samples;

    Flame(String name) {
        this.name = name;
    }

    /**
     * Adds samples of a stack below this one.
     *
     * @param stack the names of its methods, the outermost first
     */
    void add(List<String> stack, long count) {
        Flame at = this;
        at.samples += count;
        for (String method : stack) {
            at = at.called.computeIfAbsent(method, Flame::new);
            at.samples += count;
        }
    }

    String name() {
        return name;
    }

    long samples() {
        return samples;
    }

    Collection<Flame> called() {
        return called.values();
    }
}
