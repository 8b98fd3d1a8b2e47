package org.wockd.core.store;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.wockd.core.store.Archive.Extent;
import org.wockd.core.store.Archive.Page;
import org.wockd.core.store.Archive.Preferences;
import org.wockd.core.store.Archive.Search;
import org.wockd.core.store.Archive.Standard;
import org.wockd.core.store.Mailbox.Appended.Duplicate;
import org.wockd.core.store.Mailbox.Appending;
import org.wockd.core.store.Mailbox.Kind;
import org.wockd.protocol.jid.Jid;

/** What every implementation of {@link Archive} does, and what {@link Mailbox} does with rows that are archived. */
public abstract class ArchiveContract extends StoresContract {

    private static final Jid BALCONY = Jid.parse("juliet@capulet.example/balcony");
    private static final Jid TOMB = Jid.parse("juliet@capulet.example/tomb");
    private static final Search ALL = search(null, false, 100);

    private static Search search(@Nullable Jid with, boolean backward, int limit) {
        return new Search(with, null, null, Set.of(), null, null, backward, limit);
    }

    private static Search between(@Nullable Long start, @Nullable Long end) {
        return new Search(null, start, end, Set.of(), null, null, false, 100);
    }

    private static Search next(
            @Nullable Jid with, @Nullable Long after, @Nullable Long before, boolean backward, int limit) {
        return new Search(with, null, null, Set.of(), after, before, backward, limit);
    }

    private Entry message(Jid owner, Jid peer, String body, boolean waits, @Nullable String key) {
        byte[] stanza = body.getBytes(StandardCharsets.UTF_8);
        return new Entry(owner, peer, Kind.MESSAGE, now.get(), stanza, key, waits, peer, null);
    }

    /** One that is delivered, or was sent by the owner: it is archived and does not wait. */
    private long archived(Jid peer, String body) {
        return stores.mailbox().append(message(ROMEO, peer, body, false, null)).id();
    }

    /** One that is archived and waits. */
    private long waiting(Jid peer, String body) {
        return stores.mailbox().append(message(ROMEO, peer, body, true, null)).id();
    }

    private Page page(Search search) {
        return stores.archive().page(ROMEO, search);
    }

    private List<Long> ids(Search search) {
        return page(search).rows().stream().map(Stored::id).toList();
    }

    private List<Long> pending() {
        return stores.mailbox().pending(ROMEO, 0, 100).stream().map(Stored::id).toList();
    }

    @Test
    void whatIsArchivedIsFoundWholeAlsoOverARestart() {
        Entry entry = new Entry(
                Jid.parse("romeo@montague.example/orchard"),
                BALCONY,
                Kind.MESSAGE,
                now.get(),
                new byte[] {0, 1, (byte) 0xff},
                "key",
                false,
                BALCONY,
                null);
        long id = stores.mailbox().append(entry).id();
        reopen();
        assertThat(page(ALL))
                .isEqualTo(new Page(
                        List.of(new Stored(id, BALCONY, Kind.MESSAGE, entry.receivedAt(), entry.stanza(), true)),
                        true));
        assertThat(stores.archive().page(JULIET, ALL)).isEqualTo(new Page(List.of(), true));
        assertThat(stores.mailbox().pending(ROMEO, 0, 10)).isEmpty();
    }

    @Test
    void whatOnlyWaitsIsNotInTheArchive() {
        long id = stores.mailbox()
                .append(Entry.waiting(ROMEO, JULIET, Kind.MESSAGE, now.get(), new byte[] {1}, null))
                .id();
        assertThat(ids(ALL)).isEmpty();
        assertThat(stores.archive().contains(ROMEO, id)).isFalse();
        assertThat(stores.archive().extent(ROMEO)).isNull();
        assertThat(stores.archive().count(ROMEO, ALL, 1_000)).isZero();
    }

