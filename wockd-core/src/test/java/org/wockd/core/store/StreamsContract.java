package org.wockd.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.wockd.core.store.Mailbox.Kind;
import org.wockd.core.store.Streams.Saved;
import org.wockd.core.store.Streams.Sent;
import org.wockd.protocol.jid.Jid;

/** What every implementation of {@link Streams} does. */
public abstract class StreamsContract extends StoresContract {

    private static final Jid ORCHARD = Jid.parse("romeo@montague.example/orchard");
    private static final Jid BALCONY = Jid.parse("juliet@capulet.example/balcony");

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Saved stream(long number, Jid jid) {
        return new Saved(number, jid, new byte[] {0, (byte) 0xff, (byte) number}, 300, 0, 0, octets("<a/>"), List.of());
    }

    private void open(long number, Jid jid) {
        stores.streams().open(stream(number, jid)).join();
    }

    private Streams.Note sends(long stream, Sent... stanzas) {
        return stores.streams().sent(stream, List.of(stanzas), List::of);
    }

    private static Sent sent(long position) {
        return new Sent(position, position * 10, octets("<m n='" + position + "'/>"));
    }

    private Saved only() {
        List<Saved> all = stores.streams().all();
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    private List<Long> positions() {
        return only().sent().stream().map(Sent::position).toList();
    }

    @Test
    void aStreamIsFoundWholeAfterARestart() {
        assertThat(stores.streams().all()).isEmpty();
        Saved first = new Saved(
                Long.MAX_VALUE,
                Jid.parse("romeo@montague.example/a/b@c ’"),
                new byte[] {0, 1, (byte) 0xff},
                300,
                4_294_967_296L,
                7,
                octets("<state/>"),
                List.of(sent(8), sent(9)));
        stores.streams().open(first).join();
        open(5, BALCONY);
        reopen();
        assertThat(stores.streams().all())
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(stream(5, BALCONY), first);
    }

    @Test
    void theLargestNumberOfReceivedStanzasCounts() {
        open(1, ORCHARD);
        var _ = stores.streams().received(new Entry.Counted(1, 3));
        var _ = stores.streams().received(new Entry.Counted(1, 5));
        stores.streams().received(new Entry.Counted(1, 4)).join();
        assertThat(only().received()).isEqualTo(5);
        stores.streams().received(new Entry.Counted(1, 2)).join();
        assertThat(only().received()).isEqualTo(5);
        stores.streams().received(new Entry.Counted(1, 6)).join();
        reopen();
        assertThat(only().received()).isEqualTo(6);
        assertThat(only().acknowledged()).isZero();
    }

    @Test
    void aStanzaIsCountedTogetherWithItsAppend() {
        open(1, ORCHARD);
        open(2, BALCONY);
        stores.mailbox().append(message("1", new Entry.Counted(1, 1)));
        stores.mailbox().append(message("2", new Entry.Counted(1, 2)));
        reopen();
        assertThat(stores.streams().all()).extracting(Saved::received).containsExactly(2L, 0L);
        assertThat(stores.mailbox().pending(JULIET, 0, 10)).hasSize(2);
    }

    @Test
    void whatIsSentAtOnceIsNotedTogetherWithItsAppend() {
        open(1, ORCHARD);
        Entry entry = Entry.waiting(JULIET, ORCHARD, Kind.MESSAGE, now.get(), octets("1"), null);
        Mailbox.Appending appending = stores.mailbox().append(List.of(entry), 1, 7);
        appending.answer().join();
        reopen();
        assertThat(only().sent())
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(new Sent(7, appending.ids().getFirst(), Sent.IN_ITS_ROW));
        assertThat(stores.mailbox().pending(JULIET, 0, 10))
                .extracting(Stored::id)
                .isEqualTo(appending.ids());
    }

    @Test
    void whatIsOwedIsNotedTogetherWithTheCountAndOnce() {
        open(1, ORCHARD);
        Sent error = new Sent(1, 0, octets("error"));
        Entry.Counted owing = new Entry.Counted(1, 2, new Streams.Owed(List.of(error), octets("state")));
        stores.mailbox()
                .append(List.of(message("1", owing), message("2", owing)))
                .answer()
                .join();
        stores.streams().received(owing).join();
        reopen();
        assertThat(only().received()).isEqualTo(2);
        assertThat(only().state()).isEqualTo(octets("state"));
        assertThat(only().sent()).usingRecursiveFieldByFieldElementComparator().containsExactly(error);
    }

    @Test
    void theSendersCopyAndCountAreOneTransactionWithARelaysRow() {
        open(1, ORCHARD);
        Entry row = Entry.waiting(Jid.domain("relay.example"), ORCHARD, Kind.MESSAGE, now.get(), octets("1"), null);
        Mailbox.Appending appending =
                stores.mailbox().append(List.of(row, message("1", new Entry.Counted(1, 3))), 1, 7);
        appending.answer().join();
        reopen();
        assertThat(only().received()).isEqualTo(3);
        assertThat(only().sent())
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(new Sent(7, appending.ids().getFirst(), Sent.IN_ITS_ROW));
        assertThat(stores.mailbox().pending(JULIET, 0, 10))
                .extracting(Stored::id)
                .containsExactly(appending.ids().getLast());
    }

    @Test
    void aRepetitionIsCountedToo() {
        open(1, ORCHARD);
        Entry first = new Entry(
                JULIET, ORCHARD, Kind.MESSAGE, now.get(), octets("1"), "key", true, ORCHARD, new Entry.Counted(1, 1));
        Entry again = new Entry(
                JULIET, ORCHARD, Kind.MESSAGE, now.get(), octets("1"), "key", true, ORCHARD, new Entry.Counted(1, 2));
        stores.mailbox().append(List.of(first));
        stores.mailbox().append(again);
        assertThat(only().received()).isEqualTo(2);
    }

    private Entry message(String body, Entry.Counted counted) {
        return new Entry(JULIET, ORCHARD, Kind.MESSAGE, now.get(), octets(body), null, true, ORCHARD, counted);
    }

    @Test
    void whatIsOwedIsKeptBeforeWhatIsSentLaterAndOnlyOnce() {
        open(1, ORCHARD);
        sends(1, sent(2)).answer().join();
        stores.streams()
                .sent(1, List.of(sent(3)), () -> List.of(sent(1), sent(2)))
                .answer()
                .join();
        reopen();
        assertThat(only().sent())
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(sent(1), sent(2), sent(3));
    }

    @Test
    void whatWasSentIsKeptInOrderUntilItIsAcknowledged() {
        open(1, ORCHARD);
        sends(1, sent(1), sent(2)).answer().join();
        sends(1, sent(3)).answer().join();
        reopen();
        assertThat(only().sent())
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(sent(1), sent(2), sent(3));
        stores.streams().acknowledged(1, 2).join();
        assertThat(positions()).containsExactly(3L);
        assertThat(only().acknowledged()).isEqualTo(2);
        stores.streams().acknowledged(1, 1).join();
        assertThat(only().acknowledged()).isEqualTo(2);
        stores.streams().acknowledged(1, 3).join();
        reopen();
        assertThat(positions()).isEmpty();
        assertThat(only().acknowledged()).isEqualTo(3);
    }

    /** Handed in without waiting, so that most of it falls into one transaction; where the cut is makes no difference. */
    @Test
    void aBurstEndsAsTheSameOneByOneWould() {
        var _ = stores.streams().open(stream(1, ORCHARD));
        var _ = stores.streams().open(stream(2, BALCONY));
        CompletableFuture<Void> last = CompletableFuture.completedFuture(null);
        for (long i = 1; i <= 50; i++) {
            var _ = sends(1, sent(2 * i - 1), sent(2 * i));
            var _ = sends(2, sent(i));
            var _ = stores.streams().received(new Entry.Counted(1, i));
            var _ = stores.streams().state(1, octets("<s n='" + i + "'/>"));
            last = stores.streams().acknowledged(1, 2 * i - 3);
        }
        last.join();
        reopen();
        Saved romeo = stores.streams().all().getFirst();
        Saved juliet = stores.streams().all().getLast();
        assertThat(romeo.sent()).extracting(Sent::position).containsExactly(98L, 99L, 100L);
        assertThat(romeo.acknowledged()).isEqualTo(97);
        assertThat(romeo.received()).isEqualTo(50);
        assertThat(romeo.state()).asString(StandardCharsets.UTF_8).isEqualTo("<s n='50'/>");
        assertThat(juliet.sent()).hasSize(50);
        assertThat(juliet.acknowledged()).isZero();
    }

    @Test
    void theStateIsReplaced() {
        open(1, ORCHARD);
        open(2, BALCONY);
        stores.streams().state(1, octets("<carbons/>")).join();
        reopen();
        assertThat(stores.streams().all())
                .extracting(stream -> new String(stream.state(), StandardCharsets.UTF_8))
                .containsExactly("<carbons/>", "<a/>");
    }

    @Test
    void aForgottenStreamLeavesNothing() {
        open(1, ORCHARD);
        open(2, BALCONY);
        var _ = sends(1, sent(1));
        var _ = sends(2, sent(1));
        var _ = stores.streams().received(new Entry.Counted(1, 9));
        stores.streams().forget(1).join();
        assertThat(only().jid()).isEqualTo(BALCONY);
        assertThat(positions()).containsExactly(1L);
    }

    @Test
    void whatIsToldOfAForgottenStreamIsNoErrorAndIsNotKept() {
        open(1, ORCHARD);
        var _ = stores.streams().forget(1);
        var _ = sends(1, sent(1));
        var _ = stores.streams().state(1, octets("<late/>"));
        var _ = stores.streams().acknowledged(1, 1);
        var _ = stores.streams().forget(1);
        var _ = sends(1, sent(2));
        stores.streams().received(new Entry.Counted(1, 9)).join();
        assertThat(stores.streams().all()).isEmpty();
        open(1, ORCHARD);
        assertThat(only()).usingRecursiveComparison().isEqualTo(stream(1, ORCHARD));
    }

    @Test
    void theStreamsOfADeletedAccountGoWithIt() {
        stores.accounts().create(ROMEO, Map.of());
        open(1, ORCHARD);
        open(2, BALCONY);
        sends(1, sent(1)).answer().join();
        sends(2, sent(1)).answer().join();
        stores.accounts().delete(ROMEO);
        sends(1, sent(2)).answer().join();
        assertThat(only().jid()).isEqualTo(BALCONY);
        assertThat(positions()).containsExactly(1L);
        open(1, ORCHARD);
        assertThat(stores.streams().all().getFirst().sent()).isEmpty();
    }

    @Test
    void whatIsLeftAfterAResumptionGetsNewPositions() {
        open(1, ORCHARD);
        open(2, BALCONY);
        var _ = sends(2, sent(1));
        var _ = sends(1, sent(1), sent(2), sent(4));
        var _ = sends(1, sent(100));
        var _ = stores.streams().renumber(1, 1, List.of(sent(2), sent(3), sent(4)));
        sends(1, sent(5)).answer().join();
        Saved romeo = stores.streams().all().getFirst();
        assertThat(romeo.acknowledged()).isEqualTo(1);
        assertThat(romeo.sent()).extracting(Sent::position).containsExactly(2L, 3L, 4L, 5L);
        assertThat(stores.streams().all().getLast().sent()).hasSize(1);
        // Farther than what was kept.
        stores.streams().renumber(1, 9, List.of()).join();
        assertThat(stores.streams().all().getFirst().acknowledged()).isEqualTo(9);
        assertThat(stores.streams().all().getFirst().sent()).isEmpty();
    }
}
