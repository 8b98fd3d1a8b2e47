package org.wockd.core.store.sql;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
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

    /**
     * Who has a longer JID is not recognised when he repeats himself: an index entry may have 2,704 octets on PostgreSQL,
     * which with the number and the longest key leaves no more.
     */
    private static final int SENDER_OCTETS = 1_800;

    /** How many ids go into one statement. */
    private static final int IDS_AT_ONCE = 500;

    private final Handle handle;
    private final StoreLimits limits;
    private final long now;
    private final Map<String, Sums> sums = new HashMap<>();
    private final Map<Repeatable, Long> keys = new HashMap<>();
    private final Map<Long, Row> rows = new LinkedHashMap<>();
    private final Map<String, List<Long>> delivered = new LinkedHashMap<>();

    MailboxTransaction(Handle handle, StoreLimits limits, long now) {
        this.handle = handle;
        this.limits = limits;
        this.now = now;
    }

    /**
     * Stores stanzas, those that are repetitions excepted; {@link LimitExceeded}, and nothing is stored, when there is no
     * room for one of them.
     *
     * @param first the id of the first one; the others follow
     */
    List<Appended> append(List<Entry> entries, long first) {
        Map<Repeatable, Long> here = new HashMap<>();
        Map<Sums, long[]> more = new HashMap<>();
        List<Appended> ends = new ArrayList<>(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            Sums sum = sums(owner(entry));
            Repeatable key = repeatable(entry);
            Long earlier = key == null ? null : here.containsKey(key) ? here.get(key) : earlier(sum, key);
            if (earlier == null) {
                check(sum, more.computeIfAbsent(sum, _ -> new long[2]), entry, limits(entry.owner()));
                if (key != null) {
                    here.put(key, first + i);
                }
            }
            ends.add(earlier == null ? new Appended.New(first + i) : new Appended.Duplicate(earlier));
        }
        for (int i = 0; i < entries.size(); i++) {
            if (ends.get(i) instanceof Appended.New(long id)) {
                add(entries.get(i), id);
            }
        }
        return ends;
    }

    private void add(Entry entry, long id) {
        Sums sum = sums(owner(entry));
        if (sum.number == 0) {
            sum.number = id;
            sum.changed = true;
        }
        int bytes = entry.stanza().length;
        if (entry.waits()) {
            sum.waits(1, bytes);
        }
        if (entry.peer() != null) {
            sum.archives(1, bytes);
        }
        Repeatable key = repeatable(entry);
        Limits limit = limits(entry.owner());
        rows.put(id, new Row(sum.number, id, entry, key == null ? null : key.key(), now, expiry(entry, limit)));
        if (key != null) {
            keys.put(key, id);
        }
    }

    /** When a row may go: what waits and is archived may go when both times are over. */
    private static long expiry(Entry entry, Limits limit) {
        long waits = entry.waits() ? limit.ageMillis() : entry.dedupKey() == null ? 0 : limit.rememberMillis();
        return entry.receivedAt() + Math.max(waits, entry.peer() == null ? 0 : limit.archivedMillis());
    }

    private static String owner(Entry entry) {
        return entry.owner().bare().toString();
    }

    private static @Nullable Repeatable repeatable(Entry entry) {
        String sender = entry.from().toString();
        return entry.dedupKey() == null || sender.getBytes(StandardCharsets.UTF_8).length > SENDER_OCTETS
                ? null
                : new Repeatable(owner(entry), sender, shortened(entry.dedupKey()));
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

    /** Counts an entry, in what the same append has before it, and refuses it where there is no room. */
    private static void check(Sums sum, long[] more, Entry entry, Limits limit) {
        if (!entry.waits()) {
            return;
        }
        more[0] += 1;
        more[1] += entry.stanza().length;
        if (sum.count + more[0] > limit.count()) {
            throw new LimitExceeded(
                    Limit.MAILBOX_COUNT,
                    "The mailbox of " + entry.owner().bare() + " is full, " + limit.count()
                            + " stanzas wait in it: try again when some were fetched.");
        }
        if (sum.bytes + more[1] > limit.bytes()) {
            throw new LimitExceeded(
                    Limit.MAILBOX_BYTES,
                    "The mailbox of " + entry.owner().bare() + " is full, " + sum.bytes + " of " + limit.bytes()
                            + " bytes are used: try again when some were fetched.");
        }
    }

    /** Marks a stanza as delivered, at the next flush where it was stored before. */
    void delivered(Jid owner, long id) {
        Row row = rows.get(id);
        if (row == null) {
            delivered
                    .computeIfAbsent(owner.bare().toString(), _ -> new ArrayList<>())
                    .add(id);
        } else if (row.entry.waits()) {
            sums(owner.bare().toString()).waits(-1, -row.entry.stanza().length);
            if (row.entry.peer() == null && row.key == null) {
                rows.remove(id);
            } else {
                rows.put(id, row.delivered());
            }
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
        if (gone[0] == 0) {
            return 0;
        }
        var delete = handle.createUpdate("DELETE FROM message" + where + " AND NOT archived AND dedup_key IS NULL")
                .bind("mailbox", sum.number);
        binding.accept(delete);
        delete.execute();
        var remember = handle.createUpdate("UPDATE message SET delivered_at = :now, expires_at = :forget,"
                        + " stanza = :empty" + where + " AND NOT archived")
                .bind("mailbox", sum.number)
                .bind("now", now)
                .bind("forget", now + limits(owner).rememberMillis())
                .bind("empty", new byte[0]);
        binding.accept(remember);
        remember.execute();
        // What is left is archived, and goes when the archive's time is over.
        var keep = handle.createUpdate("UPDATE message SET delivered_at = :now, expires_at ="
                        + " CASE WHEN dedup_key IS NOT NULL AND received_at + :keep < :forget THEN :forget"
                        + " ELSE received_at + :keep END"
                        + where)
                .bind("mailbox", sum.number)
                .bind("now", now)
                .bind("keep", limits(owner).archivedMillis())
                .bind("forget", now + limits(owner).rememberMillis());
        binding.accept(keep);
        keep.execute();
        sum.waits(-gone[0], -gone[1]);
        return (int) gone[0];
    }

    /** What ends the time of rows, with all that is in memory written before. */
    Retention retention() {
        flush();
        return new Retention(handle, limits, now);
    }

    /** Writes what is in memory. */
    void flush() {
        if (!rows.isEmpty()) {
            PreparedBatch inserts = handle.prepareBatch(
                    "INSERT INTO message (mailbox, id, kind, sender, dedup_key, received_at, delivered_at, expires_at,"
                            + " stanza, archived, peer, peer_resource) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
            rows.values().forEach(row -> row.addTo(inserts));
            inserts.execute();
        }
        rows.clear();
        Map<String, List<Long>> ids = Map.copyOf(delivered);
        delivered.clear();
        ids.forEach((owner, some) -> remove(Jid.parse(owner), some));
        sums.forEach((owner, sum) -> {
            if (sum.changed) {
                handle.execute(
                        "INSERT INTO mailbox (number, owner, waiting_count, waiting_bytes, archived_count,"
                                + " archived_bytes) VALUES (?, ?, ?, ?, ?, ?)"
                                + " ON CONFLICT (owner) DO UPDATE SET waiting_count = excluded.waiting_count,"
                                + " waiting_bytes = excluded.waiting_bytes, archived_count = excluded.archived_count,"
                                + " archived_bytes = excluded.archived_bytes",
                        sum.number,
                        owner,
                        sum.count,
                        sum.bytes,
                        sum.archivedCount,
                        sum.archivedBytes);
            }
        });
        keys.clear();
        sums.clear();
    }

    private Sums sums(String owner) {
        return sums.computeIfAbsent(
                owner,
                o -> handle.select(
                                "SELECT number, waiting_count, waiting_bytes, archived_count, archived_bytes"
                                        + " FROM mailbox WHERE owner = ?",
                                o)
                        .map((row, _) -> new Sums(
                                row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5)))
                        .findOne()
                        .orElseGet(() -> new Sums(0, 0, 0, 0, 0)));
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

    private record Repeatable(String owner, String sender, String key) {}

    private record Row(
            long mailbox, long id, Entry entry, @Nullable String key, long now, long expiresAt) {
        Row delivered() {
            return new Row(mailbox, id, entry.delivered(), key, now, expiresAt);
        }

        void addTo(PreparedBatch batch) {
            Jid peer = entry.peer();
            batch.add(
                    mailbox,
                    id,
                    entry.kind().name(),
                    entry.from().toString(),
                    key,
                    entry.receivedAt(),
                    entry.waits() ? null : now,
                    expiresAt,
                    entry.waits() || peer != null ? entry.stanza() : new byte[0],
                    peer != null,
                    peer == null ? "" : peer.bare().toString(),
                    peer == null ? null : peer.resource());
        }
    }

    /** The row of one mailbox; number 0 says that there is none yet. */
    private static final class Sums {
        private long number;
        private long count;
        private long bytes;
        private long archivedCount;
        private long archivedBytes;
        private boolean changed;

        Sums(long number, long count, long bytes, long archivedCount, long archivedBytes) {
            this.number = number;
            this.count = count;
            this.bytes = bytes;
            this.archivedCount = archivedCount;
            this.archivedBytes = archivedBytes;
        }

        void waits(long more, long moreBytes) {
            count += more;
            bytes += moreBytes;
            changed = true;
        }

        void archives(long more, long moreBytes) {
            archivedCount += more;
            archivedBytes += moreBytes;
            changed = true;
        }
    }
}