    @Test
    void pagesGoForwardUntilThereIsNothingMore() {
        List<Long> all =
                IntStream.range(0, 5).mapToObj(i -> archived(JULIET, "m" + i)).toList();
        Page first = page(next(null, null, null, false, 2));
        Page second = page(next(null, all.get(1), null, false, 2));
        Page third = page(next(null, all.get(3), null, false, 2));
        assertThat(first.rows()).extracting(Stored::id).containsExactly(all.get(0), all.get(1));
        assertThat(second.rows()).extracting(Stored::id).containsExactly(all.get(2), all.get(3));
        assertThat(third.rows()).extracting(Stored::id).containsExactly(all.get(4));
        assertThat(List.of(first.complete(), second.complete(), third.complete()))
                .containsExactly(false, false, true);
        assertThat(page(next(null, null, null, false, 5)).complete()).isTrue();
        assertThat(page(next(null, all.get(4), null, false, 2))).isEqualTo(new Page(List.of(), true));
    }

    @Test
    void pagesGoBackwardInTheOrderOfIdsUntilThereIsNothingMore() {
        List<Long> all =
                IntStream.range(0, 5).mapToObj(i -> archived(JULIET, "m" + i)).toList();
        Page last = page(next(null, null, null, true, 2));
        Page middle = page(next(null, null, all.get(3), true, 2));
        Page first = page(next(null, null, all.get(1), true, 2));
        assertThat(last.rows()).extracting(Stored::id).containsExactly(all.get(3), all.get(4));
        assertThat(middle.rows()).extracting(Stored::id).containsExactly(all.get(1), all.get(2));
        assertThat(first.rows()).extracting(Stored::id).containsExactly(all.get(0));
        assertThat(List.of(last.complete(), middle.complete(), first.complete()))
                .containsExactly(false, false, true);
    }

    @Test
    void aPageLiesBetweenTwoRowsAndAnEmptyOneTellsWhetherThereIsAnything() {
        List<Long> all =
                IntStream.range(0, 5).mapToObj(i -> archived(JULIET, "m" + i)).toList();
        assertThat(ids(next(null, all.get(0), all.get(3), false, 10))).containsExactly(all.get(1), all.get(2));
        assertThat(page(next(null, all.get(0), all.get(3), true, 1)))
                .satisfies(page -> assertThat(page.complete()).isFalse())
                .extracting(Page::rows)
                .asInstanceOf(InstanceOfAssertFactories.list(Stored.class))
                .extracting(Stored::id)
                .containsExactly(all.get(2));
        assertThat(page(search(null, false, 0))).isEqualTo(new Page(List.of(), false));
        assertThat(page(search(NURSE, true, 0))).isEqualTo(new Page(List.of(), true));
        assertThat(ids(search(null, false, Integer.MAX_VALUE))).isEqualTo(all);
    }

    @Test
    void aBareJidStandsForAllItsResourcesAndAFullOneForItself() {
        long bare = archived(JULIET, "1");
        long balcony = archived(BALCONY, "2");
        archived(NURSE, "3");
        long tomb = archived(TOMB, "4");
        long house = archived(Jid.parse("capulet.example"), "5");
        assertThat(ids(search(JULIET, false, 10))).containsExactly(bare, balcony, tomb);
        assertThat(ids(search(JULIET, true, 2))).containsExactly(balcony, tomb);
        assertThat(ids(search(BALCONY, false, 10))).containsExactly(balcony);
        assertThat(ids(search(Jid.parse("capulet.example"), false, 10))).containsExactly(house);
        assertThat(ids(search(PARIS, false, 10))).isEmpty();
        assertThat(ids(next(JULIET, bare, null, false, 1))).containsExactly(balcony);
        assertThat(stores.archive().count(ROMEO, search(JULIET, false, 0), 1_000))
                .isEqualTo(3);
        assertThat(stores.archive().count(ROMEO, search(TOMB, false, 0), 1_000)).isEqualTo(1);
    }

    @Test
    void countsGoNoFurtherThanTheyHaveTo() {
        assertThat(stores.archive().count(ROMEO, ALL, 1_000)).isZero();
        IntStream.range(0, 3).forEach(i -> archived(JULIET, "m" + i));
        archived(NURSE, "n");
        assertThat(stores.archive().count(ROMEO, ALL, 1_000)).isEqualTo(4);
        assertThat(stores.archive().count(ROMEO, ALL, 2)).isEqualTo(2);
        assertThat(stores.archive().count(ROMEO, search(JULIET, false, 0), 2)).isEqualTo(2);
    }

