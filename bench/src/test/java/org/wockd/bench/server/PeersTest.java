package org.wockd.bench.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.map;

import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

class PeersTest {
    @TempDir
    private Path folder;

    private Setting setting(boolean archive) {
        TlsFiles keys = new TlsFiles(folder.resolve("key"), folder.resolve("certificate"), folder.resolve("both"));
        return new Setting(folder, folder, keys, archive);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ejabberdIsToldTheSameAsTheOthers(boolean archive) {
        Map<String, Object> told =
                new Yaml().load(new StringReader(Ejabberd.configuration(setting(archive), 1, 2, 3, 4)));

        assertThat(told)
                .containsEntry("hosts", List.of("localhost"))
                .containsEntry("auth_scram_hash", "sha256")
                .doesNotContainKeys("shaper", "shaper_rules");
        assertThat(told.get("modules"))
                .asInstanceOf(map(String.class, Object.class))
                .containsKeys("mod_roster", "mod_stream_mgmt", "mod_carboncopy", "mod_offline", "mod_ping", "mod_disco")
                .matches(modules -> modules.containsKey("mod_mam") == archive);
        assertThat(String.valueOf(told.get("listen"))).contains("port=1", "port=2", "port=3", "echo.localhost");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void prosodyIsToldTheSameAsTheOthers(boolean archive) throws Exception {
        String told = Prosody.configuration(setting(archive), 1, 2, 3);

        assertThat(told)
                .contains("c2s_ports = { 1 }", "c2s_direct_tls_ports = { 2 }", "component_ports = { 3 }")
                .contains("\"smacks\"", "\"carbons\"", "\"roster\"", "password_hash = \"SHA-256\"")
                .contains("default_iteration_count = 4096", "Component \"echo.localhost\"")
                .doesNotContain("limits");
        assertThat(told.contains("\"mam\"")).isEqualTo(archive);
    }

    @Test
    void portsAreFreeAndDifferent() throws Exception {
        assertThat(FreePorts.take(4)).doesNotHaveDuplicates().doesNotContain(0);
    }
}
