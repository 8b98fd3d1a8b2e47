package org.wockd.core.store;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.wockd.core.store.LimitExceeded.Limit;
import org.wockd.core.store.RosterItem.Subscription;
import org.wockd.core.store.Rosters.Change;
import org.wockd.core.store.Rosters.Push.Changed;
import org.wockd.core.store.Rosters.Push.Removed;
import org.wockd.core.store.Rosters.Request;
import org.wockd.protocol.jid.Jid;

/** What every implementation of {@link Rosters} does. */
public abstract class RostersContract extends StoresContract {

    private static RosterItem item(Jid contact, String... groups) {
        return named(contact, "the name", groups);
    }

    private static RosterItem named(Jid contact, @Nullable String name, String... groups) {
        return new RosterItem(contact, name, Subscription.NONE, false, false, List.of(groups));
    }

    @Test
    void anUnknownOwnerHasAnEmptyRosterOfVersionZero() {
        assertThat(stores.rosters().get(ROMEO)).isEqualTo(new Rosters.Roster(0, List.of()));
        assertThat(stores.rosters().changesSince(ROMEO, 0)).isEmpty();
        assertThat(stores.rosters().changesSince(ROMEO, 1)).isNull();
        assertThat(stores.rosters().item(ROMEO, JULIET)).isNull();
    }

    @Test
    void everyFieldSurvivesARestart() {
        RosterItem juliet = new RosterItem(JULIET, "Ĵ ’<&", Subscription.BOTH, false, true, List.of("z", "a"));
        RosterItem nurse = new RosterItem(NURSE, null, Subscription.NONE, true, false, List.of());
        stores.rosters().upsert(ROMEO, nurse);
        long version = stores.rosters().upsert(ROMEO, juliet);
        reopen();
        assertThat(stores.rosters().get(Jid.parse("romeo@montague.example/orchard")))
                .isEqualTo(new Rosters.Roster(version, List.of(juliet, nurse)));
        assertThat(stores.rosters().item(ROMEO, JULIET)).isEqualTo(juliet);
        assertThat(stores.rosters().item(ROMEO, NURSE)).isEqualTo(nurse);
        assertThat(stores.rosters().get(JULIET).items()).isEmpty();
    }

    @Test
    void aClientIsToldExactlyWhatItLacks() {
        long first = stores.rosters().upsert(ROMEO, item(JULIET));
        long second = stores.rosters().upsert(ROMEO, item(NURSE, "a", "b"));
        long third = stores.rosters().upsert(ROMEO, item(JULIET, "Love", "Marriage"));
        long fourth = stores.rosters().remove(ROMEO, NURSE);

        assertThat(List.of(second, third, fourth)).containsExactly(first + 1, first + 2, first + 3);
        assertThat(stores.rosters().changesSince(ROMEO, first))
                .containsExactly(new Changed(third, item(JULIET, "Love", "Marriage")), new Removed(fourth, NURSE));
        assertThat(stores.rosters().changesSince(ROMEO, third)).containsExactly(new Removed(fourth, NURSE));
        assertThat(stores.rosters().changesSince(ROMEO, fourth)).isEmpty();
        assertThat(stores.rosters().changesSince(ROMEO, fourth + 1)).isNull();
        assertThat(stores.rosters().changesSince(ROMEO, 0)).isNull();
    }

    @Test
    void aRemovedContactThatCameBackIsToldAsThere() {
        long first = stores.rosters().upsert(ROMEO, item(JULIET));
        stores.rosters().remove(ROMEO, JULIET);
        long last = stores.rosters().upsert(ROMEO, item(JULIET, "again"));
        assertThat(stores.rosters().changesSince(ROMEO, first))
                .containsExactly(new Changed(last, item(JULIET, "again")));
    }

    @Test
    void whatChangesNothingIsNoVersion() {
        long first = stores.rosters().upsert(ROMEO, item(JULIET));
        assertThat(stores.rosters().upsert(ROMEO, item(JULIET))).isEqualTo(first);
        assertThat(stores.rosters().remove(ROMEO, NURSE)).isEqualTo(first);
        Change change = stores.rosters().update(ROMEO, JULIET, before -> before);
        assertThat(change).isEqualTo(new Change(first, item(JULIET), item(JULIET)));
        assertThat(change.push()).isNull();
    }

    @Test
    void anUpdateTellsThePushThatIsDue() {
        Change added = stores.rosters().update(ROMEO, JULIET, _ -> item(JULIET));
        assertThat(added.push()).isEqualTo(new Changed(added.version(), item(JULIET)));
        Change removed = stores.rosters().update(ROMEO, JULIET, _ -> null);
        assertThat(removed.push()).isEqualTo(new Removed(removed.version(), JULIET));
    }

