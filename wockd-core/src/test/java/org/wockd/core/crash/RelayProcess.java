package org.wockd.core.crash;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** An {@link EchoRelay} that is a process of its own, so that it can be killed. */
final class RelayProcess implements AutoCloseable {
    private final int port;
    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
    private @Nullable Process process;

    /** @param port where the core is reached by all its lives */
    RelayProcess(int port) {
        this.port = port;
    }

    /** Starts it; it attaches when it can. */
    void start() throws IOException {
        Process started = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx128m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        EchoRelay.class.getName(),
                        String.valueOf(port)))
                .redirectErrorStream(true)
                .start();
        process = started;
        Thread.ofPlatform().daemon().name("echo").start(() -> listen(started));
    }

    private void listen(Process started) {
        try (BufferedReader out = started.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.contains("Exception") || line.contains(" ERROR ") || line.contains("Not a letter")) {
                    complaints.add(line);
                }
            }
        } catch (IOException e) {
            complaints.add("its output ended: " + e);
        }
    }

    /** SIGKILL; returns when the process is gone. */
    void kill() throws InterruptedException {
        Process victim = process;
        if (victim != null) {
            victim.toHandle().destroyForcibly();
            victim.waitFor();
        }
    }

    /** What it has said that it should not have to. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    @Override
    public void close() {
        try {
            kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
