package org.wockd.torrent.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** A Java process of a test, set up as one that loads libtorrent has to be; its standard output is read line by line. */
public final class Jvm implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader;

    private Jvm(Process process) {
        this.process = process;
        this.reader = Thread.ofVirtual().start(this::read);
    }

    /** Starts {@code main} with this test's class path and Java. */
    public static Jvm start(Class<?> main, Object... args) throws IOException {
        Path home = Path.of(System.getProperty("java.home"));
        List<String> command = new ArrayList<>(List.of(
                home.resolve("bin/java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        for (Object arg : args) {
            command.add(arg.toString());
        }
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        Path jsig = home.resolve("lib/libjsig.so");
        if (Files.exists(jsig)) {
            builder.environment().put("LD_PRELOAD", jsig.toString());
        }
        return new Jvm(builder.start());
    }

    private void read() {
        try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            lines.add("the output ended: " + e);
        }
    }

    /** Types a line. */
    public void type(String line) {
        try {
            OutputStream out = process.getOutputStream();
            out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(String.join("\n", lines), e);
        }
    }

    /** Waits for a line that starts with {@code start} and returns the rest of the first such. */
    public String await(String start) {
        return await(line -> line.startsWith(start), start)
                .substring(start.length())
                .strip();
    }

    /** Waits for a line of this kind and returns the first such. */
    public String await(Predicate<String> wanted, String what) {
        try {
            return Awaitility.await(what)
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> lines.stream().filter(wanted).findFirst(), Optional::isPresent)
                    .orElseThrow();
        } catch (RuntimeException e) {
            throw new AssertionError("no line \"" + what + "\" in:\n" + String.join("\n", lines), e);
        }
    }

    /** All lines so far. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** Waits for the end of the process. */
    public int exit() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("still running; it said:\n" + String.join("\n", lines));
        }
        reader.join();
        return process.exitValue();
    }

    /** SIGKILL, and waits for the end. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        exit();
    }

    /** Ends its standard input, and waits for the end. */
    public int end() throws InterruptedException, IOException {
        process.getOutputStream().close();
        return exit();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
