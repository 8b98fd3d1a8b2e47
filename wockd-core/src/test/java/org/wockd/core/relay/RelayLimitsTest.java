package org.wockd.core.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wockd.core.relay.RelayConfig.Role;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.Iq;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.xml.Node;

/** A relay that takes more than its share is told what was too much; an operator can count it. */
class RelayLimitsTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Jid JULIET = Jid.parse("juliet@localhost/balcony");
    private static final Jid TORRENT = Jid.domain("torrent.localhost");

    @TempDir
    Path folder = Path.of("");

    @SuppressWarnings("NullAway.Init")
    private Stage stage;

    @BeforeEach
    void open() throws Exception {
        RelayConfig config =
                new RelayConfig("torrent.localhost", Stage.SECRET, Role.RELAY, Set.of(), Duration.ofMinutes(5));
        stage = new Stage(folder, LONG, new RelayLimits.Counted(2, 1 << 20, LONG, LONG, 4), List.of(), config);
        stage.client(JULIET.toString());
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private double counted(String metric, String... tags) {
        return stage.metrics.get(metric).tags(tags).counter().count();
    }

    private Iq question(int i) {
        return Iq.request(Iq.Type.GET, TORRENT, "q" + i, Node.of("urn:xmpp:ping", "ping"))
                .from(JULIET);
    }

    @Test
    void soManyRequestsWaitForARelayThatIsAway() throws Exception {
        for (int i = 0; i < 100; i++) {
            stage.send(question(i));
        }
        assertThatThrownBy(() -> stage.send(question(100)))
                .cause()
                .isInstanceOfSatisfying(
                        StanzaErrorException.class,
                        e -> assertThat(e.error().condition()).isEqualTo(Condition.RESOURCE_CONSTRAINT))
                .hasMessageContaining("too many wait for it already; try again later");
        assertThat(counted("wockd.relay.full")).isEqualTo(1);
    }

    @Test
    void soManyPresencesAreRememberedToBeTakenBack() throws IOException {
        try (Component torrent = Component.attached(stage.port(), "torrent.localhost")) {
            for (int i = 0; i < 103; i++) {
                torrent.say("<presence from='f" + i + "@torrent.localhost' to='" + JULIET + "'/>");
            }
            torrent.fence("torrent.localhost");
        }
        assertThat(counted("wockd.relay.presences.forgotten")).isEqualTo(3);
    }

    @Test
    void whoAsksAndAcknowledgesNoAnswerLosesItsLink() throws IOException {
        try (Component torrent = Component.modern(stage.port(), "torrent.localhost")) {
            torrent.enables();
            for (int i = 0; i < 10; i++) {
                torrent.say("<iq type='get' from='torrent.localhost' to='localhost' id='p" + i
                        + "'><ping xmlns='urn:xmpp:ping'/></iq>");
            }
            assertThat(torrent.hears("</stream:stream>"))
                    .contains("<resource-constraint ")
                    .contains("too much is sent and not acknowledged");
        }
        assertThat(counted("wockd.relay.ended", "reason", "flooded")).isEqualTo(1);
    }
}