    @Test
    void removalsAreForgottenBeyondTheLimitAndThenTheWholeRosterIsDue() {
        long first = stores.rosters().upsert(ROMEO, item(JULIET));
        long removed = 0;
        for (int i = 0; i < 3; i++) {
            Jid contact = Jid.parse("servant" + i + "@capulet.example");
            stores.rosters().upsert(ROMEO, item(contact));
            long version = stores.rosters().remove(ROMEO, contact);
            removed = i == 0 ? version : removed;
        }
        assertThat(stores.rosters().changesSince(ROMEO, first)).isNull();
        assertThat(stores.rosters().changesSince(ROMEO, removed - 1)).isNull();
        assertThat(stores.rosters().changesSince(ROMEO, removed)).hasSize(2);
    }

    @Test
    void twoWhoChangeAtOnceDoNotUndoEachOther() {
        stores.rosters().upsert(ROMEO, named(JULIET, ""));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<?>[] all = IntStream.range(0, 20)
                    .mapToObj(_ -> CompletableFuture.runAsync(
                            () -> stores.rosters().update(ROMEO, JULIET, RostersContract::oneMore), threads))
                    .toArray(CompletableFuture<?>[]::new);
            CompletableFuture.allOf(all).join();
        }
        assertThat(stores.rosters().item(ROMEO, JULIET)).isEqualTo(named(JULIET, "x".repeat(20)));
    }

    private static RosterItem oneMore(@Nullable RosterItem before) {
        return named(JULIET, requireNonNull(before).name() + "x");
    }

    @Test
    void aRosterThatWasDeletedNeverComesBackToAnOldVersion() {
        long last = 0;
        for (int i = 0; i < 10; i++) {
            last = stores.rosters().upsert(ROMEO, item(JULIET, "group " + i));
        }
        stores.accounts().create(ROMEO, Map.of());
        stores.accounts().delete(ROMEO);
        now.addAndGet(60_000);
        stores.rosters().upsert(ROMEO, item(NURSE));
        assertThat(stores.rosters().changesSince(ROMEO, last)).isNull();
    }

    @Test
    void limitsAreToldInWordsAndLeaveTheRosterAsItWas() {
        stores.rosters().upsert(ROMEO, item(JULIET, "a", "b"));
        stores.rosters().upsert(ROMEO, item(NURSE));
        long version = stores.rosters().upsert(ROMEO, item(PARIS));

        refused(item(Jid.parse("tybalt@capulet.example")), Limit.ROSTER_ITEMS, "3 contacts");
        refused(item(JULIET, "a", "b", "c"), Limit.ROSTER_GROUPS, "2 groups");
        refused(item(JULIET, "x".repeat(21)), Limit.ROSTER_NAME, "20 characters");
        refused(named(JULIET, "x".repeat(21)), Limit.ROSTER_NAME, "20 characters");

        assertThat(stores.rosters().get(ROMEO).version()).isEqualTo(version);
        assertThat(stores.rosters().item(ROMEO, JULIET)).isEqualTo(item(JULIET, "a", "b"));
        assertThat(stores.rosters().upsert(ROMEO, item(JULIET, "c"))).isEqualTo(version + 1);
    }

    private void refused(RosterItem item, Limit limit, String text) {
        assertThatThrownBy(() -> stores.rosters().upsert(ROMEO, item))
                .isInstanceOfSatisfying(
                        LimitExceeded.class, e -> assertThat(e.limit()).isEqualTo(limit))
                .hasMessageContaining(text);
    }

    @Test
    void requestsWaitUntilTheyAreAnswered() {
        Jid balcony = Jid.parse("juliet@capulet.example/balcony");
        stores.rosters().putRequest(ROMEO, balcony, "<presence id='1'/>", 2_000);
        stores.rosters().putRequest(ROMEO, NURSE, "<presence id='2'/>", 1_000);
        stores.rosters().putRequest(ROMEO, JULIET, "<presence id='3'/>", 3_000);
        reopen();
        assertThat(stores.rosters().requests(ROMEO))
                .containsExactly(
                        new Request(NURSE, "<presence id='2'/>", 1_000),
                        new Request(JULIET, "<presence id='3'/>", 2_000));

        assertThatThrownBy(() -> stores.rosters().putRequest(ROMEO, PARIS, "<presence/>", 4_000))
                .isInstanceOfSatisfying(
                        LimitExceeded.class, e -> assertThat(e.limit()).isEqualTo(Limit.SUBSCRIPTION_REQUESTS))
                .hasMessageContaining("2 requests");
        assertThat(stores.rosters().removeRequest(ROMEO, JULIET)).isTrue();
        assertThat(stores.rosters().removeRequest(ROMEO, JULIET)).isFalse();
        stores.rosters().putRequest(ROMEO, PARIS, "<presence/>", 4_000);
        assertThat(stores.rosters().requests(ROMEO))
                .extracting(Request::contact)
                .containsExactly(NURSE, PARIS);
    }
}