    @Test
    void startAndEndAreInclusive() {
        long start = now.get();
        long first = archived(JULIET, "1");
        now.addAndGet(10);
        long second = archived(JULIET, "2");
        now.addAndGet(10);
        long third = archived(JULIET, "3");
        assertThat(ids(between(start + 10, null))).containsExactly(second, third);
        assertThat(ids(between(start + 11, null))).containsExactly(third);
        assertThat(ids(between(null, start + 10))).containsExactly(first, second);
        assertThat(ids(between(null, start + 9))).containsExactly(first);
        assertThat(ids(between(start + 10, start + 10))).containsExactly(second);
        assertThat(ids(between(start + 21, null))).isEmpty();
        assertThat(stores.archive().count(ROMEO, between(start + 1, start + 20), 1_000))
                .isEqualTo(2);
    }

    @Test
    void rowsAreFoundById() {
        long first = archived(JULIET, "1");
        long second = archived(NURSE, "2");
        long third = archived(JULIET, "3");
        long foreign = stores.mailbox()
                .append(message(JULIET, ROMEO, "4", false, null))
                .id();
        Search both = new Search(null, null, null, Set.of(third, first, foreign, 7L), null, null, false, 10);
        assertThat(ids(both)).containsExactly(first, third);
        assertThat(stores.archive().count(ROMEO, both, 1_000)).isEqualTo(2);
        assertThat(stores.archive().contains(ROMEO, second)).isTrue();
        assertThat(stores.archive().contains(ROMEO, foreign)).isFalse();
        assertThat(stores.archive().contains(ROMEO, 7)).isFalse();
    }

    @Test
    void theExtentIsTheFirstAndTheLastRow() {
        assertThat(stores.archive().extent(ROMEO)).isNull();
        archived(JULIET, "1");
        Stored only = page(ALL).rows().getFirst();
        assertThat(stores.archive().extent(ROMEO)).isEqualTo(new Extent(only, only));
        archived(JULIET, "2");
        long last = archived(NURSE, "3");
        Extent extent = requireNonNull(stores.archive().extent(ROMEO));
        assertThat(extent.first()).isEqualTo(only);
        assertThat(extent.last().id()).isEqualTo(last);
    }

    @Test
    void preferencesAreKeptAndReplaced() {
        assertThat(stores.archive().preferences(ROMEO)).isNull();
        Preferences first = new Preferences(Standard.ROSTER, List.of(JULIET, NURSE), List.of(PARIS));
        stores.archive().setPreferences(Jid.parse("romeo@montague.example/orchard"), first);
        reopen();
        assertThat(stores.archive().preferences(ROMEO)).isEqualTo(first);
        assertThat(stores.archive().preferences(JULIET)).isNull();
        for (Standard standard : Standard.values()) {
            Preferences next = new Preferences(standard, List.of(), List.of(JULIET));
            stores.archive().setPreferences(ROMEO, next);
            assertThat(stores.archive().preferences(ROMEO)).isEqualTo(next);
        }
        stores.archive().setPreferences(ROMEO, new Preferences(Standard.NEVER, List.of(), List.of()));
        assertThat(stores.archive().preferences(ROMEO))
                .isEqualTo(new Preferences(Standard.NEVER, List.of(), List.of()));
    }

    @Test
    void whoIsBothWantedAndUnwantedIsWanted() {
        stores.archive()
                .setPreferences(ROMEO, new Preferences(Standard.NEVER, List.of(JULIET, BALCONY), List.of(JULIET)));
        assertThat(stores.archive().preferences(ROMEO))
                .isEqualTo(new Preferences(Standard.NEVER, List.of(JULIET), List.of()));
    }

    @Test
    void whatIsDeliveredStaysInTheArchive() {
        long one = waiting(JULIET, "1");
        long two = waiting(JULIET, "2");
        assertThat(ids(ALL)).containsExactly(one, two);
        assertThat(pending()).containsExactly(one, two);
        stores.mailbox().remove(ROMEO, List.of(one));
        assertThat(stores.mailbox().removeUpTo(ROMEO, two)).isEqualTo(1);
        reopen();
        assertThat(ids(ALL)).containsExactly(one, two);
        assertThat(page(ALL).rows().getFirst().stanza())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("1");
        assertThat(pending()).isEmpty();
        assertThat(stores.mailbox().waiting(ROMEO)).isZero();
    }

