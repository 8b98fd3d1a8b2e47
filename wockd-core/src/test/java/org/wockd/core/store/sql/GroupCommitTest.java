package org.wockd.core.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wockd.core.store.Entry;
import org.wockd.core.store.Mailbox;
import org.wockd.core.store.Mailbox.Appended;
import org.wockd.core.store.Mailbox.Kind;
import org.wockd.core.store.StoreException;
import org.wockd.core.store.StoreException.Code;
import org.wockd.core.store.StoreLimits;
import org.wockd.core.store.Stores;
import org.wockd.core.store.Streams;
import org.wockd.core.store.Streams.Saved;
import org.wockd.protocol.jid.Jid;

/** How the writer groups, what it refuses, and what an error costs. */
final class GroupCommitTest {

    private static final Jid ROMEO = Jid.parse("romeo@montague.example");
    private static final Jid JULIET = Jid.parse("juliet@capulet.example");

    @TempDir
    Path folder;

    private SqlBackend backend;
    private Stores stores;

    @BeforeEach
    void open() {
        StoreLimits all = StoreLimits.defaults();
        backend = new SqlBackend(folder.resolve("core.db"));
        stores = backend.open(
                new StoreLimits(all.roster(), all.user(), all.relay(), all.pubsub(), 10, 1_000),
                InstantSource.system());
    }

    @AfterEach
    void close() {
        stores.close();
        backend.close();
    }

    private CompletableFuture<Appended> append(int size) {
        return stores.mailbox()
                .appendAsync(
                        Entry.waiting(ROMEO, JULIET, Kind.MESSAGE, System.currentTimeMillis(), new byte[size], null));
    }

    /** Takes the only connection, and an append that the writer then waits with, until the latch is open. */
    private CountDownLatch hold() {
        CountDownLatch taken = new CountDownLatch(1);
        CountDownLatch open = new CountDownLatch(1);
        Thread.ofVirtual()
                .start(() -> backend.jdbi().useHandle(h -> {
                    h.execute("SELECT 1");
                    taken.countDown();
                    awaited(open);
                }));
        awaited(taken);
        var _ = append(1);
        await().until(() -> queued() == 0);
        return open;
    }

