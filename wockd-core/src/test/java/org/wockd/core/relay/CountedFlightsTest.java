package org.wockd.core.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.wockd.core.relay.Flights.Flight;
import org.wockd.core.route.Relays.Beside;
import org.wockd.core.store.Entry;
import org.wockd.core.store.Mailbox;
import org.wockd.core.store.Streams;
import org.wockd.core.store.ToldStreams;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.Content;
import org.wockd.protocol.stanza.Message;

/** What the store is told of what goes to a relay, where it cannot note all of it. */
final class CountedFlightsTest {
    private static final Jid RELAY = Jid.parse("torrent.example.org");
    private static final Message MESSAGE =
            new Message(Jid.parse("alice@example.org/home"), RELAY, null, Message.Type.CHAT, null, Content.of());

    private final ToldStreams store = new ToldStreams();
    private final Mailbox mailbox = Mailbox.class.cast(Proxy.newProxyInstance(
            Mailbox.class.getClassLoader(), new Class<?>[] {Mailbox.class}, (_, method, _) -> {
                store.told.add(method.getName());
                return method.getName().equals("append")
                        ? new Mailbox.Appending(List.of(9L), new CompletableFuture<>())
                        : new CompletableFuture<>();
            }));
    private final RelayQueue queue = new RelayQueue(mailbox, RELAY, Runnable::run, Clock.systemUTC());

    /** Of a process before this one, which has sent two rows. */
    private final CountedFlights flights = CountedFlights.of(
            new Streams.Saved(
                    7, RELAY.withResource("one"), new byte[0], 60, 0, 0, new byte[0], List.of(sent(1, 3), sent(2, 4))),
            store.streams(),
            queue,
            RelayLimits.defaults().counted());

    /** When each that was written may go. */
    private final List<CompletableFuture<?>> written = new ArrayList<>();

    private final Link link = Link.class.cast(
            Proxy.newProxyInstance(Link.class.getClassLoader(), new Class<?>[] {Link.class}, (_, method, values) -> {
                assertThat(method.getName()).isEqualTo("write");
                written.add((CompletableFuture<?>) values[2]);
                return null;
            }));

    private static Streams.Sent sent(long position, long row) {
        return new Streams.Sent(position, row, Streams.Sent.IN_ITS_ROW);
    }

    private void sends(long row) {
        flights.note(row);
        flights.send(new Flight(MESSAGE, new byte[10], row), link);
    }

    private void sendsNews() {
        flights.send(new Flight(MESSAGE, new byte[10], 0), link);
    }

    private void full() {
        store.stored.completeExceptionally(new IllegalStateException("the disk is full"));
        store.stored = new CompletableFuture<>();
    }

    private void works() {
        store.stored.complete(null);
        store.stored = new CompletableFuture<>();
    }

    @Test
    void whatCouldNotBeNotedGoesAlongWithWhatIsSentLater() throws Exception {
        flights.resumed(2);
        works();
        sends(5);
        full();
        sends(6);
        assertThat(store.owed.get()).containsExactly(sent(3, 5));
        works();
        sends(7);
        assertThat(store.owed.get()).as("once").isEmpty();
    }

    @Test
    void itGoesAlongWithARowThatIsStoredAndSentAtOnce() throws Exception {
        flights.resumed(2);
        works();
        sends(5);
        full();
        store.told.clear();
        var _ = flights.post(MESSAGE, Beside.NOTHING);
        assertThat(store.told).containsExactly("sent", "append");
        assertThat(store.owed.get()).containsExactly(sent(3, 5));
    }

    @Test
    void itGoesAlongWithWhatTheRelayHasSent() throws Exception {
        flights.resumed(2);
        works();
        sends(5);
        full();
        var _ = flights.durable();
        assertThat(store.received).isEqualTo(new Entry.Counted(7, 0, new Streams.Owed(List.of(sent(3, 5)), null)));
        works();
        sends(6);
        assertThat(store.owed.get()).as("it is paid").isEmpty();
    }

    @Test
    void whatTheRelayHasGotIsOwedNoMore() throws Exception {
        flights.resumed(2);
        works();
        sends(5);
        full();
        flights.acknowledged(3);
        sends(6);
        assertThat(store.owed.get()).isEmpty();
        assertThat(store.told)
                .containsExactly("delivered", "delivered", "renumber", "sent", "delivered", "acknowledged", "sent");
    }

    @Test
    void whatTheRelayHadGotWhenItCouldNotBeNotedIsNotOwed() throws Exception {
        flights.resumed(2);
        works();
        sends(5);
        CompletableFuture<Void> note = store.stored;
        store.stored = new CompletableFuture<>();
        flights.acknowledged(3);
        note.completeExceptionally(new IllegalStateException("the disk is full"));
        sends(6);
        assertThat(store.owed.get()).isEmpty();
    }

    /** The store would take rows that have not come for some that have. */
    @Test
    void positionsThatCouldNotBeStoredAreToldAgainBeforeAnythingElse() throws Exception {
        flights.resumed(1);
        sendsNews();
        sends(4);
        full();
        sends(5);
        assertThat(store.told).containsExactly("delivered", "renumber", "sent", "renumber", "sent");
        assertThat(store.left).containsExactly(sent(3, 4));
    }

    @Test
    void theyAreToldAgainBeforeWhatIsNotKept() throws Exception {
        flights.resumed(1);
        full();
        sendsNews();
        assertThat(store.told).containsExactly("delivered", "renumber", "renumber");
        works();
        sendsNews();
        assertThat(store.told).containsExactly("delivered", "renumber", "renumber");
    }

    @Test
    void acknowledgementsWaitForThem() throws Exception {
        flights.resumed(1);
        sends(4);
        full();
        flights.acknowledged(2);
        sendsNews();
        assertThat(store.told).containsExactly("delivered", "renumber", "sent", "delivered", "renumber");
        assertThat(store.left).isEmpty();
    }

    /** By an old position, a crash would take it for a row that has not come. */
    @Test
    void nothingIsWrittenBeforeItsNewPositionIsStored() throws Exception {
        flights.resumed(1);
        sendsNews();
        sends(4);
        assertThat(written).hasSize(2).noneMatch(CompletableFuture::isDone);
        works();
        assertThat(written).allMatch(CompletableFuture::isDone);
    }

    @Test
    void aNoteThatDoesNotComeWithItsRowIsWaitedFor() throws Exception {
        flights.resumed(2);
        works();
        sends(5);
        assertThat(written.getLast()).as("a crash forgets both or neither").isDone();
        store.joins = false;
        sends(6);
        assertThat(written.getLast()).isNotDone();
        works();
        assertThat(written.getLast()).isCompleted();
    }

    /** Better twice after a crash than not at all. */
    @Test
    void whatCouldNotBeNotedGoesAllTheSame() throws Exception {
        flights.resumed(2);
        works();
        store.joins = false;
        sends(5);
        full();
        assertThat(written.getLast()).isCompleted();
    }

    @Test
    void whatIsWrittenAgainWaitsAsWell() throws Exception {
        flights.resumed(2);
        works();
        store.joins = false;
        sends(5);
        written.clear();
        flights.sendAgain(link);
        assertThat(written).singleElement().matches(mayGo -> !mayGo.isDone());
        works();
        assertThat(written.getLast()).isCompleted();
    }
}
