package org.wockd.core.store.sql;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.wockd.core.store.StoreLimits;
import org.wockd.core.store.Stores;
import org.wockd.protocol.service.Database;

/** Opens the stores over a database. */
public final class SqlStores {

    /** Where the migrations are, as Flyway wants it. */
    public static final String MIGRATIONS = "classpath:db/core";

    private SqlStores() {}

    /**
     * Opens all stores and starts the writer of the mailbox.
     *
     * @param database a migrated one, on SQLite with {@code journal_mode=WAL}, {@code synchronous=FULL} (NORMAL loses
     *     commits with the power) and a busy timeout
     * @param clock for the times of creation, delivery and expiry
     * @param registry gets {@code wockd.store.commit} (time of one transaction), {@code wockd.store.group} (works in
     *     one), {@code wockd.store.queue} (works that wait), {@code wockd.store.refused} (since too many waited),
     *     {@code wockd.store.limited} (since somebody has too much of something)
     */
    public static Stores open(Database database, StoreLimits limits, InstantSource clock, MeterRegistry registry) {
        Sql sql = new Sql(database, registry);
        GroupCommit writer = new GroupCommit(sql, limits, clock, registry);
        return new Stores(
                new SqlAccounts(sql, writer, clock),
                new SqlRosters(sql, limits.roster(), clock),
                new SqlMailbox(sql, writer),
                new SqlArchive(sql),
                new SqlStreams(sql, writer),
                new SqlInvitations(sql, clock),
                new SqlServiceLists(sql),
                new SqlNotices(sql, clock),
                new SqlPubsubNodes(sql, limits.pubsub()));
    }
}