    private double queued() {
        return backend.meters().get("wockd.store.queue").gauge().value();
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertRefused(CompletableFuture<Appended> answer, Code code) {
        assertThat(answer).isCompletedExceptionally();
        assertThatThrownBy(answer::join)
                .cause()
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void whatGathersDuringOneCommitIsTheNextGroup() {
        CountDownLatch open = hold();
        List<CompletableFuture<Appended>> answers =
                IntStream.range(0, 10).mapToObj(_ -> append(10)).toList();
        assertThat(queued()).isEqualTo(10);
        open.countDown();
        answers.forEach(CompletableFuture::join);
        assertThat(backend.meters().get("wockd.store.group").summary().max()).isEqualTo(10);
        assertThat(backend.meters().get("wockd.store.group").summary().count()).isEqualTo(2);
    }

    @Test
    void whoMayWaitIsToldBeforeTheQueueIsFull() {
        CountDownLatch open = hold();
        for (int i = 0; i < 5; i++) {
            var _ = append(10);
        }
        assertThat(stores.mailbox().isBusy()).isFalse();
        var _ = append(10);
        assertThat(stores.mailbox().isBusy()).isTrue();
        open.countDown();
        stores.mailbox().sync().join();
        assertThat(stores.mailbox().isBusy()).isFalse();
    }

    @Test
    void whatIsDeliveredAtOnceCostsTheDiskNothing() {
        for (int i = 0; i < 100; i++) {
            long id = stores.mailbox()
                    .appendUnderWay(
                            List.of(Entry.waiting(
                                    ROMEO, JULIET, Kind.MESSAGE, System.currentTimeMillis(), new byte[9], null)),
                            0)
                    .ids()
                    .getFirst();
            var _ = stores.mailbox().delivered(ROMEO, id);
        }
        stores.mailbox().sync().join();
        // The moment may have been over for one or another of them.
        assertThat(backend.meters().get("wockd.store.group").summary().totalAmount())
                .isLessThan(100);
        assertThat(stores.mailbox().waiting(ROMEO)).isZero();
    }

    @Test
    void aNoteThatNeverComesHoldsNobodyUpForLong() {
        Mailbox.Appending row = stores.mailbox()
                .appendUnderWay(
                        List.of(Entry.waiting(
                                ROMEO, JULIET, Kind.MESSAGE, System.currentTimeMillis(), new byte[9], null)),
                        1);
        stores.mailbox().sync().join();
        assertThat(row.answer()).isCompleted();
        append(10).join();
        assertThat(stores.mailbox().waiting(ROMEO)).isEqualTo(2);
    }

    private Streams.Note note(long stream, long row) {
        return stores.streams().sent(stream, List.of(new Streams.Sent(1, row, Streams.Sent.IN_ITS_ROW)), List::of);
    }

    @Test
    void whoWaitsForWhatIsStoredDoesNotHurryTheNoteOfALogin() {
        CountDownLatch open = hold();
        assertThat(stores.mailbox().sync()).isNotDone();
        open.countDown();
        // The writer answers, and comes back from that.
        await().until(() -> stores.mailbox().sync().isDone());
        CompletableFuture<Void> login = stores.accounts().loggedIn(ROMEO, 1);
        assertThat(stores.mailbox().sync()).isCompleted();
        login.join();
    }

    @Test
    void whatNobodyLooksForGoesWithTheNextTransactionAndByItselfInAWhile() {
        append(10).join();
        long began = System.nanoTime();
        stores.accounts().loggedIn(ROMEO, 1).join();
        assertThat(System.nanoTime() - began).isGreaterThan(500_000_000);

        long before = backend.meters().get("wockd.store.group").summary().count();
        CompletableFuture<Void> login = stores.accounts().loggedIn(ROMEO, 2);
        append(10).join();
        login.join();
        assertThat(backend.meters().get("wockd.store.group").summary().count()).isEqualTo(before + 1);
    }

    @Test
    void whatIsHeldDoesNotWaitForWhatNobodyLooksFor() {
        CompletableFuture<Void> login = stores.accounts().loggedIn(ROMEO, 1);
        stores.mailbox()
                .appendUnderWay(
                        List.of(Entry.waiting(
                                ROMEO, JULIET, Kind.MESSAGE, System.currentTimeMillis(), new byte[9], null)),
                        0)
                .answer()
                .join();
        login.join();
        assertThat(backend.meters().get("wockd.store.group").summary().max()).isEqualTo(2);
    }

    @Test
    void whatNobodyLooksForIsDoneBeforeTheStoreIsClosed() {
        stores.accounts().create(ROMEO, Map.of());
        CompletableFuture<Void> login = stores.accounts().loggedIn(ROMEO, 42);
        stores.close();
        assertThat(login).isCompleted();
        long stored = backend.jdbi()
                .withHandle(h -> h.select("SELECT last_login_at FROM account")
                        .mapTo(Long.class)
                        .one());
        assertThat(stored).isEqualTo(42);
    }

    /** Else who comes when another client has got a message and gone would be sent it, too. */
    @Test
    void whoWaitsForWhatIsStoredWaitsForWhatIsDelivered() {
        long row = append(10).join().id();
        CompletableFuture<Void> delivered = stores.mailbox().delivered(ROMEO, row);
        stores.mailbox().sync().join();
        assertThat(delivered).isCompleted();
        assertThat(stores.mailbox().pending(ROMEO, 0, 10)).isEmpty();
    }

    @Test
    void aNoteSaysWhetherItIsCommittedWithItsRow() {
        CountDownLatch open = hold();
        Mailbox.Appending row = stores.mailbox()
                .append(List.of(
                        Entry.waiting(ROMEO, JULIET, Kind.MESSAGE, System.currentTimeMillis(), new byte[9], null)));
        Streams.Note joins = note(1, row.ids().getFirst());
        // The row that the writer has begun with is older.
        Streams.Note late = note(2, 1);
        open.countDown();
        late.answer().join();
        assertThat(joins.joins()).isTrue();
        assertThat(late.joins()).isFalse();
        assertThat(joins.answer()).isCompleted();
        assertThat(note(1, row.ids().getFirst()).joins()).isFalse();
        assertThat(note(1, 0).joins()).isTrue();
        Streams.Sent owed = new Streams.Sent(1, row.ids().getFirst(), Streams.Sent.IN_ITS_ROW);
        assertThat(stores.streams()
                        .sent(1, List.of(new Streams.Sent(2, 0, new byte[1])), () -> List.of(owed))
                        .joins())
                .as("what is owed was sent before, and makes nothing wait")
                .isTrue();
    }

    @Test
    void aRowWaitsForItsNoteThoughSomebodyHurries() {
        int together = 0;
        for (int i = 0; i < 20; i++) {
            Mailbox.Appending row = stores.mailbox()
                    .appendUnderWay(
                            List.of(Entry.waiting(
                                    ROMEO, JULIET, Kind.MESSAGE, System.currentTimeMillis(), new byte[9], "key" + i)),
                            1);
            CompletableFuture<Void> hurries = stores.mailbox().sync();
            for (int looks = 0; looks < 3; looks++) {
                // Each takes longer than a writer that does not wait takes to begin.
                long _ = stores.mailbox().waiting(ROMEO);
            }
            together += note(1, row.ids().getFirst()).joins() ? 1 : 0;
            hurries.join();
        }
        // Not all of them: a slow machine may take longer between two lines than the writer waits.
        assertThat(together).isGreaterThan(10);
    }

    @Test
    void aFullQueueRefusesAtOnceAndTakesAgainLater() {
        CountDownLatch open = hold();
        List<CompletableFuture<Appended>> answers =
                IntStream.range(0, 10).mapToObj(_ -> append(10)).toList();
        assertRefused(append(10), Code.BUSY);
        open.countDown();
        answers.forEach(CompletableFuture::join);
        append(10).join();
        assertThat(stores.mailbox().waiting(ROMEO)).isEqualTo(12);
        assertThat(backend.meters().get("wockd.store.refused").counter().count())
                .isEqualTo(1);
    }

    /** Notes come in crowds, when much that was sent is acknowledged, and nobody can be held up for them. */
    @Test
    void notesTakeNoRoomFromWhatIsStored() {
        begins(1).join();
        CountDownLatch open = hold();
        for (int i = 1; i <= 20; i++) {
            var _ = stores.streams().received(new Entry.Counted(1, i));
        }
        assertThat(queued()).isEqualTo(20);
        List<CompletableFuture<Appended>> answers =
                IntStream.range(0, 10).mapToObj(_ -> append(10)).toList();
        assertRefused(append(10), Code.BUSY);
        open.countDown();
        answers.forEach(CompletableFuture::join);
    }

    @Test
    void whatIsWithdrawnLeavesItsRoomToOthers() {
        for (int i = 0; i < 20; i++) {
            Mailbox.Appending appending = stores.mailbox()
                    .appendUnderWay(
                            List.of(Entry.waiting(
                                    ROMEO, JULIET, Kind.MESSAGE, System.currentTimeMillis(), new byte[10], null)),
                            0);
            assertThat(appending.answer()).isNotCompletedExceptionally();
            stores.mailbox().delivered(ROMEO, appending.ids().getFirst()).join();
        }
    }

    @Test
    void theQueueIsBoundedInOctetsTooButOneStanzaAlwaysFits() {
        CountDownLatch open = hold();
        CompletableFuture<Appended> huge = append(5_000);
        assertRefused(append(1), Code.BUSY);
        open.countDown();
        huge.join();
        append(1).join();
    }

    private CompletableFuture<Void> begins(long number) {
        return stores.streams()
                .open(new Saved(
                        number, ROMEO.withResource("r" + number), new byte[] {1}, 300, 0, 0, new byte[0], List.of()));
    }

    @Test
    void aStreamThatWasOverWhileTheStoreFailedIsForgottenWithTheNext() {
        begins(1).join();
        begins(2).join();
        backend.jdbi().useHandle(h -> h.execute("ALTER TABLE stream_sent RENAME TO hidden"));
        assertThat(stores.streams().forget(1)).failsWithin(Duration.ofMinutes(1));
        assertThat(stores.streams().forget(2)).failsWithin(Duration.ofMinutes(1));
        backend.jdbi().useHandle(h -> h.execute("ALTER TABLE hidden RENAME TO stream_sent"));
        assertThat(stores.streams().all()).hasSize(2);

        begins(3).join();

        assertThat(stores.streams().all()).extracting(Saved::number).containsExactly(3L);
    }

    @Test
    void aBrokenTransactionFailsItsOwnGroupAndTheWriterGoesOn() {
        backend.jdbi().useHandle(h -> h.execute("ALTER TABLE message RENAME TO hidden"));
        CompletableFuture<Appended> broken = append(1);
        assertThatThrownBy(broken::join).hasCauseInstanceOf(StoreException.class);
        assertRefused(broken, Code.FAILED);
        backend.jdbi().useHandle(h -> h.execute("ALTER TABLE hidden RENAME TO message"));
        append(1).join();
        assertThat(stores.mailbox().waiting(ROMEO)).isEqualTo(1);
    }

    @Test
    void waitingForTheStoreOnItsOwnWriterIsToldInsteadOfADeadlock() {
        CountDownLatch open = hold();
        CompletableFuture<Integer> nested =
                append(1).thenApply(appended -> stores.mailbox().removeUpTo(ROMEO, appended.id()));
        open.countDown();
        assertThatThrownBy(nested::join)
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("would wait for itself");
        append(1).join();
    }

    @Test
    void commitsAreSyncedToTheDisk() {
        assertThat(pragma("synchronous")).isEqualTo("2");
        assertThat(pragma("journal_mode")).isEqualTo("wal");
    }

    private String pragma(String name) {
        return backend.jdbi()
                .withHandle(h -> h.select("PRAGMA " + name).mapTo(String.class).one());
    }
}
