package org.wockd.core.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wockd.core.relay.RelayConfig.Privilege;
import org.wockd.core.relay.RelayConfig.Role;
import org.wockd.core.store.RosterItem;
import org.wockd.core.store.RosterItem.Subscription;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.Content;
import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.stanza.Presence;

/** A gateway to AIM fills Juliet's roster and speaks for her, where the operator lets it. */
class Xep0356PrivilegedEntityTest {
    private static final Jid JULIET = Jid.parse("juliet@localhost");

    @TempDir
    Path folder = Path.of("");

    private Stage stage(Set<Privilege> privileges) {
        return new Stage(
                folder,
                Duration.ofMinutes(1),
                List.of(),
                new RelayConfig("aim.localhost", Stage.SECRET, Role.RELAY, privileges, Duration.ofMillis(300)));
    }

    @Test
    void theRelayIsToldWhatItMayAndWhoIsOnline() throws Exception {
        try (Stage stage = stage(EnumSet.allOf(Privilege.class))) {
            Stage.Client juliet = stage.client("juliet@localhost/balcony");
            try (Component aim = Component.attached(stage.port(), "aim.localhost")) {
                assertThat(aim.hears("</message>"))
                        .contains("<message from='localhost' to='aim.localhost'>")
                        .contains("<perm access='roster' type='both' push='false'/>")
                        .contains("<perm access='message' type='outgoing'/>")
                        .contains("<perm access='presence' type='managed_entity'/>");
                aim.hears("<presence from='juliet@localhost/balcony' to='aim.localhost'/>");
                stage.says(new Presence(juliet.jid(), null, null, Presence.Type.UNAVAILABLE, null, Content.EMPTY));
                aim.hears("<presence type='unavailable' from='juliet@localhost/balcony' to='aim.localhost'/>");
            }
        }
    }

    /** She goes while the link is broken; on the next connection nobody would tell that otherwise. */
    @Test
    void aRelayThatResumesHearsWhoHasGoneMeanwhile() throws Exception {
        RelayConfig aim = new RelayConfig(
                "aim.localhost", Stage.SECRET, Role.RELAY, Set.of(Privilege.PRESENCE), Duration.ofMinutes(5));
        try (Stage stage = new Stage(folder, Duration.ofMinutes(1), List.of(), aim)) {
            Stage.Client juliet = stage.client("juliet@localhost/balcony");
            String token;
            try (Component first = Component.modern(stage.port(), "aim.localhost")) {
                token = first.enables();
                first.hears("<presence from='juliet@localhost/balcony' to='aim.localhost'/>");
                first.acknowledges(2);
                first.fence("aim.localhost");
                first.breakDown();
            }
            CoreRelay relay = Objects.requireNonNull(stage.relays.of("aim.localhost"));
            await().atMost(Duration.ofMinutes(1)).until(() -> !relay.isAttached());
            stage.says(new Presence(juliet.jid(), null, null, Presence.Type.UNAVAILABLE, null, Content.EMPTY));
            try (Component second = Component.modern(stage.port(), "aim.localhost")) {
                second.resumes(token, 2);
                second.hears("<presence type='unavailable' from='juliet@localhost/balcony' to='aim.localhost'/>");
            }
        }
    }

    @Test
    void theRelayReadsAndFillsARoster() throws Exception {
        try (Stage stage = stage(EnumSet.of(Privilege.ROSTER_GET, Privilege.ROSTER_SET));
                Component aim = Component.attached(stage.port(), "aim.localhost")) {
            aim.say("<iq type='set' id='s' from='aim.localhost' to='juliet@localhost'><query xmlns='jabber:iq:roster'>"
                    + "<item jid='romeo17@aim.localhost' name='Romeo' subscription='both'><group>AIM</group></item>"
                    + "</query></iq>");
            aim.hears("<iq type='result' id='s' from='juliet@localhost' to='aim.localhost'/>");
            assertThat(stage.stores.rosters().get(JULIET).items())
                    .containsExactly(new RosterItem(
                            Jid.parse("romeo17@aim.localhost"),
                            "Romeo",
                            Subscription.BOTH,
                            false,
                            false,
                            List.of("AIM")));

            aim.say("<iq type='get' id='g' from='aim.localhost' to='juliet@localhost'>"
                    + "<query xmlns='jabber:iq:roster'/></iq>");
            assertThat(aim.hears("</iq>"))
                    .contains("jid='romeo17@aim.localhost' name='Romeo' subscription='both'")
                    .contains("<group>AIM</group>");

            aim.say("<iq type='set' id='r' from='aim.localhost' to='juliet@localhost'><query xmlns='jabber:iq:roster'>"
                    + "<item jid='romeo17@aim.localhost' subscription='remove'/></query></iq>");
            aim.hears("<iq type='result' id='r'");
            assertThat(stage.stores.rosters().get(JULIET).items()).isEmpty();

            aim.say("<iq type='set' id='b' from='aim.localhost' to='juliet@localhost'><query xmlns='jabber:iq:roster'>"
                    + "<item jid='@' subscription='both'/></query></iq>");
            aim.hears("<iq type='error' id='b'.*<bad-request");
        }
    }

    @Test
    void theRelaySpeaksAsAUserOfThisServerOnly() throws Exception {
        try (Stage stage = stage(EnumSet.of(Privilege.MESSAGE));
                Component aim = Component.attached(stage.port(), "aim.localhost")) {
            Stage.Client romeo = stage.client("romeo@localhost/street");
            aim.say(speaking("juliet@localhost"));
            Message heard = (Message) romeo.next();
            assertThat(heard.from()).isEqualTo(JULIET);
            assertThat(heard.body()).isEqualTo("wherefore");

            aim.say(speaking("tybalt@capulet.example"));
            aim.hears("<message type='error' id='n'.*<forbidden");
            aim.say(speaking("juliet@localhost/balcony"));
            aim.hears("<message type='error' id='n'.*<forbidden");
        }
    }

    private static String speaking(String as) {
        return "<message from='aim.localhost' to='localhost' id='n'><privilege xmlns='urn:xmpp:privilege:2'>"
                + "<forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client' from='" + as
                + "' to='romeo@localhost/street' type='chat'><body>wherefore</body></message>"
                + "</forwarded></privilege></message>";
    }

    @Test
    void withoutPrivilegesAllOfItIsForbidden() throws Exception {
        try (Stage stage = stage(Set.of());
                Component aim = Component.attached(stage.port(), "aim.localhost")) {
            aim.say("<iq type='get' id='g' from='aim.localhost' to='juliet@localhost'>"
                    + "<query xmlns='jabber:iq:roster'/></iq>");
            assertThat(aim.hears("</iq>")).contains("<forbidden", "roster-get").doesNotContain("<privilege");
            aim.say(speaking("juliet@localhost"));
            assertThat(aim.hears("</message>")).contains("<forbidden", "the privilege message");
        }
    }
}
