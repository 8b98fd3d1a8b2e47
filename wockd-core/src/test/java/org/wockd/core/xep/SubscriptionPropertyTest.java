package org.wockd.core.xep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wockd.core.xep.SubscriptionTable.mirrored;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wockd.core.store.RosterItem;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.Presence;

/** Random steps of both sides. A failure names its seed; the same seed does the same again. */
class SubscriptionPropertyTest {
    private static final List<Presence.Type> STEPS = List.of(
            Presence.Type.SUBSCRIBE, Presence.Type.SUBSCRIBED, Presence.Type.UNSUBSCRIBE, Presence.Type.UNSUBSCRIBED);
    private static final List<SubscriptionState> STATES =
            SubscriptionTable.STATES.stream().map(SubscriptionTable::state).toList();

    /** One side: how it stands, and the steps that are on their way to it. */
    private static final class Side {
        private SubscriptionState state = SubscriptionState.NONE;
        private final Deque<Presence.Type> coming = new ArrayDeque<>();
        /** The last word on its subscription that came; without one it is as if refused. */
        private Presence.Type heard = Presence.Type.UNSUBSCRIBED;

        private void does(Presence.Type type, Side other) {
            SubscriptionState.Step step = state.out(type);
            state = step.next();
            if (step.passed()) {
                other.coming.add(type);
            }
        }

        private void hears(Side other) {
            Presence.Type type = coming.remove();
            SubscriptionState.Step step = state.in(type);
            state = step.next();
            if (type == Presence.Type.SUBSCRIBED || type == Presence.Type.UNSUBSCRIBED) {
                heard = type;
            }
            if (step.reply() != null) {
                other.coming.add(step.reply());
            }
        }
    }

    private static Presence.Type any(Random random) {
        return STEPS.get(random.nextInt(STEPS.size()));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 1999, 6121})
    void whereEachStepArrivesBeforeTheNextBothSidesSayTheSame(long seed) {
        Random random = new Random(seed);
        for (int play = 0; play < 1_000; play++) {
            Side alice = new Side();
            Side bob = new Side();
            for (int i = 0; i < 30; i++) {
                if (random.nextBoolean()) {
                    alice.does(any(random), bob);
                } else {
                    bob.does(any(random), alice);
                }
                while (!alice.coming.isEmpty() || !bob.coming.isEmpty()) {
                    if (!alice.coming.isEmpty()) {
                        alice.hears(bob);
                    } else {
                        bob.hears(alice);
                    }
                }
                assertThat(STATES).as("seed %d, play %d", seed, play).contains(alice.state, bob.state);
                assertThat(withoutApproval(alice.state))
                        .as("seed %d, play %d", seed, play)
                        .isEqualTo(mirrored(bob.state));
            }
        }
    }

    /** Steps cross each other on a slow line: then the sides may disagree, but never in the direction that shows too much. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 1999, 6121})
    void whereStepsCrossNobodySeesWhatHeWasNotGivenAndAnEndEndsAll(long seed) {
        Random random = new Random(seed);
        for (int play = 0; play < 1_000; play++) {
            Side alice = new Side();
            Side bob = new Side();
            for (int i = 0; i < 40; i++) {
                Side actor = random.nextBoolean() ? alice : bob;
                Side other = actor.equals(alice) ? bob : alice;
                if (random.nextBoolean() || actor.coming.isEmpty()) {
                    actor.does(any(random), other);
                } else {
                    actor.hears(other);
                }
                assertThat(STATES).as("seed %d, play %d", seed, play).contains(alice.state, bob.state);
                for (Side side : List.of(alice, bob)) {
                    if (side.state.to()) {
                        assertThat(side.heard)
                                .as("seed %d, play %d", seed, play)
                                .isEqualTo(Presence.Type.SUBSCRIBED);
                    }
                }
            }
            for (Side side : List.of(alice, bob)) {
                side.does(Presence.Type.UNSUBSCRIBE, side.equals(alice) ? bob : alice);
                side.does(Presence.Type.UNSUBSCRIBED, side.equals(alice) ? bob : alice);
            }
            for (int i = 0; !alice.coming.isEmpty() || !bob.coming.isEmpty(); i++) {
                Side next = alice.coming.isEmpty() || (!bob.coming.isEmpty() && random.nextBoolean()) ? bob : alice;
                next.hears(next.equals(alice) ? bob : alice);
                assertThat(i).as("it comes to an end").isLessThan(1_000);
            }
            for (Side side : List.of(alice, bob)) {
                assertThat(side.state.to() || side.state.pendingOut() || side.state.from())
                        .as("seed %d, play %d: %s", seed, play, side.state)
                        .isFalse();
            }
        }
    }

    private static SubscriptionState withoutApproval(SubscriptionState state) {
        return new SubscriptionState(state.to(), state.from(), state.pendingOut(), state.pendingIn(), false);
    }

    /** What a client makes of what it is sent: its copy of the roster, and who is there. */
    private static final class Viewer {
        private static final Pattern ITEM = Pattern.compile("<item ([^>]*)/>");
        private final Map<String, String> roster = new TreeMap<>();
        private boolean seesTheOther;

        private void looks(Client client, Jid other) {
            for (String xml : client.sees()) {
                Matcher item = ITEM.matcher(xml);
                if (xml.startsWith("<iq type='set'") && item.find()) {
                    roster.put("other", item.group(1));
                } else if (xml.startsWith("<presence from='" + other + "/desk'")) {
                    seesTheOther = true;
                } else if (xml.startsWith("<presence type='unavailable' from='" + other + "/desk'")) {
                    seesTheOther = false;
                }
            }
        }
    }

    @Test
    void whatTheClientsWereSentIsWhatTheServerKeeps(@TempDir Path folder) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (Stage stage = new Stage(folder)) {
            Client alice = stage.available("alice@wockd.test/desk");
            Client bob = stage.available("bob@wockd.test/desk");
            Viewer alices = new Viewer();
            Viewer bobs = new Viewer();
            for (int i = 0; i < 300; i++) {
                boolean first = random.nextBoolean();
                Client actor = first ? alice : bob;
                Jid other = (first ? bob : alice).jid().bare();
                actor.sends("<presence type='" + any(random).wire() + "' to='" + other + "'/>");
                alices.looks(alice, bob.jid().bare());
                bobs.looks(bob, alice.jid().bare());

                String where = "seed " + seed + ", step " + i;
                RosterItem alicesItem =
                        stage.stores.rosters().item(alice.jid(), bob.jid().bare());
                RosterItem bobsItem =
                        stage.stores.rosters().item(bob.jid(), alice.jid().bare());
                isKept(alices, alicesItem, where);
                isKept(bobs, bobsItem, where);
                assertThat(Availability.seesContact(alicesItem))
                        .as(where)
                        .isEqualTo(Availability.isSeenByContact(bobsItem))
                        .isEqualTo(alices.seesTheOther);
                assertThat(Availability.seesContact(bobsItem))
                        .as(where)
                        .isEqualTo(Availability.isSeenByContact(alicesItem))
                        .isEqualTo(bobs.seesTheOther);
            }
        }
    }

    private static void isKept(Viewer viewer, @Nullable RosterItem item, String where) {
        String shown = viewer.roster.get("other");
        if (item == null) {
            assertThat(shown).as(where).isNull();
        } else {
            assertThat(shown)
                    .as(where)
                    .contains("subscription='" + item.subscription().attribute() + "'");
            assertThat(String.valueOf(shown).contains("ask=")).as(where).isEqualTo(item.ask());
            assertThat(String.valueOf(shown).contains("approved=")).as(where).isEqualTo(item.approved());
        }
    }
}
