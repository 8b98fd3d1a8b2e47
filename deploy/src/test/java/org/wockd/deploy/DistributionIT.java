package org.wockd.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code mvn package} lays out: every process finds its libraries, and no others. */
class DistributionIT {

    private static final Path HOME = Path.of("target/wockd").toAbsolutePath();

    @ParameterizedTest
    @ValueSource(strings = {"wockd-core-", "wockd-torrent-"})
    void everyLibraryOfAProcessIsThereOnce(String process) throws IOException {
        assertThat(classPath(process))
                .isNotEmpty()
                .doesNotHaveDuplicates()
                .allSatisfy(
                        name -> assertThat(HOME.resolve("lib").resolve(name)).isRegularFile());
    }

    @Test
    void theRelayDoesNotSeeTheCoreNorTheCoreTheRelay() throws IOException {
        assertThat(classPath("wockd-torrent-"))
                .noneMatch(name -> name.startsWith("wockd-core"))
                .anyMatch(name -> name.startsWith("libtorrent4j"));
        assertThat(classPath("wockd-core-"))
                .noneMatch(name -> name.startsWith("wockd-torrent") || name.startsWith("libtorrent4j"));
    }

    @ParameterizedTest
    @CsvSource({"wockd, Usage: wockd", "wockd-torrent, Usage: wockd-torrent"})
    void theScriptsStartTheProcessesOnJava25(String script, String usage) throws Exception {
        assertThat(run(script, "--help").output()).contains(usage);
    }

    @Test
    void aJavaHomeWithoutJava25IsToldAndNotPassedOver() throws Exception {
        var builder = new ProcessBuilder(HOME.resolve("bin/wockd").toString(), "--help").redirectErrorStream(true);
        builder.environment().put("WOCKD_JAVA_HOME", "/nowhere");

        Ended ended = run(builder);

        assertThat(ended.code()).isEqualTo(69);
        assertThat(ended.output())
                .contains("WOCKD_JAVA_HOME is /nowhere, but there is no Java 25")
                .contains("unset it");
    }

    /** The core answers its first client, whatever is where its start cache should be. */
    @Test
    void aStartCacheMakesNoDifferenceToWhatTheCoreDoes(@TempDir Path folder) throws Exception {
        Path cache = folder.resolve("wockd-core.aot");
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        assertThat(startedWith(folder, "-Djava.io.tmpdir=" + temporary))
                .as("without a cache")
                .doesNotContain("wockd-core.aot");
        assertThat(temporary).as("native code is not unpacked").isEmptyDirectory();

        var make = new ProcessBuilder(HOME.resolve("bin/wockd-cache").toString(), "core").redirectErrorStream(true);
        make.environment().put("CACHE_DIRECTORY", folder.toString());
        make.environment().put("WOCKD_HOSTS", "nothing of the real one's");
        assertThat(run(make)).isEqualTo(new Ended(0, "Made " + cache + "\n"));
        assertThat(startedWith(folder, "-Xlog:class+load"))
                .as("with the cache")
                .containsPattern("org.wockd.core.Core source: shared objects file")
                .doesNotContain("[error");

        byte[] whole = Files.readAllBytes(cache);
        Files.write(cache, Arrays.copyOf(whole, whole.length / 2));
        assertThat(startedWith(folder)).as("with half of it").contains("[aot]");
        Files.writeString(cache, "no cache");
        assertThat(startedWith(folder)).as("with something else").contains("[aot]");

        Files.setLastModifiedTime(cache, FileTime.from(Instant.EPOCH));
        assertThat(startedWith(folder))
                .as("with one of an older wockd")
                .contains(cache + " is older than this wockd or its Java")
                .doesNotContain("[aot]");
    }

    /** What a core says that starts, answers a client, and is stopped. */
    private static String startedWith(Path cache, String... options) throws Exception {
        Path data = Files.createTempDirectory(cache, "data");
        Path config = Files.writeString(data.resolve("core.yaml"), """
                data: "%s"
                hosts: [localhost]
                listen: {client: 127.0.0.1:0, client-tls: 127.0.0.1:0, relay: 127.0.0.1:0}
                management: {listen: 127.0.0.1:0}
                """.formatted(data));
        Path said = data.resolve("said");
        var builder = new ProcessBuilder(HOME.resolve("bin/wockd").toString(), "run", "--config", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        builder.environment().put("CACHE_DIRECTORY", cache.toString());
        builder.environment().put("WOCKD_JAVA_OPTIONS", "-Xmx128m -XX:+UseSerialGC " + String.join(" ", options));
        Process core = builder.start();
        try {
            Path ports = data.resolve("run/core.ports");
            await().atMost(Duration.ofMinutes(3)).until(() -> Files.exists(ports) || !core.isAlive());
            assertThat(ports).as("%s", Files.readString(said)).exists();
            int port = Files.readAllLines(ports).stream()
                    .filter(line -> line.startsWith("client="))
                    .mapToInt(line -> Integer.parseInt(line.substring("client=".length())))
                    .findFirst()
                    .orElseThrow();
            try (var client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                client.getOutputStream()
                        .write(("<stream:stream to='localhost' xmlns='jabber:client' version='1.0'"
                                        + " xmlns:stream='http://etherx.jabber.org/streams'>")
                                .getBytes(StandardCharsets.UTF_8));
                assertThat(new String(client.getInputStream().readNBytes(40), StandardCharsets.UTF_8))
                        .contains("<stream:stream");
            }
        } finally {
            core.destroy();
        }
        assertThat(core.waitFor()).isZero();
        return Files.readString(said);
    }

    private record Ended(int code, String output) {}

    private static Ended run(String script, String argument) throws Exception {
        return run(
                new ProcessBuilder(HOME.resolve("bin").resolve(script).toString(), argument).redirectErrorStream(true));
    }

    private static Ended run(ProcessBuilder builder) throws Exception {
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }

    private static List<String> classPath(String process) throws IOException {
        try (var jars = Files.newDirectoryStream(HOME.resolve("lib"), process + "*.jar");
                var jar = new JarFile(jars.iterator().next().toFile())) {
            return List.of(jar.getManifest()
                    .getMainAttributes()
                    .getValue(Attributes.Name.CLASS_PATH)
                    .split(" ", -1));
        }
    }
}