    @Test
    void whatIsDeliveredWhileItIsStoredDoesNotWait() {
        List<Appending> appending = IntStream.range(0, 5)
                .mapToObj(i -> stores.mailbox().append(List.of(message(ROMEO, JULIET, "m" + i, true, null))))
                .toList();
        appending.forEach(
                one -> stores.mailbox().delivered(ROMEO, one.ids().getFirst()).join());
        assertThat(pending()).isEmpty();
        assertThat(stores.mailbox().waiting(ROMEO)).isZero();
        assertThat(ids(ALL)).hasSize(5);
        long gone = stores.mailbox()
                .append(Entry.waiting(ROMEO, TOMB, Kind.MESSAGE, now.get(), new byte[] {1}, null))
                .id();
        stores.mailbox().delivered(ROMEO, gone).join();
        stores.mailbox().delivered(ROMEO, gone).join();
        stores.mailbox().delivered(PARIS, 7).join();
        reopen();
        assertThat(stores.mailbox().waiting(ROMEO)).isZero();
        assertThat(ids(ALL)).hasSize(5);
    }

    @Test
    void aRepetitionOfAnArchivedMessageIsRecognised() {
        long first = stores.mailbox()
                .append(message(ROMEO, JULIET, "done", true, "t-1"))
                .id();
        stores.mailbox().remove(ROMEO, List.of(first));
        assertThat(stores.mailbox().append(message(ROMEO, JULIET, "done", true, "t-1")))
                .isEqualTo(new Duplicate(first));
        assertThat(ids(ALL)).containsExactly(first);
    }

    @Test
    void whatNeitherWaitsNorIsArchivedIsStillRecognised() {
        Entry told = new Entry(ROMEO, NURSE, Kind.MESSAGE, now.get(), new byte[] {1}, "t-1", false, null, null);
        long first = stores.mailbox().append(told).id();
        assertThat(stores.mailbox().append(told)).isEqualTo(new Duplicate(first));
        assertThat(ids(ALL)).isEmpty();
        assertThat(pending()).isEmpty();
    }

    @Test
    void anArchiveForgetsWhatIsTooOld() {
        long old = archived(JULIET, "1");
        now.addAndGet(10_000);
        long young = archived(JULIET, "2");
        now.addAndGet(9_999);
        stores.mailbox().expire();
        assertThat(ids(ALL)).containsExactly(old, young);
        now.addAndGet(1);
        assertThat(stores.mailbox().expire()).isZero();
        assertThat(ids(ALL)).containsExactly(young);
        now.addAndGet(10_000);
        stores.mailbox().expire();
        assertThat(stores.archive().extent(ROMEO)).isNull();
    }

    @Test
    void anArchiveForgetsTheOldestWhenItIsTooLarge() {
        List<Long> all = IntStream.range(0, 5)
                .mapToObj(i -> archived(JULIET, "x".repeat(1_000)))
                .toList();
        long other = stores.mailbox()
                .append(message(JULIET, ROMEO, "x".repeat(3_000), false, null))
                .id();
        assertThat(stores.mailbox().expire()).isZero();
        assertThat(ids(ALL)).containsExactlyElementsOf(all.subList(2, 5));
        assertThat(stores.archive().contains(JULIET, other)).isTrue();
        long last = archived(JULIET, "x");
        assertThat(stores.mailbox().expire()).isZero();
        assertThat(ids(ALL)).containsExactly(all.get(3), all.get(4), last);
    }

    @Test
    void whatWaitsIsNotLostBecauseTheArchiveIsTooLarge() {
        long waits = waiting(JULIET, "x".repeat(500));
        IntStream.range(0, 3).forEach(_ -> archived(JULIET, "x".repeat(1_000)));
        assertThat(stores.mailbox().expire()).isZero();
        assertThat(stores.archive().contains(ROMEO, waits)).isFalse();
        assertThat(ids(ALL)).hasSize(3);
        assertThat(pending()).containsExactly(waits);
        assertThat(stores.mailbox().waiting(ROMEO)).isEqualTo(1);
        assertThat(stores.mailbox().remove(ROMEO, List.of(waits))).isEqualTo(1);
    }

