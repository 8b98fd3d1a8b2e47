package org.wockd.core.xep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wockd.core.xep.SubscriptionTable.mirrored;
import static org.wockd.core.xep.SubscriptionTable.state;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wockd.core.store.RosterItem;
import org.wockd.protocol.jid.Jid;

/**
 * Every row of RFC 6121 appendix A through the server: an account with one client, and a contact who is behind a relay or
 * an account of the same server. Each row has accounts of its own.
 */
@SuppressWarnings("NullAway.Init")
class SubscriptionPlayTest {
    private static final String REMOTE = "remote.test";

    @TempDir
    static Path folder;

    private static Stage stage;
    private static Stage.RelayPlayer relay;
    private static int accounts;

    @BeforeAll
    static void open() {
        stage = new Stage(folder);
        relay = stage.relay(REMOTE);
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    static List<SubscriptionTable.Row> out() {
        return SubscriptionTable.outbound();
    }

    static List<SubscriptionTable.Row> in() {
        return SubscriptionTable.inbound();
    }

    /** A client that is available and has asked for the roster, of an account that stands so to the contact. */
    private static Client client(String name, Jid contact, SubscriptionState state) {
        Jid owner = Jid.parse(name + "@" + Stage.HOST);
        stage.account(owner);
        RosterItem item = state.item(null, contact);
        if (item != null) {
            stage.stores.rosters().upsert(owner, item);
        }
        if (state.pendingIn()) {
            String request =
                    "<presence xmlns='jabber:client' type='subscribe' from='" + contact + "' to='" + owner + "'/>";
            stage.stores.rosters().putRequest(owner, contact, request, 0);
        }
        Client client = stage.available(owner + "/desk");
        relay.sees();
        return client;
    }

    private static SubscriptionState stored(Client client, Jid contact) {
        Jid owner = client.jid().bare();
        boolean pendingIn = stage.stores.rosters().requests(owner).stream()
                .anyMatch(request -> request.contact().equals(contact));
        return SubscriptionState.of(stage.stores.rosters().item(owner, contact), pendingIn);
    }

    private static String xml(SubscriptionTable.Row row, Jid from, Jid to) {
        return "<presence type='" + row.step().wire() + "' from='" + from + "' to='" + to + "'/>";
    }

    /** §3.1.2 and so on: the interested clients are pushed the item when it has changed, and only then. */
    private static void isPushedWhatChanged(SubscriptionTable.Row row, List<String> seen, Jid contact) {
        RosterItem before = state(row.before()).item(null, contact);
        RosterItem after = state(row.after()).item(before, contact);
        List<String> pushes =
                seen.stream().filter(xml -> xml.contains("jabber:iq:roster")).toList();
        if (after == null || after.equals(before)) {
            assertThat(pushes).isEmpty();
        } else {
            assertThat(pushes)
                    .singleElement()
                    .asString()
                    .contains("subscription='" + after.subscription().attribute() + "'")
                    .matches(xml -> xml.contains("ask='subscribe'") == after.ask())
                    .matches(xml -> xml.contains("approved='true'") == after.approved());
        }
    }

    @ParameterizedTest
    @MethodSource("out")
    void aStepOfTheAccountTowardsARelay(SubscriptionTable.Row row) {
        Jid contact = Jid.parse("c" + ++accounts + "@" + REMOTE);
        Client alice = client("a" + accounts, contact, state(row.before()));

        alice.sends(xml(row, alice.jid(), contact));

        String step = xml(row, alice.jid().bare(), contact);
        List<String> sent = relay.sees();
        assertThat(sent.contains(step)).isEqualTo(row.goesOn());
        assertThat(stored(alice, contact)).isEqualTo(state(row.after()));
        isPushedWhatChanged(row, alice.sees(), contact);
        boolean shown = sent.stream().anyMatch(xml -> xml.startsWith("<presence from='" + alice.jid()));
        boolean hidden =
                sent.stream().anyMatch(xml -> xml.startsWith("<presence type='unavailable' from='" + alice.jid()));
        assertThat(shown)
                .isEqualTo(!state(row.before()).from() && state(row.after()).from());
        assertThat(hidden)
                .isEqualTo(state(row.before()).from() && !state(row.after()).from());
    }

    @ParameterizedTest
    @MethodSource("in")
    void aStepOfAContactBehindARelay(SubscriptionTable.Row row) {
        Jid contact = Jid.parse("c" + ++accounts + "@" + REMOTE);
        Client alice = client("a" + accounts, contact, state(row.before()));

        relay.sends(xml(row, Jid.parse(contact + "/somewhere"), alice.jid()));

        String step = xml(row, contact, alice.jid().bare());
        List<String> seen = alice.sees();
        assertThat(seen.contains(step)).isEqualTo(row.goesOn());
        assertThat(stored(alice, contact)).isEqualTo(state(row.after()));
        isPushedWhatChanged(row, seen, contact);
        if (row.goesOn() && seen.size() > 1) {
            assertThat(seen.getFirst())
                    .as("the step comes before the push (§3.1.6)")
                    .isEqualTo(step);
        }
        List<String> sent = relay.sees();
        if (row.reply() == null) {
            assertThat(sent).noneMatch(xml -> xml.contains("subscribe"));
        } else {
            assertThat(sent)
                    .contains("<presence type='" + row.reply().wire() + "' from='"
                            + alice.jid().bare() + "' to='" + contact + "'/>");
        }
        assertThat(sent.stream().anyMatch(xml -> xml.startsWith("<presence type='unavailable'")))
                .as("§3.3.3: who does not see any more is told that nobody is there")
                .isEqualTo(state(row.before()).from() && !state(row.after()).from());
    }

    /** Both rosters are kept by the same server: they say the same at any time. */
    @ParameterizedTest
    @MethodSource("out")
    void aStepBetweenTwoAccounts(SubscriptionTable.Row row) {
        String number = String.valueOf(++accounts);
        Jid bobs = Jid.parse("b" + number + "@" + Stage.HOST);
        Client alice = client("a" + number, bobs, state(row.before()));
        Client bob = client("b" + number, alice.jid().bare(), mirrored(state(row.before())));
        alice.sees();

        alice.sends(xml(row, alice.jid(), bobs));

        assertThat(stored(alice, bobs)).isEqualTo(state(row.after()));
        assertThat(stored(bob, alice.jid().bare())).isEqualTo(mirrored(state(row.after())));
        boolean delivered = bob.sees().contains(xml(row, alice.jid().bare(), bobs));
        boolean wanted =
                row.goesOn() && mirrored(state(row.before())).in(row.step()).passed();
        assertThat(delivered).isEqualTo(wanted);
    }
}
