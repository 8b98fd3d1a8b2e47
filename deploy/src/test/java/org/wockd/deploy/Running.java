package org.wockd.deploy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process; what it says is read line by line as it comes, and told on for whoever looks into a failed play. */
final class Running implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofMinutes(3);

    private final String name;
    private final Process process;
    private final List<String> lines = new ArrayList<>();
    private boolean silent;

    private Running(String name, Process process) {
        this.name = name;
        this.process = process;
        // Reading a pipe pins a carrier, and there are as few of those as processors.
        Thread.ofPlatform().daemon().name(name).start(this::read);
    }

    /** Starts it; what it says on standard error counts as said. */
    static Running start(String name, ProcessBuilder builder) throws IOException {
        return new Running(name, builder.redirectErrorStream(true).start());
    }

    private void read() {
        try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                heard(line);
            }
        } catch (IOException e) {
            heard("its output broke: " + e);
        } finally {
            ended();
        }
    }

    private synchronized void heard(String line) {
        lines.add(line);
        System.out.println(name + ": " + line);
        notifyAll();
    }

    private synchronized void ended() {
        silent = true;
        notifyAll();
    }

    /** Waits for a line that contains this, and returns the first such. */
    synchronized String await(String part) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        int looked = 0;
        while (true) {
            for (; looked < lines.size(); looked++) {
                if (lines.get(looked).contains(part)) {
                    return lines.get(looked);
                }
            }
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (silent || left <= 0) {
                throw new AssertionError(this + " did not say \"" + part + "\".");
            }
            wait(left);
        }
    }

    /** Types this, closes standard input, and waits for the end. */
    int finish(String input) throws IOException, InterruptedException {
        try (var typed = process.outputWriter(StandardCharsets.UTF_8)) {
            typed.write(input);
        }
        return exit();
    }

    // The handle and not the process is asked to end it, because a process also closes what is still to be read.

    /** SIGKILL, and waits for the end. */
    void kill() throws InterruptedException {
        process.toHandle().destroyForcibly();
        exit();
    }

    /** SIGTERM, and waits for the end. */
    int stop() throws InterruptedException {
        process.toHandle().destroy();
        return exit();
    }

    private int exit() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError(this + " is still running.");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.toHandle().destroyForcibly();
    }

    @Override
    public synchronized String toString() {
        return name + ", which said:\n  " + String.join("\n  ", lines) + "\n";
    }
}
