package org.wockd.core.c2s;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.wockd.core.c2s.ClientSession.Parcel;
import org.wockd.core.store.Mailbox;
import org.wockd.core.store.Streams;
import org.wockd.protocol.jid.Jid;

/** In which order the store is told of what a session sends, and what waits for it. */
final class ManagedTest {
    private final List<String> told = new ArrayList<>();
    private CompletableFuture<Void> stored = new CompletableFuture<>();
    private boolean joins = true;
    private Supplier<List<Streams.Sent>> owed = List::of;

    @SuppressWarnings("unchecked") // the third of its arguments
    private final Streams streams = Streams.class.cast(Proxy.newProxyInstance(
            Streams.class.getClassLoader(), new Class<?>[] {Streams.class}, (_, method, values) -> {
                told.add(method.getName());
                if (method.getName().equals("sent")) {
                    owed = (Supplier<List<Streams.Sent>>) values[2];
                }
                return method.getReturnType().equals(Streams.Note.class) ? new Streams.Note(joins, stored) : stored;
            }));

    private final Mailbox mailbox = Mailbox.class.cast(
            Proxy.newProxyInstance(Mailbox.class.getClassLoader(), new Class<?>[] {Mailbox.class}, (_, _, _) -> {
                throw new AssertionError("not asked");
            }));
    private final Room room = new Room(1 << 20, new SimpleMeterRegistry());
    private final Managed managed = new Managed(7, Duration.ofMinutes(1), streams, mailbox, room);

    private static Parcel parcel(long row) {
        return new Parcel(new byte[10], row, null);
    }

    @Test
    void whatIsCommittedWithItsRowMayBeWrittenAtOnce() {
        assertThat(managed.save()).isCompleted();
        managed.sent(parcel(3));
        assertThat(managed.save()).isCompleted();
        assertThat(told).containsExactly("sent");
    }

    @Test
    void whatWasStoredBeforeIsWrittenWhenTheNoteOfItIs() {
        joins = false;
        managed.sent(parcel(3));
        CompletableFuture<Void> mayGo = managed.save();
        assertThat(mayGo).isNotDone();
        stored.complete(null);
        assertThat(mayGo).isCompleted();
    }

    @Test
    void aNoteThatFailsHoldsNothingUpAndIsOwed() {
        joins = false;
        managed.sent(parcel(3));
        CompletableFuture<Void> mayGo = managed.save();
        stored.completeExceptionally(new IllegalStateException("the disk is full"));
        assertThat(mayGo).isCompleted().isNotCompletedExceptionally();
        assertThat(managed.counted(1).owed().sent()).hasSize(1);
    }

    @Test
    void whatCouldNotBeNotedGoesAlongWithWhatIsSentLater() {
        CompletableFuture<Void> first = stored;
        managed.sent(parcel(3));
        var _ = managed.save();
        stored = new CompletableFuture<>();
        managed.sent(parcel(4));
        var _ = managed.save();
        first.completeExceptionally(new IllegalStateException("the disk is full"));
        assertThat(owed.get())
                .as("when it is written")
                .extracting(Streams.Sent::message)
                .containsExactly(3L);
        stored.complete(null);
        assertThat(managed.counted(1).owed().sent()).isEmpty();
    }

    @Test
    void whatFailsAfterPositionsHaveChangedIsOwedNoMore() throws Exception {
        Managed kept = kept();
        CompletableFuture<Void> first = stored;
        kept.sent(parcel(6));
        var _ = kept.save();
        stored = new CompletableFuture<>();
        kept.resumed(1, _ -> {});
        first.completeExceptionally(new IllegalStateException("the disk is full"));
        stored.complete(null);
        kept.sent(parcel(7));
        var _ = kept.save();
        assertThat(owed.get()).isEmpty();
    }

    /** The other way round, a crash in between would leave a row that waits for a client which has said that it has it. */
    @Test
    void whatTheClientHasGotIsToldBeforeItsNoteIsForgotten() throws Exception {
        managed.sent(parcel(3));
        var _ = managed.save();
        managed.acknowledged(1, got -> got.forEach(one -> told.add("delivered " + one.row())));
        managed.sent(parcel(4));
        var _ = managed.save();
        managed.resumed(2, got -> got.forEach(one -> told.add("delivered " + one.row())));
        assertThat(told).containsExactly("sent", "delivered 3", "acknowledged", "sent", "delivered 4", "acknowledged");
    }

    @Test
    void afterARestartTheNewPositionsAreDurableBeforeAnythingIsWrittenByThem() throws Exception {
        Managed kept = kept();
        kept.resumed(1, got -> got.forEach(one -> told.add("delivered " + one.row())));
        assertThat(told).containsExactly("delivered 3", "renumber");
        assertThat(kept.sentNoted()).isNotDone();
        stored.complete(null);
        assertThat(kept.sentNoted()).isCompleted();
    }

    @Test
    void positionsThatCouldNotBeStoredAreToldAgain() throws Exception {
        Managed kept = kept();
        kept.resumed(1, _ -> {});
        stored.completeExceptionally(new IllegalStateException("the disk is full"));
        kept.sent(parcel(6));
        var _ = kept.save();
        assertThat(told).containsExactly("renumber", "renumber");
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
                streams,
                mailbox,
                room);
    }
}
