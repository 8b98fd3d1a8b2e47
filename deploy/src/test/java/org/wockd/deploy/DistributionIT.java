package org.wockd.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
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
