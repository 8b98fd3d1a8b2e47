package org.wockd.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.wockd.core.store.LimitExceeded.Limit;
import org.wockd.core.store.Mailbox.Appended;
import org.wockd.core.store.Mailbox.Appended.Duplicate;
import org.wockd.core.store.Mailbox.Appended.New;
import org.wockd.core.store.Mailbox.Kind;
import org.wockd.core.store.StoreException.Code;
import org.wockd.protocol.jid.Jid;

/** What every implementation of {@link Mailbox} does. */
public abstract class MailboxContract extends StoresContract {

    private static final Jid TORRENT = Jid.parse("torrent.montague.example");

    private Entry message(Jid owner, Jid from, String body, @Nullable String key) {
        String xml = "<message from='" + from + "' to='" + owner + "'><body>" + body + "</body></message>";
        return Entry.waiting(owner, from, Kind.MESSAGE, now.get(), xml.getBytes(StandardCharsets.UTF_8), key);
    }

    private long sent(Jid owner, Jid from, String body, @Nullable String key) {
        return stores.mailbox().append(message(owner, from, body, key)).id();
    }

    private static Stored stored(long id, Entry entry) {
        return new Stored(id, entry.from(), entry.kind(), entry.receivedAt(), entry.stanza(), entry.peer() != null);
    }

    private List<Long> ids(Jid owner) {
        return stores.mailbox().pending(owner, 0, 1_000).stream()
                .map(Stored::id)
                .toList();
    }

    @Test
    void whatIsAppendedWaitsInOrderAlsoOverARestart() {
        Entry first = message(ROMEO, JULIET, "Wherefore art thou?", null);
        Entry second = Entry.waiting(ROMEO, NURSE, Kind.PRESENCE, 7, new byte[] {0, 1, (byte) 0xff}, "key");
        long a = stores.mailbox().append(first).id();
        long other = sent(JULIET, ROMEO, "Here", null);
        now.addAndGet(-now.get() + 7);
        long b = stores.mailbox().append(second).id();
        reopen();
        assertThat(List.of(a, other, b)).isSorted().doesNotHaveDuplicates();
        assertThat(stores.mailbox().pending(Jid.parse("romeo@montague.example/orchard"), 0, 10))
                .containsExactly(stored(a, first), stored(b, second));
        assertThat(stores.mailbox().pending(ROMEO, 0, 1)).containsExactly(stored(a, first));
        assertThat(stores.mailbox().pending(ROMEO, a, 10)).containsExactly(stored(b, second));
        assertThat(stores.mailbox().waiting(ROMEO)).isEqualTo(2);
        assertThat(stores.mailbox().pending(PARIS, 0, 10)).isEmpty();
    }

    @Test
    void whatIsDeliveredAtOnceIsAnsweredAsIfItHadBeenStored() {
        Mailbox.Appending passing =
                stores.mailbox().appendUnderWay(List.of(message(ROMEO, JULIET, "Good morrow", null)), 0);
        long id = passing.ids().getFirst();
        // Whichever of both comes first.
        stores.mailbox().delivered(ROMEO, id).join();
        assertThat(passing.answer().join()).containsExactly(new New(id));
        assertThat(ids(ROMEO)).isEmpty();
        assertThat(stores.mailbox().waiting(ROMEO)).isZero();
        assertThat(sent(ROMEO, JULIET, "later", null)).isGreaterThan(id);
    }

    @Test
    void whatIsNotDeliveredIsStoredInAMoment() {
        Mailbox.Appending passing =
                stores.mailbox().appendUnderWay(List.of(message(ROMEO, JULIET, "Art thou there?", null)), 0);
        long id = passing.ids().getFirst();
        assertThat(passing.answer().join()).containsExactly(new New(id));
        reopen();
        assertThat(ids(ROMEO)).containsExactly(id);
    }

