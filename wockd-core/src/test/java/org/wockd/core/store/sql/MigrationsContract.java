package org.wockd.core.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.wockd.core.store.Archive.Search;
import org.wockd.core.store.Entry;
import org.wockd.core.store.Mailbox.Appended.Duplicate;
import org.wockd.core.store.Mailbox.Kind;
import org.wockd.core.store.StoreLimits;
import org.wockd.core.store.Stored;
import org.wockd.core.store.Stores;
import org.wockd.protocol.jid.Jid;

/** What an earlier wockd stored is there for the newest. */
abstract class MigrationsContract {

    private static final Jid ROMEO = Jid.parse("romeo@montague.example");
    private static final Jid JULIET = Jid.parse("juliet@capulet.example");
    private static final Search ALL = new Search(null, null, null, Set.of(), null, null, false, 10);

    /** The address of an empty database. */
    abstract String url();

    @Test
    void mailboxesOfTheFirstSchemaAreThereInTheNewest() {
        String url = url();
        long now = System.currentTimeMillis();
        Flyway.configure()
                .dataSource(url, null, null)
                .locations(SqlStores.MIGRATIONS)
                .target("1")
                .load()
                .migrate();
        Jdbi.create(url).useHandle(handle -> {
            handle.execute("UPDATE message_id SET last_id = 8");
            handle.execute(
                    "INSERT INTO mailbox (number, owner, waiting_count, waiting_bytes) VALUES (7, ?, 1, 2)",
                    ROMEO.toString());
            handle.execute(
                    "INSERT INTO message (mailbox, id, kind, sender, dedup_key, received_at, delivered_at, expires_at,"
                            + " stanza) VALUES (7, 7, 'MESSAGE', ?, NULL, ?, NULL, ?, ?)",
                    JULIET.toString(),
                    now,
                    now + 1_000_000,
                    new byte[] {1, 2});
            handle.execute(
                    "INSERT INTO message (mailbox, id, kind, sender, dedup_key, received_at, delivered_at, expires_at,"
                            + " stanza) VALUES (7, 8, 'MESSAGE', ?, 'key', ?, ?, ?, ?)",
                    JULIET.toString(),
                    now,
                    now,
                    now + 1_000_000,
                    new byte[0]);
        });
        try (SqlBackend backend = new SqlBackend(url);
                Stores stores = backend.open(StoreLimits.defaults(), InstantSource.system())) {
            Entry again = new Entry(ROMEO, JULIET, Kind.MESSAGE, now, new byte[3], "key", true, JULIET, null);
            Entry next = new Entry(ROMEO, JULIET, Kind.MESSAGE, now, new byte[3], "next", true, JULIET, null);

            assertThat(stores.mailbox().pending(ROMEO, 0, 10))
                    .containsExactly(new Stored(7, JULIET, Kind.MESSAGE, now, new byte[] {1, 2}, false));
            assertThat(stores.archive().page(ROMEO, ALL).rows()).isEmpty();
            assertThat(stores.mailbox().append(again)).isEqualTo(new Duplicate(8));
            long id = stores.mailbox().append(next).id();
            assertThat(stores.mailbox().remove(ROMEO, List.of(7L, id))).isEqualTo(2);
            assertThat(stores.mailbox().waiting(ROMEO)).isZero();
            assertThat(stores.archive().contains(ROMEO, id)).isTrue();
            assertThat(stores.archive().contains(ROMEO, 7)).isFalse();
        }
    }
}
