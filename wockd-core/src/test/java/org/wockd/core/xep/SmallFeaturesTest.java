package org.wockd.core.xep;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wockd.protocol.xep.EntityTime;

/** Ping, version and time. */
class SmallFeaturesTest {

    @TempDir
    Path folder;

    private Stage stage;
    private Client alice;

    @BeforeEach
    void login() {
        stage = new Stage(folder);
        alice = stage.login("alice@wockd.test/phone");
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"wockd.test", "alice@wockd.test"})
    void aPingIsAnswered(String to) {
        alice.sends("<iq type='get' id='p' to='" + to + "'><ping xmlns='urn:xmpp:ping'/></iq>");

        assertThat(alice.sees())
                .containsExactly("<iq type='result' id='p' from='" + to + "' to='alice@wockd.test/phone'/>");
    }

    @Test
    void aPingToNobodyInParticularIsAnswered() {
        alice.sends("<iq type='get' id='p'><ping xmlns='urn:xmpp:ping'/></iq>");

        assertThat(alice.sees()).containsExactly("<iq type='result' id='p' to='alice@wockd.test/phone'/>");
    }

    @Test
    void aRelaysPingIsAnswered() {
        Stage.RelayPlayer torrent = stage.relay("torrent.wockd.test");

        torrent.sends(
                "<iq type='get' id='p' from='torrent.wockd.test' to='wockd.test'><ping xmlns='urn:xmpp:ping'/></iq>");

        assertThat(torrent.sees())
                .containsExactly("<iq type='result' id='p' from='wockd.test' to='torrent.wockd.test'/>");
    }

    @Test
    void nobodyPingsForAClientThatIsNotThere() {
        alice.sends("<iq type='get' id='p' to='alice@wockd.test/gone'><ping xmlns='urn:xmpp:ping'/></iq>");

        assertThat(alice.sees()).singleElement().asString().contains("<service-unavailable ");
    }

    @Test
    void theServerTellsItsVersionAndNotItsSystem() {
        alice.sends("<iq type='get' id='v' to='wockd.test'><query xmlns='jabber:iq:version'/></iq>");

        assertThat(alice.sees())
                .containsExactly("<iq type='result' id='v' from='wockd.test' to='alice@wockd.test/phone'>"
                        + "<query xmlns='jabber:iq:version'><name>wockd</name><version>0.1.0</version></query></iq>");
    }

    @Test
    void theServerTellsTheTime() {
        alice.sends("<iq type='get' id='t' to='wockd.test'><time xmlns='urn:xmpp:time'/></iq>");

        assertThat(alice.sees())
                .containsExactly("<iq type='result' id='t' from='wockd.test' to='alice@wockd.test/phone'>"
                        + "<time xmlns='urn:xmpp:time'><tzo>Z</tzo><utc>2027-01-02T03:04:05Z</utc></time></iq>");
    }

    @Test
    void theTimeIsUtcWithTheZoneBesideIt() {
        Clock berlin = Clock.fixed(Stage.NOW, ZoneId.of("Europe/Berlin"));

        assertThat(EntityTime.of(berlin.instant(), berlin.getZone()))
                .hasToString("<time xmlns='urn:xmpp:time'><tzo>+01:00</tzo><utc>2027-01-02T03:04:05Z</utc></time>");
    }
}
