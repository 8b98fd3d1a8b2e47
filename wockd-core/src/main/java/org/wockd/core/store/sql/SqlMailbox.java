package org.wockd.core.store.sql;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.wockd.core.store.Entry;
import org.wockd.core.store.Mailbox;
import org.wockd.core.store.Stored;
import org.wockd.core.store.sql.GroupCommit.Work;
import org.wockd.core.store.sql.MailboxTransaction.Expired;
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
    public CompletableFuture<Appended> appendAsync(Entry entry) {
        return writer.submit(appending(entry));
    }

    @Override
    public Appended append(Entry entry) {
        return writer.call(appending(entry));
    }

    private static Work<Appended> appending(Entry entry) {
        return new Work<>(1, entry.stanza().length, transaction -> transaction.append(entry));
    }

    @Override
    public List<Stored> pending(Jid owner, long afterId, int limit) {
        return sql.read(h -> h.select(
                        "SELECT s.id, s.sender, s.kind, s.received_at, s.stanza"
                                + " FROM mailbox m JOIN message s ON s.mailbox = m.number"
                                + " WHERE m.owner = ? AND s.id > ? AND s.delivered_at IS NULL ORDER BY s.id LIMIT ?",
                        owner.bare().toString(),
                        afterId,
                        limit)
                .map((row, _) -> new Stored(
                        row.getLong(1),
                        Jid.parse(row.getString(2)),
                        Kind.valueOf(row.getString(3)),
                        row.getLong(4),
                        row.getBytes(5)))
                .list());
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
    public int remove(Jid owner, Collection<Long> ids) {
        List<Long> copy = List.copyOf(ids);
        return writer.call(new Work<>(0, 0, transaction -> transaction.remove(owner, copy)));
    }

    @Override
    public int removeUpTo(Jid owner, long id) {
        return writer.call(new Work<>(0, 0, transaction -> transaction.removeUpTo(owner, id)));
    }

    @Override
    public int expire() {
        int lost = 0;
        Expired some;
        do {
            // In steps, so that appends get their turn in between.
            some = writer.call(new Work<>(0, 0, transaction -> transaction.expire(EXPIRED_AT_ONCE)));
            lost += some.lost();
        } while (some.rows() == EXPIRED_AT_ONCE);
        return lost;
    }

    @Override
    public void close() {
        writer.close();
    }
}
