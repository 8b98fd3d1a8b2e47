package org.wockd.core.store.sql;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
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
    private static final int IDS_AT_ONCE = 8;

    private static final int UP_TO_AT_ONCE = 500;

    private static final String WAITING =
            "SELECT id, LENGTH(stanza), archived, dedup_key IS NOT NULL, received_at, expires_at FROM message"
                    + " WHERE mailbox = ? AND delivered_at IS NULL AND id IN ("
                    + String.join(", ", Collections.nCopies(IDS_AT_ONCE, "?")) + ")";

    private final Handle handle;
    private final Statements statements;
    private final StoreLimits limits;
    private final long now;
    private final Map<String, Sums> sums = new HashMap<>();
    private final Map<Repeatable, Long> keys = new HashMap<>();
    private final Map<Long, Row> rows = new LinkedHashMap<>();
    private final Map<String, List<Long>> delivered = new LinkedHashMap<>();

    MailboxTransaction(Handle handle, Statements statements, StoreLimits limits, long now) {
        this.handle = handle;
        this.statements = statements;
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
        return statements.first(
                "SELECT id FROM message WHERE mailbox = ? AND sender = ? AND dedup_key = ?",
                row -> row.getLong(1),
                sum.number,
                key.sender(),
                key.key());
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
        writeRows();
        Sums sum = sums(owner.bare().toString());
        List<Long> all = List.copyOf(ids);
        List<Delivered> found = new ArrayList<>();
        for (int from = 0; sum.number != 0 && from < all.size(); from += IDS_AT_ONCE) {
            found.addAll(waiting(sum, all.subList(from, Math.min(all.size(), from + IDS_AT_ONCE))));
        }
        deliver(sum, found, limits(owner));
        return found.size();
    }

    /** A row that waited until now. */
    private record Delivered(
            long id, long bytes, boolean archived, boolean remembered, long receivedAt, long expiresAt) {}

    private List<Delivered> waiting(Sums sum, List<Long> ids) {
        @Nullable Object[] values = new Object[IDS_AT_ONCE + 1];
        values[0] = sum.number;
        for (int i = 0; i < IDS_AT_ONCE; i++) {
            // No row has the id 0.
            values[i + 1] = i < ids.size() ? ids.get(i) : 0L;
        }
        return statements.all(
                WAITING,
                row -> new Delivered(
                        row.getLong(1),
                        row.getLong(2),
                        row.getBoolean(3),
                        row.getBoolean(4),
                        row.getLong(5),
                        row.getLong(6)),
                values);
    }

    private void deliver(Sums sum, List<Delivered> rows, Limits limit) {
        List<@Nullable Object[]> gone = new ArrayList<>();
        List<@Nullable Object[]> remembered = new ArrayList<>();
        List<@Nullable Object[]> kept = new ArrayList<>();
        List<@Nullable Object[]> keptOtherwise = new ArrayList<>();
        for (Delivered row : rows) {
            sum.waits(-1, -row.bytes());
            long forget = now + limit.rememberMillis();
            if (row.archived()) {
                long archive = row.receivedAt() + limit.archivedMillis();
                long expires = row.remembered() ? Math.max(archive, forget) : archive;
                if (expires == row.expiresAt()) {
                    kept.add(new Object[] {now, sum.number, row.id()});
                } else {
                    keptOtherwise.add(new Object[] {now, expires, sum.number, row.id()});
                }
            } else if (row.remembered()) {
                remembered.add(new Object[] {now, forget, new byte[0], sum.number, row.id()});
            } else {
                gone.add(new Object[] {sum.number, row.id()});
            }
        }
        statements.batch("DELETE FROM message WHERE mailbox = ? AND id = ?", gone);
        statements.batch(
                "UPDATE message SET delivered_at = ?, expires_at = ?, stanza = ? WHERE mailbox = ? AND id = ?",
                remembered);
        // Apart from those whose time changes: that is in an index.
        statements.batch("UPDATE message SET delivered_at = ? WHERE mailbox = ? AND id = ?", kept);
        statements.batch(
                "UPDATE message SET delivered_at = ?, expires_at = ? WHERE mailbox = ? AND id = ?", keptOtherwise);
    }

    /** Marks all stanzas up to an id as delivered and returns how many waited. */
    int removeUpTo(Jid owner, long id) {
        writeRows();
        Sums sum = sums(owner.bare().toString());
        int removed = 0;
        List<Long> ids;
        do {
            ids = statements.all(
                    "SELECT id FROM message WHERE mailbox = ? AND id <= ? AND delivered_at IS NULL ORDER BY id LIMIT ?",
                    row -> row.getLong(1),
                    sum.number,
                    id,
                    UP_TO_AT_ONCE);
            removed += remove(owner, ids);
        } while (!ids.isEmpty());
        return removed;
    }

    /** What ends the time of rows, with all that is in memory written before. */
    Retention retention() {
        flush();
        return new Retention(handle, limits, now);
    }

    private void writeRows() {
        List<@Nullable Object[]> all = new ArrayList<>(rows.size());
        rows.values().forEach(row -> all.add(row.values()));
        rows.clear();
        statements.batch(
                "INSERT INTO message (mailbox, id, kind, sender, dedup_key, received_at, delivered_at, expires_at,"
                        + " stanza, archived, peer, peer_resource) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                all);
    }

    /** Writes what is in memory. */
    void flush() {
        writeRows();
        Map<String, List<Long>> ids = Map.copyOf(delivered);
        delivered.clear();
        ids.forEach((owner, some) -> remove(Jid.parse(owner), some));
        List<@Nullable Object[]> changed = new ArrayList<>();
        sums.forEach((owner, sum) -> {
            if (sum.changed) {
                changed.add(
                        new Object[] {sum.number, owner, sum.count, sum.bytes, sum.archivedCount, sum.archivedBytes});
            }
        });
        statements.batch(
                "INSERT INTO mailbox (number, owner, waiting_count, waiting_bytes, archived_count,"
                        + " archived_bytes) VALUES (?, ?, ?, ?, ?, ?)"
                        + " ON CONFLICT (owner) DO UPDATE SET waiting_count = excluded.waiting_count,"
                        + " waiting_bytes = excluded.waiting_bytes, archived_count = excluded.archived_count,"
                        + " archived_bytes = excluded.archived_bytes",
                changed);
        keys.clear();
        sums.clear();
    }

    private Sums sums(String owner) {
        Sums known = sums.get(owner);
        if (known == null) {
            known = statements.first(
                    "SELECT number, waiting_count, waiting_bytes, archived_count, archived_bytes"
                            + " FROM mailbox WHERE owner = ?",
                    row -> new Sums(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5)),
                    owner);
            if (known == null) {
                known = new Sums(0, 0, 0, 0, 0);
            }
            sums.put(owner, known);
        }
        return known;
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

        @Nullable
        Object[] values() {
            Jid peer = entry.peer();
            return new @Nullable Object[] {
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
                peer == null ? null : peer.resource()
            };
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
