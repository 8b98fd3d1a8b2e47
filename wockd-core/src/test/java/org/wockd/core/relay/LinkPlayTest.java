package org.wockd.core.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.relay.Delivery;
import org.wockd.protocol.relay.LinkState;
import org.wockd.protocol.relay.Presences;
import org.wockd.protocol.relay.RelayFeature;
import org.wockd.protocol.relay.RelayHost;
import org.wockd.protocol.relay.RelayLink;
import org.wockd.protocol.relay.ServedUsers;
import org.wockd.protocol.relay.Xep0092SoftwareVersion;
import org.wockd.protocol.relay.Xep0199Ping;
import org.wockd.protocol.rule.Rules;
import org.wockd.protocol.service.Secret;
import org.wockd.protocol.stanza.Content;
import org.wockd.protocol.stanza.Iq;
import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.stanza.Presence;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaError;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.xep.Caps;
import org.wockd.protocol.xep.Disco;
import org.wockd.protocol.xep.Spec;
import org.wockd.protocol.xml.Namespaces;
import org.wockd.protocol.xml.Node;

/** A relay as wockd's relays are, against the core, over real sockets: it echoes what Juliet says. */
class LinkPlayTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Jid TORRENT = Jid.domain("torrent.localhost");
    private static final Jid JULIET = Jid.parse("juliet@localhost/balcony");

    @TempDir
    Path folder = Path.of("");

    @SuppressWarnings("NullAway.Init")
    private Stage stage;

    @SuppressWarnings("NullAway.Init")
    private Stage.Client juliet;

    @SuppressWarnings("NullAway.Init")
    private RelayLink link;

    @SuppressWarnings("NullAway.Init")
    private Presences presences;

    @SuppressWarnings("NullAway.Init")
    private RelayHost host;

    private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();

    /** Answers every chat message with the same words. */
    private record Echo(java.util.function.Consumer<Stanza> send) implements RelayFeature {
        @Override
        public Spec spec() {
            return Spec.rfc("RFC 862", "Echo");
        }

        @Override
        public void rules(Rules rules) {
            rules.message(Message.Type.CHAT).then(in -> {
                in.yieldResult();
                Message said = in.stanza();
                send.accept(Message.chat(TORRENT, in.from(), "e" + said.id(), String.valueOf(said.body())));
            });
        }
    }

    @BeforeEach
    void open() throws Exception {
        stage = new Stage(folder, LONG, List.of(), Stage.TORRENT);
        juliet = stage.client(JULIET.toString());
        attach(Stage.SECRET);
    }

    private void attach(Secret secret) {
        link = stage.link("torrent.localhost", secret);
        presences = new Presences(TORRENT, link.outgoing(), 100, stage.metrics);
        link.listen(presences);
        host = new RelayHost(
                TORRENT,
                "https://wockd.example",
                Disco.Identity.of("gateway", "torrent", "Torrents"),
                List.of(
                        new ServedUsers(Set.of("localhost")),
                        new Xep0199Ping(),
                        new Xep0092SoftwareVersion("echo", "1"),
                        new Echo(link::send)),
                presences,
                link::send);
        link.start(host.path());
    }

    @AfterEach
    void close() {
        link.close();
        stage.close();
    }

    private void awaitUp() {
        await().atMost(LONG).until(() -> link.state() instanceof LinkState.Up);
    }

    private Stanza ask(String id, Node payload) throws Exception {
        stage.send(Iq.request(Iq.Type.GET, TORRENT, id, payload).from(JULIET));
        Stanza answer = juliet.next();
        assertThat(answer.id()).isEqualTo(id);
        return answer;
    }

    private Delivery delivery(String name) {
        return new Delivery() {
            @Override
            public void delivered() {
                ends.add(name + " delivered");
            }

            @Override
            public void refused(StanzaError error) {
                ends.add(name + " refused: " + error.condition().element());
            }

            @Override
            public void lost() {
                ends.add(name + " lost");
            }
        };
    }

    @Test
    void aRelayAnswersWhatItIsAsked() throws Exception {
        assertThat(ask("1", Node.of("urn:xmpp:ping", "ping")).isError()).isFalse();
        assertThat(ask("2", Node.of("jabber:iq:version", "query")).node().toString())
                .contains("<name>echo</name>");
        Disco.InfoQuery info = Disco.InfoQuery.parse(
                ask("3", Node.of(Disco.INFO, "query")).content().nodes().getFirst());
        assertThat(info.features()).contains("urn:xmpp:ping", "jabber:iq:version", Disco.ITEMS);
        assertThat(ask("4", Node.of(Disco.INFO, "query").with("node", "none"))
                        .error()
                        .condition())
                .isEqualTo(Condition.ITEM_NOT_FOUND);
        assertThat(ask("5", Node.of("urn:example:nothing", "nothing")).error().condition())
                .isEqualTo(Condition.SERVICE_UNAVAILABLE);
    }

    @Test
    void whatOneUserSaysStaysInOrder() throws Exception {
        for (int i = 0; i < 300; i++) {
            stage.say(JULIET.toString(), "torrent.localhost", "w" + i);
        }
        for (int i = 0; i < 300; i++) {
            assertThat(((Message) juliet.next()).body()).isEqualTo("w" + i);
        }
    }

    @Test
    void strangersAreToldWhoIsServed() throws Exception {
        awaitUp();
        Stage.Client romeo = stage.client("romeo@localhost/street");
        stage.send(Message.chat(Jid.parse("tybalt@capulet.example"), TORRENT, "t", "en garde"));
        stage.send(Message.chat(romeo.jid(), TORRENT, "r", "peace"));
        assertThat(((Message) romeo.next()).body()).isEqualTo("peace");
    }

    @Test
    void whoSubscribesIsApprovedAndSubscribedTo() throws Exception {
        stage.send(Presence.of(JULIET.bare(), TORRENT, Presence.Type.SUBSCRIBE));
        // The stage has no rules for subscriptions, so only availability reaches Juliet's client.
        Presence available = (Presence) juliet.next();
        assertThat(available.from()).isEqualTo(TORRENT);
        Caps caps = Caps.in(available.node());
        assertThat(caps).isEqualTo(Caps.of("https://wockd.example", host.info()));
    }

    @Test
    void whatAClientIsInterestedInIsAskedOnce() throws Exception {
        awaitUp();
        Disco.InfoQuery info = new Disco.InfoQuery(
                null,
                List.of(Disco.Identity.of("client", "pc", "Balcony")),
                List.of("urn:wockd:torrent:1+notify"),
                List.of());
        Caps caps = Caps.of("https://balcony.example", info);
        comes(JULIET, caps);
        Iq question = (Iq) juliet.next();
        assertThat(juliet.next()).isInstanceOf(Presence.class);
        assertThat(question.content().nodes().getFirst().attribute("node")).isEqualTo(caps.discoNode());
        stage.send(question.result(
                new Disco.InfoQuery(caps.discoNode(), info.identities(), info.features(), info.forms()).toNode()));
        await().atMost(LONG)
                .until(() -> presences
                        .interested(JULIET.bare(), "urn:wockd:torrent:1+notify")
                        .equals(List.of(JULIET)));

        Stage.Client romeo = stage.client("romeo@localhost/street");
        comes(romeo.jid(), caps);
        await().atMost(LONG)
                .until(() -> !presences
                        .interested(romeo.jid().bare(), "urn:wockd:torrent:1+notify")
                        .isEmpty());
        assertThat(presences.interested(JULIET.bare(), "urn:other+notify")).isEmpty();

        stage.send(Presence.of(JULIET, TORRENT, Presence.Type.UNAVAILABLE));
        await().atMost(LONG).until(() -> !presences.isOnline(JULIET.bare()));
    }

    private void comes(Jid client, Caps caps) throws Exception {
        Presence presence = Presence.of(client, TORRENT, Presence.Type.AVAILABLE);
        stage.send(presence.content(Content.of(caps.toNode())));
    }

    @Test
    void aMessageIsDeliveredOrRefusedAndTheRelayKnows() throws Exception {
        awaitUp();
        link.sendAcknowledged(Message.chat(TORRENT, JULIET, "m1", "done"), delivery("m1"));
        link.sendAcknowledged(Message.chat(TORRENT, Jid.parse("nobody@nowhere.example"), "m2", "?"), delivery("m2"));
        assertThat(((Message) juliet.next()).body()).isEqualTo("done");
        assertThat(List.of(end(), end()))
                .containsExactlyInAnyOrder("m1 delivered", "m2 refused: remote-server-not-found");
    }

    @Test
    void aMessageWithoutALinkIsToldToBeLost() throws Exception {
        awaitUp();
        link.close();
        link.sendAcknowledged(Message.chat(TORRENT, JULIET, "m1", "done"), delivery("m1"));
        assertThat(end()).isEqualTo("m1 lost");
    }

    private String end() throws InterruptedException {
        return String.valueOf(ends.poll(60, TimeUnit.SECONDS));
    }

    @Test
    void theLinkComesBackByItself() throws Exception {
        awaitUp();
        // Somebody else takes the domain and lets it go again.
        try (Component thief = Component.opened(stage.port(), "torrent.localhost")) {
            thief.shakeHands(Stage.SECRET);
            await().atMost(LONG).until(() -> !(link.state() instanceof LinkState.Up));
            assertThat(link.notReadyBecause()).isPresent();
            link.send(Message.chat(TORRENT, JULIET, "w", "I waited"));
        }
        awaitUp();
        assertThat(((Message) juliet.next()).body()).isEqualTo("I waited");
        assertThat(link.notReadyBecause()).isEmpty();
        assertThat(stage.metrics.counter("wockd.link.reconnects").count()).isPositive();
    }

    @Test
    void aWrongSecretIsToldWithAdviceAndTriedAgain() {
        link.close();
        attach(new Secret("snark"));
        await().atMost(LONG)
                .untilAsserted(
                        () -> assertThat(link.notReadyBecause().orElse("")).contains("secret", "wrong"));
        await().atMost(LONG)
                .until(() -> stage.metrics
                                .counter("wockd.relay.refused", "relay", "torrent.localhost")
                                .count()
                        >= 2);
    }

    @Test
    void anElementOfTheLinksOwnNamespaceArrivesInTheClients() throws Exception {
        link.close();
        try (Component torrent = Component.attached(stage.port(), "torrent.localhost")) {
            torrent.say("<message from='torrent.localhost' to='juliet@localhost/balcony'>"
                    + "<body xmlns='jabber:component:accept'>odd</body></message>");
            Message message = (Message) juliet.next();
            assertThat(message.body()).isEqualTo("odd");
            assertThat(new String(
                            org.wockd.protocol.stanza.StanzaWriter.toClient(message),
                            java.nio.charset.StandardCharsets.UTF_8))
                    .doesNotContain(Namespaces.COMPONENT);
        }
    }
}
