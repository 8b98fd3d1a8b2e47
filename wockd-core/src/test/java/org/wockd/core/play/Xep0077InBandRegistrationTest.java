package org.wockd.core.play;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wockd.core.xep.Xep0077InBandRegistration;

/** {@link Xep0077InBandRegistration}: Alice looks after her account, and strangers want one. */
class Xep0077InBandRegistrationTest {
    private static final String QUERY = "<query xmlns='jabber:iq:register'>%s</query>";
    private static final String FIELDS = "<username>%s</username><password>%s</password>";

    @TempDir
    Path data;

    private Stage stage;

    @BeforeEach
    void open() {
        stage = Stage.open(data, Map.of());
    }

    @AfterEach
    void close() {
        stage.close();
    }

    /** The same stage with other settings. */
    private void reopen(Map<String, String> settings) {
        stage.close();
        stage = Stage.open(data, settings);
    }

    private static String asks(Wire wire, String type, String content) throws IOException {
        wire.say("<iq type='" + type + "' id='r'>" + QUERY.formatted(content) + "</iq>");
        String head = wire.hear("id='r'") + wire.hear(">");
        return head.contains("/>") ? head : head + wire.hear("</iq>");
    }

    private boolean canLogIn(String name, String password) throws IOException {
        try (Wire wire = stage.wire()) {
            wire.starttls();
            wire.say("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>" + Wire.plain(name, password)
                    + "</auth>");
            String answer = wire.hear(">");
            assertThat(answer).containsAnyOf("<success", "<failure");
            return answer.contains("<success");
        }
    }

    private static Wire available(Stage stage, String name) throws IOException {
        Wire wire = stage.client(name, "phone");
        wire.say("<iq type='get' id='roster'><query xmlns='jabber:iq:roster'/></iq><presence/>");
        wire.fence();
        return wire;
    }

    @Test
    void aliceSeesThatSheHasAnAccount() throws IOException {
        try (Wire alice = stage.client("alice", "phone")) {
            assertThat(asks(alice, "get", "")).contains("<registered/>").contains("<username>alice</username>");
        }
    }

    @Test
    void aliceChangesHerPasswordAndStays() throws IOException {
        try (Wire alice = stage.client("alice", "phone")) {
            assertThat(asks(alice, "set", FIELDS.formatted("Alice", "new secret")))
                    .contains("type='result'");
            assertThat(alice.fence()).contains("type='result'");
        }
        assertThat(canLogIn("alice", "alicealice")).isFalse();
        assertThat(canLogIn("alice", "new secret")).isTrue();
    }

    @Test
    void aPasswordThatCannotBeOneLeavesTheOldOneInPlace() throws IOException {
        try (Wire alice = stage.client("alice", "phone")) {
            assertThat(asks(alice, "set", FIELDS.formatted("alice", "")))
                    .contains("<not-acceptable")
                    .contains("The password is empty");
            assertThat(asks(alice, "set", FIELDS.formatted("alice", "x".repeat(1024))))
                    .contains("<not-acceptable")
                    .contains("longer than 1023 octets")
                    .doesNotContain("xxx");
            assertThat(asks(alice, "set", "<username>alice</username>")).contains("<bad-request");
        }
        assertThat(canLogIn("alice", "alicealice")).isTrue();
    }

    @Test
    void aliceCannotChangeBobsPassword() throws IOException {
        try (Wire alice = stage.client("alice", "phone")) {
            assertThat(asks(alice, "set", FIELDS.formatted("bob", "mine now"))).contains("<not-allowed");
            alice.say("<iq type='set' id='o' to='bob@localhost'>" + QUERY.formatted(FIELDS.formatted("bob", "mine"))
                    + "</iq>");
            assertThat(alice.hear("</iq>")).contains("type='error'");
        }
        assertThat(canLogIn("bob", "bobbob")).isTrue();
    }

    @Test
    void aRelayHasNoAccount() throws IOException {
        try (Wire torrent = stage.relayWire()) {
            torrent.attach("torrent.localhost", "between us");
            torrent.say("<iq type='set' id='r' from='torrent.localhost' to='localhost'>" + QUERY.formatted("<remove/>")
                    + "</iq>");
            assertThat(torrent.hear("</iq>")).contains("<registration-required");
        }
    }

    @Test
    void whenAliceLeavesForGoodHerFriendsAreToldAndNothingStays() throws IOException {
        try (Wire bob = available(stage, "bob");
                Wire alice = available(stage, "alice");
                Wire tablet = stage.client("alice", "tablet")) {
            alice.say("<presence type='subscribe' to='bob@localhost'/>");
            bob.hear("type='subscribe'");
            bob.say("<presence type='subscribed' to='alice@localhost'/>"
                    + "<presence type='subscribe' to='alice@localhost'/>");
            alice.hear("type='subscribe'");
            alice.say("<presence type='subscribed' to='bob@localhost'/>");
            alice.fence();
            bob.fence();

            assertThat(asks(alice, "set", "<remove/>")).contains("type='result'");

            assertThat(alice.hearAll()).contains("<not-authorized ").endsWith("</stream:stream>");
            assertThat(tablet.hearAll()).contains("<not-authorized ").contains("this account was removed");
            assertThat(bob.fence())
                    .contains("type='unavailable'")
                    .contains("<presence type='unsubscribed' from='alice@localhost'")
                    .contains("<presence type='unsubscribe' from='alice@localhost'")
                    .contains("subscription='none'");
        }
        assertThat(canLogIn("alice", "alicealice")).isFalse();
        stage.restart();
        assertThat(canLogIn("alice", "alicealice")).isFalse();
        Stage.accounts(data, List.of("alice"));
        try (Wire another = stage.client("alice", "phone")) {
            another.say("<iq type='get' id='roster'><query xmlns='jabber:iq:roster'/></iq>");
            assertThat(another.hear("id='roster'") + another.hear("</iq>")).doesNotContain("bob");
        }
    }

