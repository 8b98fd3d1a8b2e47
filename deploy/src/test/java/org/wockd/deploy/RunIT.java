package org.wockd.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A newcomer types {@code deploy/run}. */
class RunIT {

    private static final String SCRIPT = Path.of("run").toAbsolutePath().toString();

    @TempDir
    Path folder;

    @Test
    void oneCommandStartsGuardsAndStopsEverything() throws Exception {
        Path data = folder.resolve("a home/wockd");
        Process first = start(data);
        try (BufferedReader said = first.inputReader()) {
            List<String> welcome = until(said, "Logs: ");
            assertThat(welcome)
                    .anyMatch(line -> line.matches(" +Address: +\\S+@localhost"))
                    .anyMatch(line -> line.matches(" +Password: [a-z2-9]{16}"))
                    .anyMatch(line -> line.matches(" +Port: +[1-9]\\d+ .*"))
                    .anyMatch(line -> line.matches(" +([0-9A-F]{2}:){31}[0-9A-F]{2}"))
                    .anyMatch(line -> line.contains("torrent.localhost"));
            for (String secret : List.of("first-account", "torrent.secret", "wockd-core.yaml")) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(secret))))
                        .as(secret)
                        .isEqualTo("rw-------");
            }

            Process second = start(data);
            try (BufferedReader refused = second.inputReader()) {
                assertThat(refused.lines().toList().getFirst()).startsWith("wockd runs already on " + data);
            }
            assertThat(second.waitFor()).isEqualTo(1);

            process("torrent", data).destroyForcibly();
            until(said, "ended (signal KILL). It is started again in 1 s");

            // The handle, because the process itself would also close what is still to be read.
            first.toHandle().destroy();
            until(said, "Stopping the core.");
            until(said, "wockd has stopped.");
            assertThat(first.waitFor()).isZero();
        } finally {
            end(first);
        }
    }

    @Test
    void aTerminalThatGoesAwayStopsEverythingAlsoWhatAKilledOneHasLeft() throws Exception {
        Process killed = start(folder);
        try (BufferedReader said = killed.inputReader()) {
            until(said, "Logs: ");
            killed.toHandle().destroyForcibly();
            assertThat(killed.waitFor()).isEqualTo(128 + 9);
        }
        List<ProcessHandle> left = List.of(process("torrent", folder), process("core", folder));
        assertThat(left).allMatch(ProcessHandle::isAlive);

        Process next = start(folder);
        try (BufferedReader said = next.inputReader()) {
            assertThat(until(said, "Starting the core."))
                    .first()
                    .asString()
                    .startsWith(
                            "A deploy/run that was killed has left wockd running on " + folder + " (core is process ");
            assertThat(left).noneMatch(ProcessHandle::isAlive);
            until(said, "Logs: ");
            List<ProcessHandle> started = List.of(process("torrent", folder), process("core", folder));

            hangUp(next);

            assertThat(until(said, "wockd has stopped."))
                    .containsSubsequence("Stopping the BitTorrent relay.", "Stopping the core.");
            assertThat(next.waitFor()).isZero();
            assertThat(started).noneMatch(ProcessHandle::isAlive);
        } finally {
            end(next);
        }
    }

    @Test
    void aReaderThatGoesAwayStopsEverything() throws Exception {
        Process process = start(folder);
        try {
            List<ProcessHandle> started;
            try (BufferedReader said = process.inputReader()) {
                until(said, "Logs: ");
                started = List.of(process("torrent", folder), process("core", folder));
            }

            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();

            assertThat(started).noneMatch(ProcessHandle::isAlive);
            assertThat(folder.resolve("log/torrent.log")).content().contains("torrent stopped");
            assertThat(folder.resolve("log/core.log")).content().contains("core stopped");
        } finally {
            end(process);
        }
    }

    @Test
    void aWrongOptionIsTold() throws Exception {
        Process process = new ProcessBuilder(SCRIPT, "--port-base", "77")
                .redirectErrorStream(true)
                .start();

        try (BufferedReader said = process.inputReader()) {
            assertThat(said.lines().toList().getFirst())
                    .isEqualTo("--port-base must be 0 or a number from 1024 to 65000; it is 77.");
        }
        assertThat(process.waitFor()).isEqualTo(64);
    }

    private static Process start(Path data) throws IOException {
        // Whoever runs the tests may have had hang-ups ignored (nohup), and a script cannot undo that by itself.
        return new ProcessBuilder("env", "--default-signal=HUP", SCRIPT, "--data", data.toString(), "--port-base", "0")
                .redirectErrorStream(true)
                .start();
    }

    private static void hangUp(Process process) throws Exception {
        assertThat(new ProcessBuilder("kill", "-HUP", Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private static void end(Process process) throws InterruptedException {
        process.toHandle().destroy();
        process.waitFor(2, TimeUnit.MINUTES);
    }

    /** The process that was started last under this name. */
    private static ProcessHandle process(String name, Path data) throws IOException {
        String pid = Files.readAllLines(data.resolve("pids")).stream()
                .filter(line -> line.startsWith(name + " "))
                .reduce((earlier, later) -> later)
                .orElseThrow()
                .replaceFirst(".* ", "");
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }

    private static List<String> until(BufferedReader said, String last) throws IOException {
        var lines = new ArrayList<String>();
        String line;
        while ((line = said.readLine()) != null) {
            lines.add(line);
            if (line.contains(last)) {
                return lines;
            }
        }
        return fail("it ended without saying \"%s\"; it said:%n%s".formatted(last, String.join("\n", lines)));
    }
}
