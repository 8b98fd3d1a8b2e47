package org.wockd.core.play;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wockd.protocol.service.ConfigurationException;
import org.wockd.protocol.service.StartException;

/** The operator makes a mistake. */
class StartTest {

    @ParameterizedTest
    @CsvSource({"client", "client-tls", "relay"})
    void aPortThatIsTakenIsNamedWithItsKey(String listener, @TempDir Path data) throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String variable = "WOCKD_LISTEN_" + listener.replace('-', '_').toUpperCase(Locale.ROOT);

            assertThatThrownBy(() -> Stage.open(data, Map.of(variable, "127.0.0.1:" + other.getLocalPort())))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("port " + other.getLocalPort() + " is in use")
                    .hasMessageContaining("\"listen." + listener + "\"")
                    .hasMessageContaining(variable);
        }
    }

    @Test
    void aFailedStartLeavesNothingBehind(@TempDir Path data) throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() ->
                            Stage.open(data, Map.of("WOCKD_LISTEN_CLIENT_TLS", "127.0.0.1:" + other.getLocalPort())))
                    .isInstanceOf(StartException.class);
        }

        try (Stage stage = Stage.open(data, Map.of());
                Wire alice = stage.client("alice", "again")) {
            assertThat(alice.fence()).contains("type='result'");
        }
    }

    @Test
    void theMetricsCountCollectionsOfGarbage(@TempDir Path data) throws IOException {
        try (Stage stage = Stage.open(data, Map.of())) {
            double collections = stage.metric("jvm_gc_pause_seconds_count");
            double seconds = stage.metric("jvm_gc_pause_seconds_sum");
            System.gc();
            System.gc();
            assertThat(stage.metric("jvm_gc_pause_seconds_count")).isGreaterThanOrEqualTo(collections + 2);
            // A collection of the whole heap takes a millisecond at least, and much less than a minute.
            assertThat(stage.metric("jvm_gc_pause_seconds_sum")).isBetween(seconds + 0.001, seconds + 60);
        }
    }

    @Test
    void anUnknownKeyIsToldWithTheNearestKnownOne(@TempDir Path data) {
        assertThatThrownBy(() -> Stage.open(data, Map.of("WOCKD_LIMITS_STANZAS", "1 MiB")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("WOCKD_LIMITS_STANZAS")
                .hasMessageContaining("Did you mean WOCKD_LIMITS_STANZA?");
    }

    @Test
    void twoGatewaysAreOneTooMany(@TempDir Path data) {
        assertThatThrownBy(() -> Stage.open(
                        data,
                        Map.of(
                                "WOCKD_RELAYS_TORRENT__LOCALHOST_ROLE", "gateway",
                                "WOCKD_RELAYS_AIM__LOCALHOST_ROLE", "gateway")))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("relays");
    }
}
