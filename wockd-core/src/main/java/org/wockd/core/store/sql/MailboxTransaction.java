package org.wockd.core.store.sql;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;
import org.wockd.core.store.Entry;
import org.wockd.core.store.LimitExceeded;
import org.wockd.core.store.LimitExceeded.Limit;
import org.wockd.core.store.Mailbox.Appended;
import org.wockd.core.store.Mailbox.Limits;
import org.wockd.core.store.StoreLimits;
import org.wockd.protocol.jid.Jid;

/**
 * One transaction of the mailbox, in which many appends and removals share their reads, their writes and one sync.
 *
 * <p>New rows and the owners' sums are kept in memory until {@link #flush}, which whoever needs to see them in the
 * database calls, and the end of the transaction.
 */
final class MailboxTransaction {

    /** Longer keys are replaced by their hash: an index entry has a limit too. */
    private static final int KEY_LENGTH = 256;

    /** How many ids go into one statement. */
    private static final int IDS_AT_ONCE = 500;

    private final Handle handle;
    private final StoreLimits limits;
    private final long now;
    private final Map<String, Sums> sums = new HashMap<>();
    private final Map<Repeatable, Long> keys = new HashMap<>();
    private final List<Row> rows = new ArrayList<>();
    private long nextId;

    /** Reserves as many ids as there can be appends; that write also makes this the only transaction of its kind. */
    MailboxTransaction(Handle handle, StoreLimits limits, int appends, long now) {
        this.handle = handle;
        this.limits = limits;
        this.now = now;
        handle.execute("UPDATE message_id SET last_id = last_id + ?", appends);
        nextId = handle.select("SELECT last_id FROM message_id")
                        .mapTo(Long.class)
                        .one()
                - appends
                + 1;
    }

    /** Stores a stanza, unless it is a repetition; {@link LimitExceeded} when there is no room for it. */
    Appended append(Entry entry) {
        String owner = entry.owner().bare().toString();
        Sums sum = sums(owner);
        Repeatable key = entry.dedupKey() == null
                ? null
                : new Repeatable(owner, entry.from().toString(), shortened(entry.dedupKey()));
        Long earlier = key == null ? null : earlier(sum, key);
        if (earlier != null) {
            return new Appended.Duplicate(earlier);
        }
        Limits limit = limits(entry.owner());
        check(sum, entry, limit);
        long id = nextId++;
        if (sum.number == 0) {
            sum.number = id;
        }
        sum.add(1, entry.stanza().length);
        rows.add(
                new Row(sum.number, id, entry, key == null ? null : key.key(), entry.receivedAt() + limit.ageMillis()));
        if (key != null) {
            keys.put(key, id);
        }
        return new Appended.New(id);
    }

    private @Nullable Long earlier(Sums sum, Repeatable key) {
        Long inThisTransaction = keys.get(key);
        if (inThisTransaction != null || sum.number == 0) {
            return inThisTransaction;
        }
        return handle.select(
                        "SELECT id FROM message WHERE mailbox = ? AND sender = ? AND dedup_key = ?",
                        sum.number,
                        key.sender(),
                        key.key())
                .mapTo(Long.class)
                .findOne()
                .orElse(null);
    }

    private static void check(Sums sum, Entry entry, Limits limit) {
        if (sum.count + 1 > limit.count()) {
            throw new LimitExceeded(
                    Limit.MAILBOX_COUNT,
                    "The mailbox of " + entry.owner().bare() + " is full, " + limit.count()
                            + " stanzas wait in it: try again when some were fetched.");
        }
        if (sum.bytes + entry.stanza().length > limit.bytes()) {
            throw new LimitExceeded(
                    Limit.MAILBOX_BYTES,
                    "The mailbox of " + entry.owner().bare() + " is full, " + sum.bytes + " of " + limit.bytes()
                            + " bytes are used: try again when some were fetched.");
        }
    }

    /** Marks stanzas as delivered and returns how many waited. */
    int remove(Jid owner, Collection<Long> ids) {
        List<Long> all = List.copyOf(ids);
        int removed = 0;
        for (int from = 0; from < all.size(); from += IDS_AT_ONCE) {
            List<Long> some = all.subList(from, Math.min(all.size(), from + IDS_AT_ONCE));
            removed += deliver(owner, "id IN (<ids>)", statement -> statement.bindList("ids", some));
        }
        return removed;
    }

    /** Marks all stanzas up to an id as delivered and returns how many waited. */
    int removeUpTo(Jid owner, long id) {
        return deliver(owner, "id <= :upTo", statement -> statement.bind("upTo", id));
    }

