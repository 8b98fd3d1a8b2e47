package org.wockd.core.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wockd.core.relay.RelayConfig.Role;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.service.Secret;
import org.wockd.protocol.stanza.Iq;
import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.stanza.Presence;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.xml.Node;

/** Juliet is on localhost; relays attach to it, misbehave, go away and come back. XML by hand on the relays' side. */
class RelayPlayTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String JULIET = "juliet@localhost/balcony";

    @TempDir
    Path folder = Path.of("");

    @SuppressWarnings("NullAway.Init")
    private Stage stage;

    @SuppressWarnings("NullAway.Init")
    private Stage.Client juliet;

    @BeforeEach
    void open() throws Exception {
        stage = new Stage(folder, LONG, List.of(), Stage.TORRENT, Stage.relay("s2s.localhost", Role.GATEWAY));
        juliet = stage.client(JULIET);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private CoreRelay torrent() {
        return Objects.requireNonNull(stage.relays.of("torrent.localhost"));
    }

    private Component attached() throws IOException {
        Component component = Component.attached(stage.port(), "torrent.localhost");
        await().atMost(LONG).until(torrent()::isAttached);
        return component;
    }

    @Test
    void stanzasGoBothWays() throws Exception {
        try (Component torrent = attached()) {
            stage.say(JULIET, "torrent.localhost", "list");
            torrent.hears("<message [^>]*to='torrent.localhost'[^>]*><body>list</body></message>");
            torrent.say("<message from='torrent.localhost' to='juliet@localhost' type='chat' id='1'>"
                    + "<body>nothing</body></message>");
            assertThat(((Message) juliet.next()).body()).isEqualTo("nothing");
            torrent.say(
                    "<iq type='get' from='torrent.localhost' to='localhost' id='p'><ping xmlns='urn:xmpp:ping'/></iq>");
            torrent.hears("<iq type='result' id='p' from='localhost' to='torrent.localhost'/>");
        }
    }

    @Test
    void anUnknownDomainIsRefusedAfterTheHeader() throws Exception {
        try (Component stranger = Component.opened(stage.port(), "stranger.localhost")) {
            assertThat(stranger.hears("</stream:stream>")).contains("<stream:stream", "<host-unknown");
        }
    }

    @Test
    void aClientsStreamIsNoRelaysStream() throws Exception {
        try (Component client = Component.silent(stage.port())) {
            client.say(
                    "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='localhost'>");
            assertThat(client.hears("</stream:stream>")).contains("<stream:stream", "<invalid-namespace");
        }
    }

    @Test
    void aWrongSecretIsRefusedAndCounted() throws Exception {
        try (Component liar = Component.opened(stage.port(), "torrent.localhost")) {
            liar.shakeHands(new Secret("snark"));
            assertThat(liar.hears("</stream:stream>"))
                    .contains("<not-authorized")
                    .doesNotContain("<handshake");
        }
        assertThat(stage.metrics
                        .counter("wockd.relay.refused", "relay", "torrent.localhost")
                        .count())
                .isEqualTo(1);
        assertThat(torrent().isAttached()).isFalse();
    }

    @Test
    void whoSaysNothingIsNotWaitedForLong() throws Exception {
        stage.close();
        stage = new Stage(folder, Duration.ofMillis(100), List.of(), Stage.TORRENT);
        try (Component silent = Component.silent(stage.port())) {
            assertThat(silent.hears("</stream:stream>")).contains("<connection-timeout");
        }
    }

    @Test
    void aRelayMaySpeakForItsOwnDomainOnly() throws Exception {
        try (Component torrent = attached()) {
            torrent.say("<message from='aim.localhost' to='juliet@localhost'><body>trust me</body></message>");
            assertThat(torrent.hears("</stream:stream>")).contains("<invalid-from");
        }
    }

    @Test
    void aGatewayMaySpeakForForeignDomainsButNotForLocalOnes() throws Exception {
        try (Component s2s = Component.attached(stage.port(), "s2s.localhost")) {
            s2s.say("<message from='romeo@montague.example' to='juliet@localhost'><body>hark</body></message>");
            assertThat(juliet.next().from()).isEqualTo(Jid.parse("romeo@montague.example"));
            s2s.say("<message from='nurse@localhost' to='juliet@localhost'><body>madam</body></message>");
            assertThat(s2s.hears("</stream:stream>")).contains("<invalid-from");
        }
    }

    @Test
    void aGatewayGetsWhatIsForDomainsNobodyElseServes() throws Exception {
        try (Component s2s = Component.attached(stage.port(), "s2s.localhost")) {
            stage.say(JULIET, "romeo@montague.example", "wherefore");
            s2s.hears("to='romeo@montague.example'[^>]*><body>wherefore</body>");
        }
    }

    @Test
    void aStanzaForNobodyEndsTheStream() throws Exception {
        try (Component torrent = attached()) {
            torrent.say("<presence from='torrent.localhost'/>");
            assertThat(torrent.hears("</stream:stream>")).contains("<improper-addressing");
        }
    }

    @Test
    void theSecondLinkReplacesTheFirst() throws Exception {
        try (Component first = attached();
                Component second = attached()) {
            assertThat(first.hears("</stream:stream>")).contains("<conflict");
            await().atMost(LONG).until(torrent()::isAttached);
            stage.say(JULIET, "torrent.localhost", "hello");
            second.hears("<body>hello</body>");
        }
    }

    @Test
    void messagesWaitForARelayThatDiedAndComeInOrder() throws Exception {
        Component dying = attached();
        stage.say(JULIET, "torrent.localhost", "before");
        dying.hears("<body>before</body>");
        dying.breakDown();
        await().atMost(LONG).until(() -> !torrent().isAttached());
        for (int i = 0; i < 80; i++) {
            stage.say(JULIET, "torrent.localhost", "m" + i + ".");
        }
        try (Component back = Component.attached(stage.port(), "torrent.localhost")) {
            for (int i = 80; i < 120; i++) {
                stage.say(JULIET, "torrent.localhost", "m" + i + ".");
            }
            String all = back.hears("m119\\.</body>");
            int[] places = IntStream.range(0, 120)
                    .map(i -> all.indexOf("<body>m" + i + ".</body>"))
                    .toArray();
            assertThat(places).isSorted().doesNotHaveDuplicates().doesNotContain(-1);
        }
        await().atMost(LONG).until(() -> stage.stores.mailbox().waiting(Jid.domain("torrent.localhost")) == 0);
    }

    @Test
    void whatWaitsSurvivesARestartOfTheCore() throws Exception {
        stage.say(JULIET, "torrent.localhost", "remember me");
        stage.close();
        stage = new Stage(folder, LONG, List.of(), Stage.TORRENT);
        try (Component torrent = Component.attached(stage.port(), "torrent.localhost")) {
            torrent.hears("from='juliet@localhost/balcony'[^>]*><body>remember me</body>");
        }
    }

    @Test
    void anIqIsAnsweredWhenTheGraceIsOver() throws Exception {
        stage.send(Iq.request(Iq.Type.GET, Jid.domain("torrent.localhost"), "q1", Node.of("urn:xmpp:ping", "ping"))
                .from(Jid.parse(JULIET)));
        Stanza answer = juliet.next();
        assertThat(answer.id()).isEqualTo("q1");
        assertThat(answer.error().condition()).isEqualTo(Condition.REMOTE_SERVER_TIMEOUT);
    }

    @Test
    void anIqReachesARelayThatIsBackInTime() throws Exception {
        stage.close();
        RelayConfig patient = new RelayConfig(
                "torrent.localhost", Stage.SECRET, Role.RELAY, java.util.Set.of(), Duration.ofMinutes(5));
        stage = new Stage(folder, LONG, List.of(), patient);
        stage.send(Iq.request(Iq.Type.GET, Jid.domain("torrent.localhost"), "q1", Node.of("urn:xmpp:ping", "ping"))
                .from(Jid.parse(JULIET)));
        try (Component torrent = Component.attached(stage.port(), "torrent.localhost")) {
            torrent.hears("<iq type='get' id='q1'");
        }
    }

    @Test
    void contactsOfARelayThatStaysAwayBecomeUnavailable() throws Exception {
        Component torrent = attached();
        torrent.say("<presence from='torrent.localhost' to='juliet@localhost'/>");
        assertThat(((Presence) juliet.next()).type()).isEqualTo(Presence.Type.AVAILABLE);
        torrent.breakDown();
        Presence gone = (Presence) juliet.next();
        assertThat(gone.type()).isEqualTo(Presence.Type.UNAVAILABLE);
        assertThat(gone.from()).isEqualTo(Jid.domain("torrent.localhost"));
    }

    @Test
    void watchersAreToldAfterWhatWaited() throws Exception {
        stage.close();
        AttachWatcher greeter = arrival -> arrival.instance()
                .accept(Presence.of(Jid.parse(JULIET), Jid.domain("torrent.localhost"), Presence.Type.AVAILABLE));
        stage = new Stage(folder, LONG, List.of(greeter), Stage.TORRENT);
        stage.say(JULIET, "torrent.localhost", "first");
        try (Component torrent = Component.attached(stage.port(), "torrent.localhost")) {
            assertThat(torrent.hears("<presence [^>]*/>")).contains("<body>first</body>");
        }
    }

    @Test
    void aStanzaInBadFormCostsItselfOnly() throws Exception {
        try (Component torrent = attached()) {
            torrent.say("<iq type='get' from='torrent.localhost' to='@' id='x'><a xmlns='b'/></iq>");
            torrent.hears("<iq type='error' id='x'.*<jid-malformed");
            stage.say(JULIET, "torrent.localhost", "still there");
            torrent.hears("<body>still there</body>");
        }
    }

    @Test
    void theStopOfTheCoreIsTold() throws Exception {
        try (Component torrent = attached()) {
            stage.close();
            assertThat(torrent.hears("</stream:stream>")).contains("<system-shutdown");
        } finally {
            stage = new Stage(folder, LONG, List.of(), Stage.TORRENT);
        }
    }
}
