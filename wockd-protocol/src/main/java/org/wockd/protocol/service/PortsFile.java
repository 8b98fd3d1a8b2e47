package org.wockd.protocol.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The file {@code DATA/run/PROCESS.ports}: where each listener of a running process is, a line {@code name=port} each. */
public final class PortsFile {

    private PortsFile() {}

    /** Its place for a process whose data is in {@code data}. */
    public static Path of(Path data, String process) {
        return data.resolve("run").resolve(process + ".ports");
    }

    /** Writes it, so that a reader sees all of it or nothing. */
    static void write(Path file, Map<String, Integer> ports) {
        String text = new TreeMap<>(ports)
                .entrySet().stream()
                        .map(p -> p.getKey() + "=" + p.getValue() + "\n")
                        .collect(Collectors.joining());
        try {
            PrivateFiles.replace(file, text);
        } catch (IOException e) {
            throw cannot("written", file, e);
        }
    }

    static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw cannot("removed", file, e);
        }
    }

    private static StartException cannot(String what, Path file, IOException e) {
        return new StartException(
                ExitCode.FILE,
                "The file " + file + " cannot be " + what + ": " + PrivateFiles.reason(e)
                        + ".\nGive the service's user write access to its data folder, or name another as \"data\".",
                e);
    }
}
