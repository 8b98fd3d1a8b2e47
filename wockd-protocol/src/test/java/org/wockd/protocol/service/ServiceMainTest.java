package org.wockd.protocol.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The frame as its operator meets it: a real process, its signals, its exit codes and what it prints. */
class ServiceMainTest {

    private static final long LIMIT_SECONDS = 120;

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void leaveNoProcessBehind() {
        started.forEach(Process::destroyForcibly);
    }

    private Process tiny(Map<String, String> environment, String... args) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                TinyService.class.getName()));
        command.addAll(List.of(args));
        var builder = new ProcessBuilder(command)
                .redirectError(log().toFile())
                .redirectOutput(folder.resolve("out").toFile());
        builder.environment().keySet().removeIf(k -> k.startsWith("WOCKD_"));
        builder.environment().putAll(environment);
        builder.redirectInput(new File("/dev/null"));
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private Path log() {
        return folder.resolve("log");
    }

    private Path ports() {
        return PortsFile.of(folder.resolve("data"), "tiny");
    }

    private Map<String, String> data(String... more) {
        var environment = new HashMap<String, String>();
        environment.put("WOCKD_DATA", folder.resolve("data").toString());
        for (int i = 0; i < more.length; i += 2) {
            environment.put(more[i], more[i + 1]);
        }
        return environment;
    }

    private static int exitCode(Process process) throws InterruptedException {
        assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS))
                .as("it ends")
                .isTrue();
        return process.exitValue();
    }

    private void awaitUp(Process process) {
        await().atMost(Duration.ofSeconds(LIMIT_SECONDS)).until(() -> Files.exists(ports()) || !process.isAlive());
        assertThat(ports()).exists();
    }

    @Test
    void onSigtermThePartsStopInReverseOrderAndTheExitCodeIsZero() throws Exception {
        Process process = tiny(data());
        awaitUp(process);
        assertThat(Files.readString(ports())).matches("c2s=\\d+\nmanagement=\\d+\n");

        process.destroy();

        assertThat(exitCode(process)).isZero();
        assertThat(ports()).doesNotExist();
        assertThat(Files.readString(log()))
                .containsSubsequence(
                        " is up: ",
                        "Stopped ports file",
                        "Stopped second",
                        "Stopped listener",
                        "Stopped management",
                        "Stopped metrics",
                        "tiny stopped");
        assertThat(Files.readAllLines(log()))
                .anyMatch(l -> l.matches(
                        ".* INFO wherefore: line one line two stream=s1 \\| java.io.IOException: gone away <.*"))
                .anyMatch(l -> l.contains("WARN old: from the old logging"));
    }

    @Test
    void aPartThatAsksForItEndsTheProcessInOrderAndTheExitCodeSaysHow() throws Exception {
        Process process = tiny(data("WOCKD_RESTLESS", "true"));
        assertThat(exitCode(process)).isEqualTo(75);
        assertThat(Files.readString(log())).containsSubsequence(" is up: ", "Stopped listener", "tiny stopped");
    }

    @Test
    void inJsonEveryLineIsAnObjectWithTheStream() throws Exception {
        Process process = tiny(data("WOCKD_LOG_FORMAT", "json"));
        awaitUp(process);
        process.destroy();
        assertThat(exitCode(process)).isZero();
        assertThat(Files.readAllLines(log()))
                .allMatch(l -> l.startsWith("{") && l.endsWith("}"))
                .anyMatch(l -> l.contains("\"stream\":\"s1\"") || l.contains("\"stream\": \"s1\""));
    }

    @Test
    void aMistakeInTheConfigurationIsATextAndCode78() throws Exception {
        Path file = Files.writeString(folder.resolve("tiny.yaml"), "lsten: 1\nbroken: perhaps\n");
        assertThat(exitCode(tiny(Map.of(), "--config", file.toString()))).isEqualTo(78);
        assertThat(Files.readString(log()))
                .startsWith("The configuration has 3 mistakes:\n")
                .contains("lsten: is no known key (tiny.yaml, line 1). Did you mean listen?")
                .contains("broken: \"perhaps\" is not allowed (tiny.yaml, line 2). Allowed: true or false.")
                .contains("data: is missing.")
                .doesNotContain("\tat ");
    }

    @Test
    void aPortInUseIsATextThatNamesTheKey() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + taken.getLocalPort();
            assertThat(exitCode(tiny(data("WOCKD_LISTEN", address)))).isEqualTo(69);
            assertThat(Files.readString(log()))
                    .contains(
                            "Cannot listen on " + address + ": port " + taken.getLocalPort()
                                    + " is in use by another process. Stop that one, or set another port in \"listen\" (WOCKD_LISTEN).")
                    .contains("Stopped management")
                    .doesNotContain("\tat ");
            assertThat(ports()).doesNotExist();
        }
    }

    @Test
    void aPartThatBreaksStopsWhatWasStarted() throws Exception {
        assertThat(exitCode(tiny(data("WOCKD_BROKEN", "true")))).isEqualTo(70);
        assertThat(Files.readString(log()))
                .containsSubsequence("A part failed to start", "Stopped listener", "Stopped management")
                .contains("tiny could not start because of a fault in it:", "the second part broke");
    }

    @Test
    void aDataFolderThatCannotBeMadeIsATextAndCode73() throws Exception {
        Files.writeString(folder.resolve("data"), "I am a file");
        assertThat(exitCode(tiny(Map.of("WOCKD_DATA", folder.resolve("data/x").toString()))))
                .isEqualTo(73);
        assertThat(Files.readString(log()))
                .contains("cannot be made: ")
                .contains("name another as \"data\" (WOCKD_DATA)");
    }

    @Test
    void theCommandLineHelps() throws Exception {
        assertThat(exitCode(tiny(Map.of(), "--confg", "x"))).isEqualTo(64);
        assertThat(Files.readString(log()))
                .contains("Unknown option")
                .contains("--config")
                .contains("Try: wockd-tiny --help");
        assertThat(exitCode(tiny(Map.of(), "--version"))).isZero();
        assertThat(Files.readString(folder.resolve("out"))).matches("wockd \\d+\\.\\d+.*\n");
        assertThat(exitCode(tiny(Map.of(), "--example-config"))).isZero();
        assertThat(Files.readString(folder.resolve("out")))
                .contains("data: /var/lib/wockd")
                .contains("#listen: 127.0.0.1:0");
    }
}
