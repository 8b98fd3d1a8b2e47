package org.wockd.bench.measure;

import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What is alive in the heap of another JVM after a full collection, by the JDK's {@code jcmd PID GC.class_histogram}.
 *
 * @param bytes octets of each class
 */
public record Heap(Map<String, Long> bytes) {
    /** A row of the table is: rank, instances, octets, name. */
    private static final int COLUMNS = 4;

    /** Collects, and looks. The other JVM stands still meanwhile. */
    public static Heap of(long pid) throws IOException, InterruptedException {
        return read(Jcmd.run(pid, "GC.class_histogram"));
    }

    static Heap read(List<String> lines) {
        Map<String, Long> bytes = new HashMap<>();
        for (String line : lines) {
            String[] columns = line.trim().split("\\s+", COLUMNS);
            if (columns.length == COLUMNS && columns[0].matches("[0-9]+:")) {
                bytes.merge(columns[3], Long.parseLong(columns[2]), Long::sum);
            }
        }
        if (bytes.isEmpty()) {
            throw new IllegalArgumentException("this is no class histogram: " + String.join("\n", lines));
        }
        return new Heap(bytes);
    }

    /** All of it. */
    public long total() {
        return bytes.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The classes that have grown most since then, a line each. */
    public List<String> grownSince(Heap earlier, int most) {
        Map<String, Long> grown = new HashMap<>(bytes);
        earlier.bytes.forEach((name, before) -> grown.merge(name, -before, Long::sum));
        return grown.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
                .limit(most)
                .map(entry -> String.format(Locale.ROOT, "%12d  %s", entry.getValue(), entry.getKey()))
                .toList();
    }
}
