package org.wockd.core.c2s;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.wockd.core.c2s.ClientSession.Parcel;
import org.wockd.core.store.Mailbox;
import org.wockd.core.store.Streams;
import org.wockd.core.store.ToldStreams;
import org.wockd.protocol.jid.Jid;

/** In which order the store is told of what a session sends, and what waits for it. */
final class ManagedTest {
    private final ToldStreams store = new ToldStreams();

    private final Mailbox mailbox = Mailbox.class.cast(
            Proxy.newProxyInstance(Mailbox.class.getClassLoader(), new Class<?>[] {Mailbox.class}, (_, _, _) -> {
                throw new AssertionError("not asked");
            }));
    private final Room room = new Room(1 << 20, new SimpleMeterRegistry());
    private final Managed managed = new Managed(7, Duration.ofMinutes(1), store.streams(), mailbox, room);

    private static Parcel parcel(long row) {
        return new Parcel(new byte[10], row, null);
    }

    @Test
    void whatIsCommittedWithItsRowMayBeWrittenAtOnce() {
        assertThat(managed.save()).isCompleted();
        managed.sent(parcel(3));
        assertThat(managed.save()).isCompleted();
        assertThat(store.told).containsExactly("sent");
    }

    @Test
    void whatWasStoredBeforeIsWrittenWhenTheNoteOfItIs() {
        store.joins = false;
        managed.sent(parcel(3));
        CompletableFuture<Void> mayGo = managed.save();
        assertThat(mayGo).isNotDone();
        store.stored.complete(null);
        assertThat(mayGo).isCompleted();
    }

    @Test
    void aNoteThatFailsHoldsNothingUpAndIsOwed() {
        store.joins = false;
        managed.sent(parcel(3));
        CompletableFuture<Void> mayGo = managed.save();
        store.stored.completeExceptionally(new IllegalStateException("the disk is full"));
        assertThat(mayGo).isCompleted().isNotCompletedExceptionally();
        assertThat(managed.counted(1).owed().sent()).hasSize(1);
    }

    @Test
    void whatCouldNotBeNotedGoesAlongWithWhatIsSentLater() {
        CompletableFuture<Void> first = store.stored;
        managed.sent(parcel(3));
        var _ = managed.save();
        store.stored = new CompletableFuture<>();
        managed.sent(parcel(4));
        var _ = managed.save();
        first.completeExceptionally(new IllegalStateException("the disk is full"));
        assertThat(store.owed.get())
                .as("when it is written")
                .extracting(Streams.Sent::message)
                .containsExactly(3L);
        store.stored.complete(null);
        assertThat(managed.counted(1).owed().sent()).isEmpty();
    }

    @Test
    void whatFailsAfterPositionsHaveChangedIsOwedNoMore() throws Exception {
        Managed kept = kept();
        CompletableFuture<Void> first = store.stored;
        kept.sent(parcel(6));
        var _ = kept.save();
        store.stored = new CompletableFuture<>();
        kept.resumed(1, _ -> {});
        first.completeExceptionally(new IllegalStateException("the disk is full"));
        store.stored.complete(null);
        kept.sent(parcel(7));
        var _ = kept.save();
        assertThat(store.owed.get()).isEmpty();
    }

    /** The other way round, a crash in between would leave a row that waits for a client which has said that it has it. */
    @Test
    void whatTheClientHasGotIsToldBeforeItsNoteIsForgotten() throws Exception {
        managed.sent(parcel(3));
        var _ = managed.save();
        managed.acknowledged(1, got -> got.forEach(one -> store.told.add("delivered " + one.row())));
        managed.sent(parcel(4));
        var _ = managed.save();
        managed.resumed(2, got -> got.forEach(one -> store.told.add("delivered " + one.row())));
        assertThat(store.told)
                .containsExactly("sent", "delivered 3", "acknowledged", "sent", "delivered 4", "acknowledged");
    }

    @Test
    void afterARestartTheNewPositionsAreDurableBeforeAnythingIsWrittenByThem() throws Exception {
        Managed kept = kept();
        kept.resumed(1, got -> got.forEach(one -> store.told.add("delivered " + one.row())));
        assertThat(store.told).containsExactly("delivered 3", "renumber");
        assertThat(kept.sentNoted()).isNotDone();
        store.stored.complete(null);
        assertThat(kept.sentNoted()).isCompleted();
    }

    @Test
    void positionsThatCouldNotBeStoredAreToldAgain() throws Exception {
        Managed kept = kept();
        kept.resumed(1, _ -> {});
        store.stored.completeExceptionally(new IllegalStateException("the disk is full"));
        kept.sent(parcel(6));
        var _ = kept.save();
        assertThat(store.told).containsExactly("renumber", "renumber");
    }

    private Managed kept() {
        return new Managed(
                new Streams.Saved(
                        7,
                        Jid.parse("carol@example.org/phone"),
                        new byte[0],
                        60,
                        0,
                        0,
                        new byte[0],
                        List.of(
                                new Streams.Sent(1, 3, new byte[300]),
                                new Streams.Sent(2, 4, new byte[400]),
                                new Streams.Sent(3, 5, new byte[400]))),
                store.streams(),
                mailbox,
                room);
    }
}
