package org.wockd.core.xep;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wockd.core.store.RosterItem;
import org.wockd.protocol.jid.Jid;

class Rfc6121SubscriptionsTest {
    private static final Jid ALICE = Jid.parse("alice@wockd.test");
    private static final Jid BOB = Jid.parse("bob@wockd.test");
    private static final Jid TORRENT = Jid.parse("torrent.wockd.test");

    @TempDir
    Path folder;

    private Stage stage;
    private Client alice;

    @BeforeEach
    void login() {
        stage = new Stage(folder);
        alice = stage.available("alice@wockd.test/phone");
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private String state(Jid owner, Jid contact) {
        RosterItem item = stage.stores.rosters().item(owner, contact);
        return item == null
                ? "absent"
                : item.subscription().attribute() + (item.ask() ? " ask" : "") + (item.approved() ? " approved" : "");
    }

    @Test
    void aliceAsksAndBobApproves() {
        Client bob = stage.available("bob@wockd.test/desk");

        alice.sends("<presence type='subscribe' id='1' to='bob@wockd.test/desk'/>");

        assertThat(alice.sees())
                .singleElement()
                .asString()
                .contains("<item jid='bob@wockd.test' subscription='none' ask='subscribe'/>");
        assertThat(bob.sees())
                .containsExactly("<presence type='subscribe' id='1' from='alice@wockd.test' to='bob@wockd.test'/>");
        assertThat(state(BOB, ALICE)).isEqualTo("absent");

        bob.sends("<presence type='subscribed' to='alice@wockd.test'/>");

        assertThat(bob.sees())
                .singleElement()
                .asString()
                .contains("<item jid='alice@wockd.test' subscription='from'/>");
        List<String> seen = alice.sees();
        assertThat(seen).hasSize(3);
        assertThat(seen.get(0)).isEqualTo("<presence type='subscribed' from='bob@wockd.test' to='alice@wockd.test'/>");
        assertThat(seen.get(1)).contains("<item jid='bob@wockd.test' subscription='to'/>");
        assertThat(seen.get(2)).isEqualTo("<presence from='bob@wockd.test/desk' to='alice@wockd.test'/>");
        assertThat(stage.stores.rosters().requests(BOB)).isEmpty();
    }

    @Test
    void aRequestWaitsUntilItIsAnswered() {
        stage.account(BOB);
        String request = "<presence type='subscribe' from='alice@wockd.test' to='bob@wockd.test'>"
                + "<status>it's me</status></presence>";
        alice.sends("<presence type='subscribe' to='bob@wockd.test'><status>it's me</status></presence>");

        Client first = stage.login("bob@wockd.test/first");
        first.sends("<presence/>");
        assertThat(first.sees()).contains(request);
        first.sends("<presence><show>away</show></presence>");
        assertThat(first.sees()).doesNotContain(request);
        first.leaves();

        Client second = stage.login("bob@wockd.test/second");
        second.sends("<presence/>");
        assertThat(second.sees()).contains(request);
        second.sends("<presence type='unsubscribed' to='alice@wockd.test'/>");
        second.leaves();

        assertThat(state(ALICE, BOB)).isEqualTo("none");
        Client third = stage.login("bob@wockd.test/third");
        third.sends("<presence/>");
        assertThat(third.sees()).doesNotContain(request);
    }

    @Test
    void whatIsApprovedBeforehandIsNotAskedFor() {
        Client bob = stage.available("bob@wockd.test/desk");
        bob.sends("<presence type='subscribed' to='alice@wockd.test'/>");
        assertThat(state(BOB, ALICE)).isEqualTo("none approved");
        assertThat(bob.sees())
                .singleElement()
                .asString()
                .contains("<item jid='alice@wockd.test' subscription='none' approved='true'/>");
        assertThat(alice.sees()).isEmpty();

        alice.sends("<presence type='subscribe' to='bob@wockd.test'/>");

        assertThat(bob.seesOfOthers()).isEmpty();
        assertThat(alice.seesOfOthers())
                .containsExactly(
                        "<presence type='subscribed' from='bob@wockd.test' to='alice@wockd.test'/>",
                        "<presence from='bob@wockd.test/desk' to='alice@wockd.test'/>");
        assertThat(state(ALICE, BOB)).isEqualTo("to");
        assertThat(state(BOB, ALICE)).isEqualTo("from");
    }

    @Test
    void bobTakesHisApprovalBack() {
        Client bob = stage.available("bob@wockd.test/desk");
        Friends.make(alice, bob);

        bob.sends("<presence type='unsubscribed' to='alice@wockd.test'/>");

        assertThat(alice.seesOfOthers())
                .containsExactly(
                        "<presence type='unavailable' from='bob@wockd.test/desk' to='alice@wockd.test'/>",
                        "<presence type='unsubscribed' from='bob@wockd.test' to='alice@wockd.test'/>");
        assertThat(state(ALICE, BOB)).isEqualTo("from");
        assertThat(state(BOB, ALICE)).isEqualTo("to");
    }

    @Test
    void aliceDoesNotWantToSeeBobAnyMore() {
        Client bob = stage.available("bob@wockd.test/desk");
        Friends.make(alice, bob);

        alice.sends("<presence type='unsubscribe' to='bob@wockd.test'/>");

        assertThat(bob.seesOfOthers())
                .containsExactly("<presence type='unsubscribe' from='alice@wockd.test' to='bob@wockd.test'/>");
        assertThat(alice.seesOfOthers())
                .containsExactly("<presence type='unavailable' from='bob@wockd.test/desk' to='alice@wockd.test'/>");
        assertThat(state(ALICE, BOB)).isEqualTo("from");
        assertThat(state(BOB, ALICE)).isEqualTo("to");
    }

    @Test
    void aliceAndARelaySubscribeToEachOther() {
        Stage.RelayPlayer torrent = stage.relay("torrent.wockd.test");

        alice.sends("<presence type='subscribe' to='torrent.wockd.test'/>");
        assertThat(torrent.sees())
                .containsExactly("<presence type='subscribe' from='alice@wockd.test' to='torrent.wockd.test'/>");
        torrent.sends("<presence type='subscribed' from='torrent.wockd.test' to='alice@wockd.test'/>");
        torrent.sends("<presence type='subscribe' from='torrent.wockd.test' to='alice@wockd.test'/>");
        assertThat(alice.seesOfOthers())
                .containsExactly(
                        "<presence type='subscribed' from='torrent.wockd.test' to='alice@wockd.test'/>",
                        "<presence type='subscribe' from='torrent.wockd.test' to='alice@wockd.test'/>");
        alice.sends("<presence type='subscribed' to='torrent.wockd.test'/>");

        assertThat(torrent.sees())
                .containsExactly(
                        "<presence type='subscribed' from='alice@wockd.test' to='torrent.wockd.test'/>",
                        "<presence from='alice@wockd.test/phone' to='torrent.wockd.test'/>");
        assertThat(state(ALICE, TORRENT)).isEqualTo("both");
    }

    @Test
    void whoAsksAgainIsAnsweredByTheServer() {
        Stage.RelayPlayer torrent = stage.relay("torrent.wockd.test");
        torrent.sends("<presence type='subscribe' from='torrent.wockd.test' to='alice@wockd.test'/>");
        alice.sends("<presence type='subscribed' to='torrent.wockd.test'/>");
        torrent.sees();
        alice.sees();

        torrent.sends("<presence type='subscribe' from='torrent.wockd.test' to='alice@wockd.test'/>");

        assertThat(torrent.sees())
                .containsExactly("<presence type='subscribed' from='alice@wockd.test' to='torrent.wockd.test'/>");
        assertThat(alice.sees()).isEmpty();
    }

    @Test
    void nobodyLearnsWhoHasAnAccount() {
        Stage.RelayPlayer torrent = stage.relay("torrent.wockd.test");

        torrent.sends("<presence type='subscribe' from='torrent.wockd.test' to='nobody@wockd.test'/>");
        alice.sends("<presence type='subscribe' to='nobody@wockd.test'/>");

        assertThat(torrent.sees()).isEmpty();
        assertThat(alice.seesOfOthers()).isEmpty();
        assertThat(stage.stores.rosters().requests(Jid.parse("nobody@wockd.test")))
                .isEmpty();
    }

    @Test
    void aRequestToWhereNoRelayIsComesBack() {
        alice.sends("<presence type='subscribe' id='7' to='icq.wockd.test'/>");

        assertThat(alice.seesOfOthers())
                .singleElement()
                .asString()
                .startsWith("<presence type='error' id='7' from='icq.wockd.test' to='alice@wockd.test/phone'>")
                .contains("<remote-server-not-found ");
    }

    @Test
    void aliceCannotSubscribeToHerself() {
        alice.sends("<presence type='subscribe' to='alice@wockd.test'/>");

        assertThat(alice.sees()).singleElement().asString().contains("<not-allowed ");
    }

    @Test
    void moreRequestsThanMayWaitAreRefused() {
        Stage.RelayPlayer torrent = stage.relay("torrent.wockd.test");
        torrent.sends("<presence type='subscribe' from='a@torrent.wockd.test' to='alice@wockd.test'/>");
        torrent.sends("<presence type='subscribe' from='b@torrent.wockd.test' to='alice@wockd.test'/>");

        torrent.sends("<presence type='subscribe' from='c@torrent.wockd.test' to='alice@wockd.test'/>");

        assertThat(torrent.sees())
                .singleElement()
                .asString()
                .startsWith("<presence type='error' from='alice@wockd.test' to='c@torrent.wockd.test'>")
                .contains("<resource-constraint ");
        assertThat(alice.sees()).hasSize(2);
    }
}