    @Test
    void aRequestNobodyAnsweredIsRefusedWhenItsReceiverLeaves() throws IOException {
        try (Wire bob = available(stage, "bob");
                Wire alice = available(stage, "alice")) {
            bob.say("<presence type='subscribe' to='alice@localhost'/>");
            alice.hear("type='subscribe'");

            asks(alice, "set", "<remove/>");

            assertThat(bob.hear("type='unsubscribed'") + bob.fence()).contains("from='alice@localhost'");
        }
    }

    @Test
    void toRemoveMustStandAlone() throws IOException {
        try (Wire alice = stage.client("alice", "phone")) {
            assertThat(asks(alice, "set", "<remove/><username>alice</username>"))
                    .contains("<bad-request")
                    .contains("nothing was removed");
        }
        assertThat(canLogIn("alice", "alicealice")).isTrue();
    }

    @Test
    void nobodyComesInUnasked() throws IOException {
        try (Wire mallory = stage.wire()) {
            assertThat(mallory.starttls()).doesNotContain("iq-register");
            assertThat(asks(mallory, "get", ""))
                    .contains("<service-unavailable")
                    .contains("ask whoever runs");
            assertThat(asks(mallory, "set", FIELDS.formatted("mallory", "secret")))
                    .contains("<service-unavailable");
        }
        assertThat(canLogIn("mallory", "secret")).isFalse();
    }

    @Test
    void whereItIsOpenCarolMakesAnAccountAndLogsIn() throws IOException {
        reopen(Map.of("WOCKD_REGISTRATION", "open"));
        try (Wire carol = stage.wire()) {
            assertThat(carol.starttls()).contains("<register xmlns='http://jabber.org/features/iq-register'/>");
            assertThat(asks(carol, "get", ""))
                    .contains("<username/><password/>")
                    .doesNotContain("<registered");
            assertThat(asks(carol, "set", FIELDS.formatted("Carol", "secret"))).contains("type='result'");
            carol.say("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>"
                    + Wire.plain("carol", "secret") + "</auth>");
            assertThat(carol.hear(">")).contains("<success");
        }
    }

    @Test
    void whatCannotBeAnAccountIsToldWhy() throws IOException {
        reopen(Map.of("WOCKD_REGISTRATION", "open"));
        try (Wire carol = stage.wire()) {
            carol.starttls();
            assertThat(asks(carol, "set", FIELDS.formatted("alice", "secret")))
                    .contains("<conflict")
                    .contains("choose another name");
            assertThat(asks(carol, "set", FIELDS.formatted("ca@rol", "secret"))).contains("<not-acceptable");
            assertThat(asks(carol, "set", FIELDS.formatted("c".repeat(1024), "secret")))
                    .contains("<not-acceptable")
                    .contains("longer than 1023 octets");
            assertThat(asks(carol, "set", FIELDS.formatted("carol", ""))).contains("<not-acceptable");
            assertThat(asks(carol, "set", "<remove/>")).contains("<unexpected-request");
        }
        assertThat(canLogIn("alice", "alicealice")).isTrue();
    }

    @Test
    void aPasswordIsNotTakenInTheClear() throws IOException {
        reopen(Map.of("WOCKD_REGISTRATION", "open"));
        try (Wire carol = stage.wire()) {
            assertThat(carol.open("localhost").hear("</stream:features>")).doesNotContain("iq-register");
            assertThat(asks(carol, "set", FIELDS.formatted("carol", "secret")))
                    .contains("<not-authorized")
                    .contains("starttls");
        }
        assertThat(canLogIn("carol", "secret")).isFalse();
    }

    @Test
    void fromOneAddressOnlySoManyTriesAreAllowed() throws IOException {
        reopen(Map.of("WOCKD_REGISTRATION", "open", "WOCKD_LIMITS_REGISTRATIONS", "2"));
        try (Wire carol = stage.wire()) {
            carol.starttls();
            assertThat(asks(carol, "set", FIELDS.formatted("carol", "secret"))).contains("type='result'");
            assertThat(asks(carol, "set", FIELDS.formatted("alice", "secret"))).contains("<conflict");
            assertThat(asks(carol, "set", FIELDS.formatted("carol2", "secret")))
                    .contains("<resource-constraint")
                    .contains("type='wait'")
                    .contains("2 tries")
                    .contains("minutes");
        }
        assertThat(canLogIn("carol2", "secret")).isFalse();
    }

    @Test
    void whoAsksAndAsksIsSentAway() throws IOException {
        try (Wire mallory = stage.wire()) {
            mallory.starttls();
            for (int i = 0; i < 10; i++) {
                asks(mallory, "get", "");
            }
            mallory.say("<iq type='get' id='r'>" + QUERY.formatted("") + "</iq>");
            assertThat(mallory.hearAll()).contains("<policy-violation ");
        }
    }
}
