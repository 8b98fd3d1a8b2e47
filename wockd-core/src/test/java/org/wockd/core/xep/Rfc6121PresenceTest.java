package org.wockd.core.xep;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wockd.core.store.RosterItem;
import org.wockd.core.store.RosterItem.Subscription;
import org.wockd.protocol.jid.Jid;

class Rfc6121PresenceTest {

    @TempDir
    Path folder;

    private Stage stage;

    @BeforeEach
    void open() {
        stage = new Stage(folder);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private Stage.RelayPlayer torrentIsFriendOf(String owner, Subscription subscription) {
        stage.account(Jid.parse(owner));
        stage.features
                .rosters()
                .change(
                        Jid.parse(owner),
                        Jid.parse("torrent.wockd.test"),
                        before -> new RosterItem(
                                Jid.parse("torrent.wockd.test"), null, subscription, false, false, List.of()));
        return stage.relay("torrent.wockd.test");
    }

    @Test
    void whoComesIsSeenByFriendsAndByTheOwnClientsAndSeesThem() {
        Client alice = stage.available("alice@wockd.test/phone");
        Client bob = stage.available("bob@wockd.test/desk");
        Client carol = stage.available("carol@wockd.test/desk");
        Friends.make(alice, bob);
        Client laptop = stage.login("alice@wockd.test/laptop");

        laptop.sends("<presence><show>away</show></presence>");

        String shown = "<presence from='alice@wockd.test/laptop' to='%s@wockd.test'><show>away</show></presence>";
        assertThat(bob.sees()).containsExactly(shown.formatted("bob"));
        assertThat(alice.sees()).containsExactly(shown.formatted("alice"));
        assertThat(carol.sees()).isEmpty();
        assertThat(laptop.sees())
                .containsExactly(
                        shown.formatted("alice"),
                        "<presence from='alice@wockd.test/phone' to='alice@wockd.test'/>",
                        "<presence from='bob@wockd.test/desk' to='alice@wockd.test'/>");
    }

    @Test
    void aLaterPresenceIsBroadcastAndAsksNobody() {
        Stage.RelayPlayer torrent = torrentIsFriendOf("alice@wockd.test", Subscription.BOTH);
        Client alice = stage.available("alice@wockd.test/phone");
        assertThat(torrent.sees())
                .containsExactly(
                        "<presence from='alice@wockd.test/phone' to='torrent.wockd.test'/>",
                        "<presence type='probe' from='alice@wockd.test' to='torrent.wockd.test'/>");

        alice.sends("<presence><priority>5</priority></presence>");

        assertThat(torrent.sees())
                .containsExactly("<presence from='alice@wockd.test/phone' to='torrent.wockd.test'>"
                        + "<priority>5</priority></presence>");
        assertThat(alice.priority()).isEqualTo(5);
    }

    @Test
    void whoSaysGoodbyeIsGoneForAll() {
        Client alice = stage.available("alice@wockd.test/phone");
        Client bob = stage.available("bob@wockd.test/desk");
        Friends.make(alice, bob);

        alice.sends("<presence type='unavailable'><status>gone home</status></presence>");

        String goodbye = "<presence type='unavailable' from='alice@wockd.test/phone' to='%s@wockd.test'>"
                + "<status>gone home</status></presence>";
        assertThat(bob.sees()).containsExactly(goodbye.formatted("bob"));
        assertThat(alice.sees()).containsExactly(goodbye.formatted("alice"));
        assertThat(alice.isAvailable()).isFalse();

        alice.leaves();
        assertThat(bob.sees()).isEmpty();
    }

    @Test
    void whoseStreamEndsIsGoneForAll() {
        Client alice = stage.available("alice@wockd.test/phone");
        Client bob = stage.available("bob@wockd.test/desk");
        Friends.make(alice, bob);

        alice.leaves();

        assertThat(bob.sees())
                .containsExactly("<presence type='unavailable' from='alice@wockd.test/phone' to='bob@wockd.test'/>");
    }

    @Test
    void whoIsReplacedByTheSameResourceIsNotGone() {
        Client old = stage.available("alice@wockd.test/phone");
        Client bob = stage.available("bob@wockd.test/desk");
        Friends.make(old, bob);
        Client again = stage.login("alice@wockd.test/phone");
        again.sends("<presence/>");
        bob.sees();

        stage.list.ended(old);

        assertThat(bob.sees()).isEmpty();
        assertThat(again.isAvailable()).isTrue();
    }

    @Test
    void directedPresenceIsTakenBackAtTheEndOnce() {
        Client alice = stage.available("alice@wockd.test/phone");
        Client bob = stage.available("bob@wockd.test/desk");
        Client carol = stage.available("carol@wockd.test/desk");
        Friends.make(alice, bob);

        alice.sends("<presence to='carol@wockd.test/desk'/>");
        alice.sends("<presence to='bob@wockd.test'/>");
        assertThat(carol.sees())
                .containsExactly("<presence from='alice@wockd.test/phone' to='carol@wockd.test/desk'/>");
        assertThat(bob.sees()).hasSize(1);

        alice.leaves();

        assertThat(carol.sees())
                .containsExactly(
                        "<presence type='unavailable' from='alice@wockd.test/phone' to='carol@wockd.test/desk'/>");
        assertThat(bob.sees()).hasSize(1);
    }

    @Test
    void whoWasToldGoodbyeInPersonIsNotToldAgain() {
        Client alice = stage.login("alice@wockd.test/phone");
        Client carol = stage.available("carol@wockd.test/desk");

        alice.sends("<presence to='carol@wockd.test'/>");
        alice.sends("<presence type='unavailable' to='carol@wockd.test'/>");
        assertThat(carol.sees()).hasSize(2);

        alice.leaves();
        assertThat(carol.sees()).isEmpty();
    }

    @Test
    void directedPresenceHasALimit() {
        Client alice = stage.login("alice@wockd.test/phone");
        Stage.RelayPlayer rooms = stage.relay("rooms.wockd.test");
        for (int i = 0; i < DirectedPresence.LIMIT; i++) {
            alice.sends("<presence to='room" + i + "@rooms.wockd.test/alice'/>");
        }
        assertThat(alice.sees()).isEmpty();

        alice.sends("<presence to='onemore@rooms.wockd.test/alice'/>");

        assertThat(alice.sees()).singleElement().asString().contains("<resource-constraint ");
        assertThat(rooms.sees()).hasSize(DirectedPresence.LIMIT);
    }

    @Test
    void aRelayThatMayAskIsAnswered() {
        Stage.RelayPlayer torrent = torrentIsFriendOf("alice@wockd.test", Subscription.FROM);
        torrent.sends("<presence type='probe' from='torrent.wockd.test' to='alice@wockd.test'/>");
        assertThat(torrent.sees())
                .containsExactly("<presence type='unavailable' from='alice@wockd.test' to='torrent.wockd.test'/>");

        stage.available("alice@wockd.test/phone");
        torrent.sees();
        torrent.sends("<presence type='probe' from='torrent.wockd.test' to='alice@wockd.test'/>");
        assertThat(torrent.sees()).containsExactly("<presence from='alice@wockd.test/phone' to='torrent.wockd.test'/>");
    }

    @Test
    void aRelayThatMayNotAskLearnsNothing() {
        Stage.RelayPlayer torrent = torrentIsFriendOf("alice@wockd.test", Subscription.TO);
        stage.available("alice@wockd.test/phone");
        torrent.sees();

        torrent.sends("<presence type='probe' from='torrent.wockd.test' to='alice@wockd.test'/>");
        torrent.sends("<presence type='probe' from='torrent.wockd.test' to='nobody@wockd.test'/>");

        assertThat(torrent.sees())
                .containsExactly(
                        "<presence type='unsubscribed' from='alice@wockd.test' to='torrent.wockd.test'/>",
                        "<presence type='unsubscribed' from='nobody@wockd.test' to='torrent.wockd.test'/>");
    }

    @Test
    void aRelayThatComesBackIsToldWhoIsThere() {
        Stage.RelayPlayer torrent = torrentIsFriendOf("alice@wockd.test", Subscription.BOTH);
        torrentIsFriendOf("bob@wockd.test", Subscription.TO);
        torrentIsFriendOf("carol@wockd.test", Subscription.BOTH);
        stage.available("alice@wockd.test/phone");
        stage.available("alice@wockd.test/laptop");
        stage.available("bob@wockd.test/desk");
        stage.login("carol@wockd.test/desk");
        torrent.sees();

        stage.features.presence().relayAttached("torrent.wockd.test", _ -> true);

        assertThat(torrent.sees())
                .containsExactlyInAnyOrder(
                        "<presence from='alice@wockd.test/phone' to='torrent.wockd.test'/>",
                        "<presence from='alice@wockd.test/laptop' to='torrent.wockd.test'/>",
                        "<presence type='probe' from='alice@wockd.test' to='torrent.wockd.test'/>",
                        "<presence type='probe' from='bob@wockd.test' to='torrent.wockd.test'/>");
    }

    @Test
    void aRelaysPresenceReachesWhoeverIsAvailable() {
        Stage.RelayPlayer torrent = torrentIsFriendOf("alice@wockd.test", Subscription.TO);
        Client alice = stage.available("alice@wockd.test/phone");

        torrent.sends("<presence from='torrent.wockd.test' to='alice@wockd.test'/>");

        assertThat(alice.sees()).containsExactly("<presence from='torrent.wockd.test' to='alice@wockd.test'/>");
    }
}
