package org.wockd.core.store.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.wockd.core.store.StoreLimits;

/** Deletes rows of mailboxes whose time is over, and takes those out of archives that are too many. */
final class Retention {

    private final Handle handle;
    private final StoreLimits limits;
    private final long now;

    Retention(Handle handle, StoreLimits limits, long now) {
        this.handle = handle;
        this.limits = limits;
        this.now = now;
    }

    /**
     * What a step did.
     *
     * @param rows that it dealt with
     * @param lost how many of them still waited
     */
    record Expired(int rows, int lost) {}

    private record Old(long mailbox, long id, long bytes, boolean waits, boolean archived) {}

    /** Deletes up to so many rows whose time is over. */
    Expired expire(int max) {
        return delete(handle.select(
                        "SELECT mailbox, id, delivered_at, LENGTH(stanza), archived FROM message"
                                + " WHERE expires_at <= ? ORDER BY expires_at LIMIT ?",
                        now,
                        max)
                .map((row, _) -> old(row))
                .list());
    }

    /**
     * Takes up to so many of the oldest rows out of one archive that holds more octets than it may. {@link #expire}
     * deletes those that neither wait nor have to be remembered.
     */
    Expired shrink(int max) {
        long[] large = handle.select(
                        "SELECT number, archived_bytes FROM mailbox WHERE archived_bytes > ? LIMIT 1",
                        limits.user().archivedBytes())
                .map((row, _) -> new long[] {row.getLong(1), row.getLong(2)})
                .findOne()
                .orElse(null);
        if (large == null) {
            return new Expired(0, 0);
        }
        long tooMuch = large[1] - limits.user().archivedBytes();
        int rows = 0;
        long bytes = 0;
        long last = 0;
        for (long[] row : handle.select(
                        "SELECT id, LENGTH(stanza) FROM message WHERE mailbox = ? AND archived ORDER BY id LIMIT ?",
                        large[0],
                        max)
                .map((row, _) -> new long[] {row.getLong(1), row.getLong(2)})
                .list()) {
            if (bytes >= tooMuch) {
                break;
            }
            last = row[0];
            rows += 1;
            bytes += row[1];
        }
        takeOut(large[0], last);
        handle.execute(
                "UPDATE mailbox SET archived_count = archived_count - ?, archived_bytes = archived_bytes - ?"
                        + " WHERE number = ?",
                rows,
                bytes,
                large[0]);
        return new Expired(rows, 0);
    }

    private void takeOut(long mailbox, long last) {
        handle.createUpdate("UPDATE message SET archived = FALSE, peer = '', peer_resource = NULL,"
                        + " stanza = CASE WHEN delivered_at IS NULL THEN stanza ELSE :empty END,"
                        + " expires_at = CASE WHEN delivered_at IS NULL THEN received_at + :age"
                        + " WHEN dedup_key IS NULL THEN 0 ELSE delivered_at + :remember END"
                        + " WHERE mailbox = :mailbox AND archived AND id <= :last")
                .bind("empty", new byte[0])
                .bind("age", limits.user().ageMillis())
                .bind("remember", limits.user().rememberMillis())
                .bind("mailbox", mailbox)
                .bind("last", last)
                .execute();
    }

    private static Old old(ResultSet row) throws SQLException {
        boolean archived = row.getBoolean(5);
        row.getLong(3);
        boolean waits = row.wasNull();
        return new Old(row.getLong(1), row.getLong(2), row.getLong(4), waits, archived);
    }

    private Expired delete(List<Old> old) {
        if (old.isEmpty()) {
            return new Expired(0, 0);
        }
        PreparedBatch deletes = handle.prepareBatch("DELETE FROM message WHERE mailbox = ? AND id = ?");
        PreparedBatch sums = handle.prepareBatch("UPDATE mailbox SET waiting_count = waiting_count - ?,"
                + " waiting_bytes = waiting_bytes - ?, archived_count = archived_count - ?,"
                + " archived_bytes = archived_bytes - ? WHERE number = ?");
        int lost = 0;
        for (Old row : old) {
            deletes.add(row.mailbox(), row.id());
            lost += row.waits() ? 1 : 0;
            sums.add(
                    row.waits() ? 1 : 0,
                    row.waits() ? row.bytes() : 0,
                    row.archived() ? 1 : 0,
                    row.archived() ? row.bytes() : 0,
                    row.mailbox());
        }
        deletes.execute();
        sums.execute();
        return new Expired(old.size(), lost);
    }
}
