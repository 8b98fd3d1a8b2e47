package org.wockd.core.store.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.wockd.core.store.Accounts;
import org.wockd.core.store.ScramKeys;
import org.wockd.core.store.ScramKeys.Hash;
import org.wockd.core.store.sql.Work.Haste;
import org.wockd.protocol.jid.Jid;

/** Accounts in two tables: who, and the keys of each hash function. */
final class SqlAccounts implements Accounts {

    /**
     * Takes the owner's bare JID; every table that has rows of an owner is named here. What others lock first, the row of
     * the roster and of the preferences, comes first here too: the other order would be a deadlock on PostgreSQL.
     */
    private static final List<String> DELETE_OWNED = List.of(
            "DELETE FROM message WHERE mailbox IN (SELECT number FROM mailbox WHERE owner = ?)",
            "DELETE FROM mailbox WHERE owner = ?",
            "DELETE FROM archive_preference WHERE owner = ?",
            "DELETE FROM archive_contact WHERE owner = ?",
            "DELETE FROM stream_sent WHERE stream IN (SELECT number FROM stream WHERE owner = ?)",
            "DELETE FROM stream WHERE owner = ?",
            "DELETE FROM roster WHERE owner = ?",
            "DELETE FROM roster_group WHERE owner = ?",
            "DELETE FROM roster_item WHERE owner = ?",
            "DELETE FROM roster_tombstone WHERE owner = ?",
            "DELETE FROM subscription_request WHERE owner = ?",
            "DELETE FROM invitation WHERE inviter = ?",
            "DELETE FROM service_list WHERE list = 'admins' AND jid = ?",
            "DELETE FROM pubsub_account WHERE owner = ?",
            "DELETE FROM pubsub_item WHERE owner = ?",
            "DELETE FROM pubsub_subscription WHERE owner = ?",
            "DELETE FROM pubsub_subscription WHERE account = ?",
            "DELETE FROM pubsub_node WHERE owner = ?");

    private static final String ACCOUNT = "SELECT host, localpart, created_at, last_login_at, disabled_at FROM account";

    private final Sql sql;
    private final GroupCommit writer;
    private final InstantSource clock;

    SqlAccounts(Sql sql, GroupCommit writer, InstantSource clock) {
        this.sql = sql;
        this.writer = writer;
        this.clock = clock;
    }

    @Override
    public boolean create(Jid jid, Map<Hash, ScramKeys> keys) {
        String local = localpart(jid);
        return sql.write(h -> create(h, jid, local, keys, clock.millis()));
    }

    @Override
    public boolean exists(Jid jid) {
        return account(jid) != null;
    }

    @Override
    public @Nullable Account account(Jid jid) {
        if (jid.local() == null) {
            return null;
        }
        return sql.first(
                ACCOUNT + " WHERE host = ? AND localpart = ?", SqlAccounts::account, jid.domain(), jid.local());
    }

    @Override
    public @Nullable ScramKeys keys(Jid jid, Hash hash) {
        return sql.first(
                "SELECT salt, iterations, stored_key, server_key FROM account_key"
                        + " WHERE host = ? AND localpart = ? AND hash = ?",
                row -> new ScramKeys(hash, row.getBytes(1), row.getInt(2), row.getBytes(3), row.getBytes(4)),
                jid.domain(),
                jid.local(),
                hash.digest());
    }

    @Override
    public boolean setKeys(Jid jid, Map<Hash, ScramKeys> keys) {
        String local = localpart(jid);
        return sql.write(h -> {
            // A write first, which finds out and locks the account against a deletion at the same time.
            boolean exists = h.execute(
                            "UPDATE account SET created_at = created_at WHERE host = ? AND localpart = ?",
                            jid.domain(),
                            local)
                    == 1;
            if (exists) {
                deleteKeys(h, jid.domain(), local);
                insertKeys(h, jid.domain(), local, keys);
            }
            return exists;
        });
    }

    @Override
    public CompletableFuture<Void> loggedIn(Jid jid, long at) {
        String local = localpart(jid);
        CompletableFuture<Boolean> answer = writer.submit(new Work<>(Haste.WHENEVER, 0, 0, (transaction, _) -> {
            transaction
                    .statements()
                    .execute(
                            "UPDATE account SET last_login_at = ? WHERE host = ? AND localpart = ?",
                            at,
                            jid.domain(),
                            local);
            return true;
        }));
        return answer.thenAccept(_ -> {});
    }