    private int deliver(Jid owner, String which, Consumer<SqlStatement<?>> binding) {
        flush();
        Sums sum = sums(owner.bare().toString());
        if (sum.number == 0) {
            return 0;
        }
        String where = " WHERE mailbox = :mailbox AND delivered_at IS NULL AND " + which;
        var query = handle.createQuery("SELECT COUNT(*), COALESCE(SUM(LENGTH(stanza)), 0) FROM message" + where)
                .bind("mailbox", sum.number);
        binding.accept(query);
        long[] gone = query.map((row, _) -> new long[] {row.getLong(1), row.getLong(2)})
                .one();
        var delete = handle.createUpdate("DELETE FROM message" + where + " AND dedup_key IS NULL")
                .bind("mailbox", sum.number);
        binding.accept(delete);
        delete.execute();
        var keep = handle.createUpdate(
                        "UPDATE message SET delivered_at = :now, expires_at = :forget, stanza = :empty" + where)
                .bind("mailbox", sum.number)
                .bind("now", now)
                .bind("forget", now + limits(owner).rememberMillis())
                .bind("empty", new byte[0]);
        binding.accept(keep);
        keep.execute();
        sum.add(-gone[0], -gone[1]);
        return (int) gone[0];
    }

    /** Deletes up to so many rows whose time is over. */
    Expired expire(int max) {
        flush();
        List<Old> old = handle.select(
                        "SELECT mailbox, id, delivered_at, LENGTH(stanza) FROM message"
                                + " WHERE expires_at <= ? ORDER BY expires_at LIMIT ?",
                        now,
                        max)
                .map((row, _) -> new Old(row.getLong(1), row.getLong(2), row.getLong(4), row.getObject(3) == null))
                .list();
        if (old.isEmpty()) {
            return new Expired(0, 0);
        }
        PreparedBatch deletes = handle.prepareBatch("DELETE FROM message WHERE mailbox = ? AND id = ?");
        old.forEach(row -> deletes.add(row.mailbox(), row.id()));
        deletes.execute();
        int lost = 0;
        for (Old row : old) {
            if (row.waits()) {
                lost++;
                handle.execute(
                        "UPDATE mailbox SET waiting_count = waiting_count - 1, waiting_bytes = waiting_bytes - ?"
                                + " WHERE number = ?",
                        row.bytes(),
                        row.mailbox());
            }
        }
        return new Expired(old.size(), lost);
    }

    /** Writes what is in memory. */
    void flush() {
        if (!rows.isEmpty()) {
            PreparedBatch inserts = handle.prepareBatch(
                    "INSERT INTO message (mailbox, id, kind, sender, dedup_key, received_at, expires_at, stanza)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
            rows.forEach(row -> row.addTo(inserts));
            inserts.execute();
        }
        sums.forEach((owner, sum) -> {
            if (sum.changed) {
                handle.execute(
                        "INSERT INTO mailbox (number, owner, waiting_count, waiting_bytes) VALUES (?, ?, ?, ?)"
                                + " ON CONFLICT (owner) DO UPDATE SET waiting_count = excluded.waiting_count,"
                                + " waiting_bytes = excluded.waiting_bytes",
                        sum.number,
                        owner,
                        sum.count,
                        sum.bytes);
            }
        });
        rows.clear();
        keys.clear();
        sums.clear();
    }

    private Sums sums(String owner) {
        return sums.computeIfAbsent(
                owner,
                o -> handle.select("SELECT number, waiting_count, waiting_bytes FROM mailbox WHERE owner = ?", o)
                        .map((row, _) -> new Sums(row.getLong(1), row.getLong(2), row.getLong(3)))
                        .findOne()
                        .orElseGet(() -> new Sums(0, 0, 0)));
    }

    private Limits limits(Jid owner) {
        return owner.local() == null ? limits.relay() : limits.user();
    }

    private static String shortened(String key) {
        if (key.length() <= KEY_LENGTH) {
            return key;
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return "sha-256:" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** What an expiry did: rows deleted, and how many of them still waited. */
    record Expired(int rows, int lost) {}

    private record Old(long mailbox, long id, long bytes, boolean waits) {}

    private record Repeatable(String owner, String sender, String key) {}

    private record Row(
            long mailbox, long id, Entry entry, @Nullable String key, long expiresAt) {
        void addTo(PreparedBatch batch) {
            batch.add(
                    mailbox,
                    id,
                    entry.kind().name(),
                    entry.from().toString(),
                    key,
                    entry.receivedAt(),
                    expiresAt,
                    entry.stanza());
        }
    }

    /** The row of one mailbox; number 0 says that there is none yet. */
    private static final class Sums {
        private long number;
        private long count;
        private long bytes;
        private boolean changed;

        Sums(long number, long count, long bytes) {
            this.number = number;
            this.count = count;
            this.bytes = bytes;
        }

        void add(long more, long moreBytes) {
            count += more;
            bytes += moreBytes;
            changed = true;
        }
    }
}
