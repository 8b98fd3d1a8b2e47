package org.wockd.core.store.sql;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.ObjLongConsumer;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.wockd.core.store.Entry;
import org.wockd.core.store.Mailbox;
import org.wockd.core.store.Stored;
import org.wockd.core.store.Streams;
import org.wockd.core.store.sql.Retention.Expired;
import org.wockd.core.store.sql.Work.Haste;
import org.wockd.core.store.sql.WorkQueue.Submitted;
import org.wockd.protocol.jid.Jid;

/** The mailbox in the tables mailbox and message; everything that writes goes through the one writer. */
final class SqlMailbox implements Mailbox {

    private static final int EXPIRED_AT_ONCE = 1_000;

    private final Sql sql;
    private final GroupCommit writer;

    SqlMailbox(Sql sql, GroupCommit writer) {
        this.sql = sql;
        this.writer = writer;
    }

    @Override
    public Appending append(List<Entry> entries) {
        return append(entries, (_, _) -> {});
    }

    @Override
    public Appending append(List<Entry> entries, long stream, long position) {
        return append(
                entries,
                (streams, row) ->
                        streams.sent(stream, List.of(new Streams.Sent(position, row, Streams.Sent.IN_ITS_ROW))));
    }

    @Override
    public Appending appendUnderWay(List<Entry> entries, int notes) {
        List<Entry> all = List.copyOf(entries);
        Work<List<Appended>> work = work(Haste.SOON, all, notes, (_, _) -> {});
        return appending(
                all,
                all.size() == 1 && leavesNoTrace(all.getFirst())
                        ? writer.hold(work, id -> List.of(new Appended.New(id)))
                        : writer.hand(work));
    }

    /** Whether nothing is left of a stanza once it is delivered. */
    private static boolean leavesNoTrace(Entry entry) {
        return entry.waits() && entry.peer() == null && entry.dedupKey() == null && entry.counted() == null;
    }

    /**
     * Appends, and does something to streams in the same transaction.
     *
     * @param with gets the id of the first row
     */
    private Appending append(List<Entry> entries, ObjLongConsumer<StreamTransaction> with) {
        List<Entry> all = List.copyOf(entries);
        return appending(all, writer.hand(work(Haste.NOW, all, 0, with)));
    }

    private static Work<List<Appended>> work(
            Haste haste, List<Entry> all, int notes, ObjLongConsumer<StreamTransaction> with) {
        long bytes = 0;
        for (Entry entry : all) {
            bytes += entry.xml().size();
        }
        return new Work<>(haste, all.size(), bytes, notes, List.of(), (transaction, first) -> {
            List<Appended> ends = transaction.mailboxes().append(all, first);
            all.forEach(entry -> transaction.streams().counted(entry.counted()));
            with.accept(transaction.streams(), first);
            return ends;
        });
    }

    private static Appending appending(List<Entry> all, Submitted<List<Appended>> handed) {
        List<Long> ids = all.size() == 1
                ? List.of(handed.first())
                : LongStream.range(handed.first(), handed.first() + all.size())
                        .boxed()
                        .toList();
        return new Appending(ids, handed.answer());
    }

    @Override
    public Appended append(Entry entry) {
        return GroupCommit.await(appendAsync(entry));
    }

    /** What its writer does to the database, and what is read often. */
    Set<String> statements() {
        return Stream.concat(writer.statements().stream(), sql.texts().stream()).collect(Collectors.toSet());
    }

    @Override
    public boolean isFailing() {
        return writer.isFailing();
    }

    @Override
    public boolean isBusy() {
        return writer.isBusy();
    }

    @Override
    public CompletableFuture<Void> sync() {
        return writer.sync();
    }

    @Override
    public List<Stored> pending(Jid owner, long afterId, int limit) {
        return sql.all(
                "SELECT s.id, s.sender, s.kind, s.received_at, s.stanza, s.archived"
                        + " FROM mailbox m JOIN message s ON s.mailbox = m.number"
                        + " WHERE m.owner = ? AND s.id > ? AND s.delivered_at IS NULL ORDER BY s.id LIMIT ?",
                row -> new Stored(
                        row.getLong(1),
                        Jid.parse(row.getString(2)),
                        Kind.valueOf(row.getString(3)),
                        row.getLong(4),
                        row.getBytes(5),
                        row.getBoolean(6)),
                owner.bare().toString(),
                afterId,
                limit);
    }

    @Override
    public long waiting(Jid owner) {
        return sql.read(h -> h.select(
                        "SELECT waiting_count FROM mailbox WHERE owner = ?",
                        owner.bare().toString())
                .mapTo(Long.class)
                .findOne()
                .orElse(0L));
    }

    @Override
    public CompletableFuture<Void> delivered(Jid owner, long id) {
        if (writer.withdraw(id)) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Boolean> answer = writer.submit(new Work<>(Haste.SOON, 0, 0, (transaction, _) -> {
            transaction.mailboxes().delivered(owner, id);
            return true;
        }));
        return answer.thenAccept(_ -> {});
    }

    @Override
    public int remove(Jid owner, Collection<Long> ids) {
        List<Long> copy = List.copyOf(ids);
        return writer.call(new Work<>(
                Haste.NOW, 0, 0, (transaction, _) -> transaction.mailboxes().remove(owner, copy)));
    }

    @Override
    public int removeUpTo(Jid owner, long id) {
        return writer.call(new Work<>(
                Haste.NOW, 0, 0, (transaction, _) -> transaction.mailboxes().removeUpTo(owner, id)));
    }

    @Override
    public int expire() {
        return stepwise(retention -> retention.shrink(EXPIRED_AT_ONCE))
                + stepwise(retention -> retention.expire(EXPIRED_AT_ONCE));
    }

    /** In steps, so that appends get their turn in between. */
    private int stepwise(Function<Retention, Expired> step) {
        int lost = 0;
        Expired some;
        do {
            some = writer.call(new Work<>(
                    Haste.NOW,
                    0,
                    0,
                    (transaction, _) -> step.apply(transaction.mailboxes().retention())));
            lost += some.lost();
        } while (some.rows() > 0);
        return lost;
    }

    @Override
    public void close() {
        writer.close();
    }
}