    @Test
    void whatIsNotDeliveredKeepsItsPlaceBeforeAllThatComesLater() {
        List<Long> expected = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            expected.add(stores.mailbox()
                    .appendUnderWay(List.of(message(ROMEO, JULIET, "passing " + i, null)), 0)
                    .ids()
                    .getFirst());
            expected.add(sent(ROMEO, JULIET, "staying " + i, null));
        }
        assertThat(expected).isSorted();
        assertThat(ids(ROMEO)).isEqualTo(expected);
    }

    @Test
    void whoWaitsForTheStoreOrClosesItFindsWhatIsNotDelivered() {
        Mailbox.Appending first = stores.mailbox().appendUnderWay(List.of(message(ROMEO, JULIET, "1", null)), 0);
        stores.mailbox().sync().join();
        assertThat(first.answer()).isCompleted();
        assertThat(ids(ROMEO)).isEqualTo(first.ids());
        Mailbox.Appending second = stores.mailbox().appendUnderWay(List.of(message(ROMEO, JULIET, "2", null)), 0);
        reopen();
        assertThat(second.answer()).isCompleted();
        assertThat(ids(ROMEO))
                .containsExactly(first.ids().getFirst(), second.ids().getFirst());
    }

    @Test
    void whatLeavesATraceIsStoredAlsoWhenItIsDeliveredAtOnce() {
        Mailbox.Appending repeatable =
                stores.mailbox().appendUnderWay(List.of(message(ROMEO, TORRENT, "done", "t-1")), 0);
        long id = repeatable.ids().getFirst();
        stores.mailbox().delivered(ROMEO, id).join();
        reopen();
        assertThat(stores.mailbox().append(message(ROMEO, TORRENT, "done", "t-1")))
                .isEqualTo(new Duplicate(id));
    }

    @Test
    void anIdIsNeverUsedAgain() {
        long a = sent(ROMEO, JULIET, "1", null);
        stores.mailbox().remove(ROMEO, List.of(a));
        reopen();
        assertThat(sent(ROMEO, JULIET, "2", null)).isGreaterThan(a);
    }

    @Test
    void whatIsDeliveredWaitsNoMore() {
        List<Long> ids = IntStream.range(0, 5)
                .mapToObj(i -> sent(ROMEO, JULIET, "m" + i, i % 2 == 0 ? "k" + i : null))
                .toList();
        assertThat(stores.mailbox().remove(ROMEO, List.of(ids.get(1), ids.get(2), -5L, 999_999L)))
                .isEqualTo(2);
        assertThat(stores.mailbox().remove(ROMEO, List.of(ids.get(1), ids.get(2))))
                .isZero();
        assertThat(stores.mailbox().remove(JULIET, ids)).isZero();
        assertThat(ids(ROMEO)).containsExactly(ids.get(0), ids.get(3), ids.get(4));
        assertThat(stores.mailbox().removeUpTo(ROMEO, ids.get(3))).isEqualTo(2);
        reopen();
        assertThat(ids(ROMEO)).containsExactly(ids.get(4));
        assertThat(stores.mailbox().waiting(ROMEO)).isEqualTo(1);
        assertThat(stores.mailbox().remove(ROMEO, List.of())).isZero();
    }

    @Test
    void manyIdsAreRemovedAtOnce() {
        List<Long> ids = IntStream.range(0, 40)
                .mapToObj(i -> sent(TORRENT, ROMEO, "" + i, null))
                .toList();
        List<Long> many = new ArrayList<>();
        IntStream.range(0, 3_000).forEach(i -> many.add(1_000_000L + i));
        many.addAll(ids);
        assertThat(stores.mailbox().remove(TORRENT, many)).isEqualTo(40);
        assertThat(stores.mailbox().waiting(TORRENT)).isZero();
    }

    @Test
    void aRepetitionIsRecognisedAlsoAfterDeliveryAndARestart() {
        Appended first = stores.mailbox().append(message(ROMEO, TORRENT, "done", "t-1"));
        assertThat(first).isInstanceOf(New.class);
        assertThat(stores.mailbox().append(message(ROMEO, TORRENT, "done", "t-1")))
                .isEqualTo(new Duplicate(first.id()));
        stores.mailbox().remove(ROMEO, List.of(first.id()));
        reopen();
        assertThat(stores.mailbox().append(message(ROMEO, TORRENT, "done", "t-1")))
                .isEqualTo(new Duplicate(first.id()));
        assertThat(ids(ROMEO)).isEmpty();
    }

    @Test
    void onlyTheSameOwnerSenderAndKeyAreARepetition() {
        String longKey = "k".repeat(5_000);
        assertThat(List.of(
                        message(ROMEO, TORRENT, "1", "t-1"),
                        message(JULIET, TORRENT, "1", "t-1"),
                        message(ROMEO, NURSE, "1", "t-1"),
                        message(ROMEO, TORRENT, "1", "t-2"),
                        message(ROMEO, TORRENT, "1", longKey),
                        message(JULIET, TORRENT, "1", longKey + "2"),
                        message(JULIET, TORRENT, "1", null),
                        message(JULIET, TORRENT, "1", null)))
                .allSatisfy(entry -> assertThat(stores.mailbox().append(entry)).isInstanceOf(New.class));
        assertThat(stores.mailbox().append(message(ROMEO, TORRENT, "1", longKey)))
                .isInstanceOf(Duplicate.class);
    }

    @Test
    void theLongestNamesAreStoredToo() {
        String part = new Random(1)
                .ints(1_023, 'a', 'z' + 1)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
        String hosts = part.substring(0, 60) + "." + part.substring(100, 160) + ".";
        Jid longest = Jid.parse(part + "@" + hosts.repeat(8).substring(0, 960) + "example/" + part);
        String key = part.substring(0, 256);
        Entry entry = new Entry(ROMEO, longest, Kind.MESSAGE, now.get(), new byte[] {1}, key, true, longest, null);
        long id = stores.mailbox().append(entry).id();
        assertThat(stores.mailbox().pending(ROMEO, 0, 10)).containsExactly(stored(id, entry));
        assertThat(stores.archive().contains(ROMEO, id)).isTrue();
        Jid tall = Jid.parse(part.substring(0, 800) + "@" + longest.domain());
        Entry repeated = Entry.waiting(tall, tall, Kind.MESSAGE, now.get(), new byte[] {1}, "’".repeat(256));
        assertThat(stores.mailbox().append(repeated)).isInstanceOf(New.class);
        assertThat(stores.mailbox().append(repeated)).isInstanceOf(Duplicate.class);
    }

    @Test
    void repetitionsWithinOneGroupAreRecognised() {
        List<CompletableFuture<Appended>> answers = IntStream.range(0, 50)
                .mapToObj(_ -> stores.mailbox().appendAsync(message(ROMEO, TORRENT, "done", "t-1")))
                .toList();
        List<Appended> appended = answers.stream().map(CompletableFuture::join).toList();
        assertThat(appended).filteredOn(New.class::isInstance).hasSize(1);
        assertThat(appended)
                .extracting(Appended::id)
                .containsOnly(appended.getFirst().id());
        assertThat(ids(ROMEO)).hasSize(1);
    }

    @Test
    void aForgottenKeyIsFreeAgain() {
        long first = sent(ROMEO, TORRENT, "done", "t-1");
        stores.mailbox().remove(ROMEO, List.of(first));
        now.addAndGet(1_999);
        assertThat(stores.mailbox().expire()).isZero();
        assertThat(stores.mailbox().append(message(ROMEO, TORRENT, "done", "t-1")))
                .isInstanceOf(Duplicate.class);
        now.addAndGet(1);
        assertThat(stores.mailbox().expire()).isZero();
        assertThat(stores.mailbox().append(message(ROMEO, TORRENT, "done", "t-1")))
                .isInstanceOf(New.class);
    }

    @Test
    void whatWaitsTooLongIsDeletedAndCounted() {
        sent(ROMEO, JULIET, "old", null);
        sent(JULIET, ROMEO, "old", "key");
        now.addAndGet(5_000);
        long young = sent(ROMEO, JULIET, "young", null);
        now.addAndGet(5_000);
        assertThat(stores.mailbox().expire()).isEqualTo(2);
        assertThat(stores.mailbox().expire()).isZero();
        assertThat(ids(ROMEO)).containsExactly(young);
        assertThat(stores.mailbox().waiting(ROMEO)).isEqualTo(1);
        assertThat(stores.mailbox().waiting(JULIET)).isZero();
    }

    @Test
    void aFullMailboxRefusesWithWordsAndTakesAgainWhenThereIsRoom() {
        List<CompletableFuture<Appended>> answers = IntStream.range(0, 7)
                .mapToObj(i -> stores.mailbox().appendAsync(message(ROMEO, JULIET, "m" + i, null)))
                .toList();
        CompletableFuture<Appended> innocent = stores.mailbox().appendAsync(message(NURSE, JULIET, "x", null));
        List<Appended> kept =
                answers.subList(0, 5).stream().map(CompletableFuture::join).toList();
        answers.subList(5, 7)
                .forEach(answer -> assertThatThrownBy(answer::join)
                        .hasCauseInstanceOf(LimitExceeded.class)
                        .hasMessageContaining("romeo@montague.example is full, 5 stanzas"));
        assertThat(innocent.join()).isInstanceOf(New.class);

        stores.mailbox().removeUpTo(ROMEO, kept.getFirst().id());
        sent(ROMEO, JULIET, "again", null);
        assertThatThrownBy(() -> sent(ROMEO, JULIET, "again", null))
                .isInstanceOfSatisfying(
                        LimitExceeded.class, e -> assertThat(e.limit()).isEqualTo(Limit.MAILBOX_COUNT));
    }

    @Test
    void aMailboxIsBoundedInBytesTooAndARelaysQueueHasItsOwnLimits() {
        Entry big = Entry.waiting(ROMEO, JULIET, Kind.MESSAGE, now.get(), new byte[600], null);
        stores.mailbox().append(big);
        assertThatThrownBy(() -> stores.mailbox().append(big))
                .isInstanceOfSatisfying(
                        LimitExceeded.class, e -> assertThat(e.limit()).isEqualTo(Limit.MAILBOX_BYTES))
                .hasMessageContaining("600 of 1000 bytes");
        for (int i = 0; i < 10; i++) {
            stores.mailbox().append(Entry.waiting(TORRENT, ROMEO, Kind.MESSAGE, now.get(), new byte[600], null));
        }
        assertThat(ids(TORRENT)).hasSize(10);
    }

    @Test
    void manyWritersLoseNothingAndKeepTheirOwnOrder() {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<List<Long>>> writers = IntStream.range(0, 16)
                    .mapToObj(w -> CompletableFuture.supplyAsync(() -> write(relay(w)), threads))
                    .toList();
            for (int w = 0; w < 16; w++) {
                List<Long> ids = writers.get(w).join();
                assertThat(ids).hasSize(25).isSorted().doesNotHaveDuplicates();
                assertThat(ids(relay(w))).isEqualTo(ids);
            }
        }
    }

    private static Jid relay(int number) {
        return Jid.parse("relay" + number + ".example");
    }

    private List<Long> write(Jid owner) {
        return IntStream.range(0, 25)
                .mapToObj(i -> sent(owner, ROMEO, "m" + i, null))
                .toList();
    }

    @Test
    void aClosedMailboxHasWrittenWhatItAcceptedAndRefusesTheRest() {
        List<CompletableFuture<Appended>> answers = IntStream.range(0, 40)
                .mapToObj(i -> stores.mailbox().appendAsync(message(TORRENT, ROMEO, "m" + i, null)))
                .toList();
        stores.close();
        assertThat(answers).allSatisfy(answer -> assertThat(answer).isCompleted());
        assertThatThrownBy(() -> sent(TORRENT, ROMEO, "late", null))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.CLOSED));
        reopen();
        assertThat(ids(TORRENT)).hasSize(40);
    }
}