    @Test
    void aRepetitionIsRecognisedEvenWhenTheArchiveWasTooLarge() {
        Entry large = message(ROMEO, JULIET, "x".repeat(4_000), false, "t-1");
        long first = stores.mailbox().append(large).id();
        stores.mailbox().expire();
        assertThat(ids(ALL)).isEmpty();
        assertThat(stores.mailbox().append(large)).isEqualTo(new Duplicate(first));
        now.addAndGet(2_000);
        stores.mailbox().expire();
        assertThat(stores.mailbox().append(large)).isNotInstanceOf(Duplicate.class);
    }

    @Test
    void anArchiveThatKeepsForAShorterTimeThanMessagesWaitForgetsTheDeliveredOnes() {
        stores.close();
        stores = backend.open(
                new StoreLimits(
                        LIMITS.roster(),
                        new Mailbox.Limits(5, 1_000, 10_000, 2_000, 3_000, 5_000),
                        LIMITS.relay(),
                        LIMITS.pubsub(),
                        1_000,
                        1_000_000),
                clock);
        long delivered = waiting(JULIET, "1");
        long waits = waiting(JULIET, "2");
        long again = waiting(JULIET, "3");
        stores.mailbox().remove(ROMEO, List.of(delivered));
        now.addAndGet(5_000);
        assertThat(stores.mailbox().expire()).isZero();
        assertThat(ids(ALL)).containsExactly(waits, again);
        assertThat(pending()).containsExactly(waits, again);
        now.addAndGet(5_000);
        assertThat(stores.mailbox().expire()).isEqualTo(2);
        assertThat(ids(ALL)).isEmpty();
    }

    @Test
    void severalOfOneOwnerAreStoredTogetherOrNotAtAll() {
        List<Entry> six = IntStream.range(0, 6)
                .mapToObj(i -> message(ROMEO, JULIET, "m" + i, true, null))
                .toList();
        CompletableFuture<?> refused = stores.mailbox().append(six).answer();
        assertThat(refused)
                .failsWithin(Duration.ofMinutes(1))
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(LimitExceeded.class);
        assertThat(pending()).isEmpty();
        Mailbox.Appending five = stores.mailbox()
                .append(List.of(
                        message(ROMEO, JULIET, "once", true, "t-1"),
                        message(JULIET, ROMEO, "once", false, "t-1"),
                        message(ROMEO, JULIET, "once", true, "t-1")));
        assertThat(five.answer().join())
                .extracting(Mailbox.Appended::id)
                .containsExactly(
                        five.ids().get(0), five.ids().get(1), five.ids().get(0));
        assertThat(pending()).containsExactly(five.ids().getFirst());
    }

    @Test
    void nothingOfADeletedAccountIsLeft() {
        stores.accounts().create(ROMEO, Map.of());
        long waits = waiting(JULIET, "1");
        archived(JULIET, "2");
        long other = stores.mailbox()
                .append(message(JULIET, ROMEO, "3", false, null))
                .id();
        stores.archive().setPreferences(ROMEO, new Preferences(Standard.ROSTER, List.of(JULIET), List.of(PARIS)));
        stores.archive().setPreferences(JULIET, new Preferences(Standard.NEVER, List.of(ROMEO), List.of()));

        assertThat(stores.accounts().delete(ROMEO)).isTrue();

        assertThat(ids(ALL)).isEmpty();
        assertThat(stores.archive().contains(ROMEO, waits)).isFalse();
        assertThat(stores.archive().preferences(ROMEO)).isNull();
        stores.archive().setPreferences(ROMEO, new Preferences(Standard.ALWAYS, List.of(), List.of()));
        assertThat(stores.archive().preferences(ROMEO))
                .isEqualTo(new Preferences(Standard.ALWAYS, List.of(), List.of()));
        assertThat(stores.archive().contains(JULIET, other)).isTrue();
        assertThat(stores.archive().preferences(JULIET)).isNotNull();
    }

    @Test
    void theKeyOfIdsStaysWithTheDatabase() {
        byte[] key = stores.archive().idKey();
        assertThat(key).hasSize(16).isNotEqualTo(new byte[16]);
        reopen();
        assertThat(stores.archive().idKey()).isEqualTo(key);
    }
}