    @Override
    public boolean setDisabled(Jid jid, boolean disabled) {
        return sql.write(h -> h.execute(
                        "UPDATE account SET disabled_at = CASE WHEN ? THEN COALESCE(disabled_at, ?) END"
                                + " WHERE host = ? AND localpart = ?",
                        disabled,
                        clock.millis(),
                        jid.domain(),
                        localpart(jid))
                == 1);
    }

    @Override
    public long countDisabled(String host) {
        return sql.read(h -> h.select("SELECT COUNT(*) FROM account WHERE host = ? AND disabled_at IS NOT NULL", host)
                .mapTo(Long.class)
                .one());
    }

    @Override
    public List<Account> listDisabled(String host, int limit) {
        return sql.read(h -> h.select(
                        ACCOUNT + " WHERE host = ? AND disabled_at IS NOT NULL ORDER BY localpart LIMIT ?", host, limit)
                .map((row, _) -> account(row))
                .list());
    }

    @Override
    public boolean delete(Jid jid) {
        String local = localpart(jid);
        return sql.write(h -> {
            lockMailboxes(h);
            // Then the row that setKeys takes first.
            boolean existed =
                    h.execute("DELETE FROM account WHERE host = ? AND localpart = ?", jid.domain(), local) == 1;
            deleteOwned(h, jid);
            deleteKeys(h, jid.domain(), local);
            return existed;
        });
    }

    @Override
    public long count(String host) {
        return sql.read(h -> h.select("SELECT COUNT(*) FROM account WHERE host = ?", host)
                .mapTo(Long.class)
                .one());
    }

    @Override
    public List<Account> list(String host, @Nullable String after, int limit) {
        return sql.read(h -> h.select(
                        ACCOUNT + " WHERE host = ? AND localpart > ? ORDER BY localpart LIMIT ?",
                        host,
                        after == null ? "" : after,
                        limit)
                .map((row, _) -> account(row))
                .list());
    }

    private static Account account(ResultSet row) throws SQLException {
        return new Account(
                Jid.parse(row.getString("localpart") + "@" + row.getString("host")),
                row.getLong("created_at"),
                instant(row, "last_login_at"),
                instant(row, "disabled_at"));
    }

    private static @Nullable Long instant(ResultSet row, String column) throws SQLException {
        long instant = row.getLong(column);
        return row.wasNull() ? null : Long.valueOf(instant);
    }

    /** Makes an account inside a transaction that has written nothing yet; false where there is one. */
    static boolean create(Handle handle, Jid jid, String local, Map<Hash, ScramKeys> keys, long now) {
        lockMailboxes(handle);
        boolean created = handle.execute(
                        "INSERT INTO account (host, localpart, created_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                        jid.domain(),
                        local,
                        now)
                == 1;
        if (created) {
            // What a stream of the last account of this name left behind when it had been deleted.
            deleteOwned(handle, jid);
            insertKeys(handle, jid.domain(), local, keys);
        }
        return created;
    }

    private static void insertKeys(Handle handle, String host, String local, Map<Hash, ScramKeys> keys) {
        keys.forEach((hash, k) -> handle.execute(
                "INSERT INTO account_key (host, localpart, hash, salt, iterations, stored_key, server_key)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                host,
                local,
                hash.digest(),
                k.salt(),
                k.iterations(),
                k.storedKey(),
                k.serverKey()));
    }

    /** Takes the lock that every transaction of the mailbox takes first, so that none runs in between. */
    private static void lockMailboxes(Handle handle) {
        handle.execute("UPDATE message_id SET last_id = last_id");
    }

    private static void deleteOwned(Handle handle, Jid owner) {
        DELETE_OWNED.forEach(statement -> handle.execute(statement, owner.bare().toString()));
    }

    private static void deleteKeys(Handle handle, String host, String local) {
        handle.execute("DELETE FROM account_key WHERE host = ? AND localpart = ?", host, local);
    }

    static String localpart(Jid jid) {
        String local = jid.local();
        if (local == null) {
            throw new IllegalArgumentException("no account can have this JID, it lacks a localpart: " + jid);
        }
        return local;
    }
}
