package org.wockd.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the figures were measured on, in one sentence. */
public record Machine(int processors, String model, long memoryMib, String kernel, String java) {

    /** This machine. */
    public static Machine here() throws IOException {
        return new Machine(
                Runtime.getRuntime().availableProcessors(),
                value(Path.of("/proc/cpuinfo"), "model name"),
                Long.parseLong(value(Path.of("/proc/meminfo"), "MemTotal").replace(" kB", "")) / 1024,
                System.getProperty("os.name") + " "
                        + System.getProperty("os.version").replaceFirst("^(\\d+\\.\\d+).*", "$1"),
                System.getProperty("java.vendor.version", "") + " " + Runtime.version());
    }

    private static String value(Path file, String key) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(line.indexOf(':') + 1).trim())
                .findFirst()
                .orElse("unknown");
    }

    @Override
    public String toString() {
        return processors + " processors (" + model + "), " + memoryMib + " MiB of memory, " + kernel + ", Java "
                + java.trim();
    }
}
