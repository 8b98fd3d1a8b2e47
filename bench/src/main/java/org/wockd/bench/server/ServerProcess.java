package org.wockd.bench.server;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.wockd.protocol.service.ExitCode;
import org.wockd.protocol.service.StartException;

/** A server's process. What it says goes to a file, and is looked through for what should not be said. */
final class ServerProcess implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration STOP = Duration.ofMinutes(2);
    private static final int KEPT = 20;

    private final long begun = System.nanoTime();
    private final Process process;
    private final Path log;
    private final Pattern complaint;
    private final CompletableFuture<String> ready = new CompletableFuture<>();
    private final List<String> complaints = new ArrayList<>();
    private final Thread reader;
    private long complained;

    /**
     * Starts it, and waits until it says that it is ready.
     *
     * @param sign what it says when it is ready
     * @param complaint what is in a line that should not be there
     */
    ServerProcess(ProcessBuilder builder, Path log, String sign, Pattern complaint)
            throws IOException, InterruptedException {
        this.log = log;
        this.complaint = complaint;
        this.process = builder.redirectErrorStream(true).start();
        // Who stops the generator with a signal has stopped the server, too.
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform().unstarted(() -> process.toHandle().destroy()));
        // Reading a pipe pins a carrier, and there are as few of those as processors.
        this.reader = Thread.ofPlatform().daemon().name("log").start(() -> read(sign));
        try {
            String _ = ready.get(START.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            close();
            throw new StartException(
                    ExitCode.UNAVAILABLE,
                    String.join(" ", builder.command()) + " did not get ready. What it said is in " + log + ".",
                    e);
        }
    }

    private void read(String sign) {
        try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
                BufferedWriter file = Files.newBufferedWriter(log)) {
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                file.write(line);
                file.newLine();
                file.flush();
                heard(line);
                if (line.contains(sign)) {
                    ready.complete(line);
                }
            }
            ready.completeExceptionally(new IOException("it has ended"));
        } catch (IOException e) {
            ready.completeExceptionally(e);
        }
    }

    private synchronized void heard(String line) {
        if (complaint.matcher(line).find()) {
            complained++;
            if (complaints.size() < KEPT) {
                complaints.add(line);
            }
        }
    }

    /** The line with which it said that it is ready. */
    String ready() {
        return ready.join();
    }

    /** When it was started, by {@link System#nanoTime}. */
    long begun() {
        return begun;
    }

    long pid() {
        return process.pid();
    }

    /** How many lines there were that should not be. */
    synchronized long complained() {
        return complained;
    }

    /** The first of them. */
    synchronized List<String> complaints() {
        return List.copyOf(complaints);
    }

    /** SIGTERM, and waits for the end; SIGKILL where that takes too long. */
    @Override
    public void close() {
        process.toHandle().destroy();
        try {
            if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                process.toHandle().destroyForcibly();
            }
            reader.join();
        } catch (InterruptedException e) {
            process.toHandle().destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
