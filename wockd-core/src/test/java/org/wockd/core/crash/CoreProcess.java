package org.wockd.core.crash;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A core that is a process of its own, so that it can be killed; one data folder for all its lives. */
final class CoreProcess implements AutoCloseable {
    private static final int LINES_KEPT = 40;
    private static final int START_SECONDS = 120;

    private final Path data;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<String> lines = new ArrayDeque<>();
    private final ConcurrentLinkedQueue<String> complaints = new ConcurrentLinkedQueue<>();
    private @Nullable Process process;
    private @Nullable Up up;
    private boolean closed;
    private int lives;

    CoreProcess(Path data) {
        this.data = data;
    }

    /**
     * The core listens.
     *
     * @param port for clients, under TLS from the first octet
     * @param life how many times it was started up to this one
     */
    record Up(int port, int life) {}

    /** Starts it; completed when it listens, exceptionally when it ends before. */
    CompletableFuture<Up> start() throws IOException {
        Files.deleteIfExists(ports());
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xmx256m"));
        // As on two processors; the other tests have two of them.
        command.add("-Dio.netty.eventLoopThreads=1");
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of("org.wockd.core.Main", "run"));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        // On any ports, others in each life: another process might have taken the last one meanwhile.
        builder.environment()
                .putAll(Map.of(
                        "WOCKD_DATA", data.toString(),
                        "WOCKD_HOSTS", "localhost",
                        "WOCKD_LISTEN_CLIENT", "127.0.0.1:0",
                        "WOCKD_LISTEN_CLIENT_TLS", "127.0.0.1:0",
                        "WOCKD_LISTEN_RELAY", "127.0.0.1:0",
                        "WOCKD_RELAYS_ECHO__LOCALHOST_SECRET", EchoRelay.SECRET,
                        "WOCKD_RELAYS_ECHO__LOCALHOST_GRACE", "60s"));
        Process started = builder.start();
        CompletableFuture<Up> listens = new CompletableFuture<>();
        lock.lock();
        try {
            process = started;
            lives++;
        } finally {
            lock.unlock();
        }
        int life = lives;
        Thread.ofPlatform().daemon().name("core-" + life).start(() -> listen(started, life, listens));
        return listens.orTimeout(START_SECONDS, TimeUnit.SECONDS);
    }

    private void listen(Process started, int life, CompletableFuture<Up> listens) {
        try (BufferedReader out = started.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                note(line);
                if (line.contains(" is up: ")) {
                    Up now = new Up(port(), life);
                    announce(now);
                    listens.complete(now);
                }
            }
        } catch (IOException e) {
            note("its output ended: " + e);
        }
        listens.completeExceptionally(new IllegalStateException("the core ended before it was up:\n" + said()));
    }

    private void note(String line) {
        lock.lock();
        try {
            lines.add(line);
            if (lines.size() > LINES_KEPT) {
                lines.remove();
            }
        } finally {
            lock.unlock();
        }
        if (line.contains(" WARN ") || line.contains(" ERROR ") || line.contains("Exception")) {
            complaints.add(line);
        }
    }

    private void announce(Up now) {
        lock.lock();
        try {
            if (now.life() == lives) {
                up = now;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private Path ports() {
        return data.resolve("run/core.ports");
    }

    private int port() {
        return port("client-tls=");
    }

    /** The port for relays of the core that runs now; 0 while none has come so far. */
    int relayPort() {
        return Files.exists(ports()) ? port("relay=") : 0;
    }

    private int port(String key) {
        try {
            return Files.readAllLines(ports()).stream()
                    .filter(line -> line.startsWith(key))
                    .map(line -> Integer.parseInt(line.substring(key.length())))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the core listens; null when it never will again. */
    @Nullable
    Up await() throws InterruptedException {
        lock.lock();
        try {
            while (up == null && !closed) {
                changed.await();
            }
            return closed ? null : up;
        } finally {
            lock.unlock();
        }
    }

    /** SIGKILL; returns when the process is gone. */
    void kill() throws InterruptedException {
        Process victim;
        lock.lock();
        try {
            up = null;
            victim = process;
        } finally {
            lock.unlock();
        }
        if (victim != null) {
            // Not through the process itself, which would close the pipe with what is still in it.
            victim.toHandle().destroyForcibly();
            victim.waitFor();
        }
    }

    /** The last lines it has said. */
    String said() {
        lock.lock();
        try {
            return String.join("\n", lines);
        } finally {
            lock.unlock();
        }
    }

    /** All warnings and errors of all lives. */
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
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
