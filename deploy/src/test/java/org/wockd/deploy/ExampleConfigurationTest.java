package org.wockd.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wockd.protocol.service.ExampleFile;

/** The example configurations in conf/ are those that the processes print, so they hold every key and no other. */
class ExampleConfigurationTest {

    @ParameterizedTest
    @CsvSource({"wockd-core, org.wockd.core.CoreConfig", "wockd-torrent, org.wockd.torrent.TorrentConfig"})
    void theExampleIsTheOneThatTheCodeRenders(String process, Class<?> mapping) throws IOException {
        Path file = Path.of("conf", process + ".example.yaml");
        String rendered = ExampleFile.render(mapping);
        if (Boolean.getBoolean("wockd.write-examples")) {
            Files.writeString(file, rendered);
        }
        assertThat(Files.exists(file) ? Files.readString(file) : "")
                .as(
                        "deploy/%s; write it anew with: mvn -pl deploy -am test -Dtest=ExampleConfigurationTest"
                                + " -Dsurefire.failIfNoSpecifiedTests=false -Dwockd.write-examples=true",
                        file)
                .isEqualTo(rendered);
    }
}
