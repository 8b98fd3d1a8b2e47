package org.wockd.core.store.sql;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jdbi.v3.core.Jdbi;
import org.wockd.core.store.Backend;
import org.wockd.core.store.StoreLimits;
import org.wockd.core.store.Stores;
import org.wockd.protocol.service.Database;

/** A database, opened just as the core opens it. */
public final class SqlBackend implements Backend {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Database database;

    /** A SQLite file. */
    SqlBackend(Path file) {
        this(Database.sqlite(file));
    }

    /** The JDBC address of a database. */
    SqlBackend(String url) {
        database = Database.open(url, SqlStores.MIGRATIONS, meters);
    }

    Jdbi jdbi() {
        return database.jdbi();
    }

    SimpleMeterRegistry meters() {
        return meters;
    }

    @Override
    public Stores open(StoreLimits limits, InstantSource clock) {
        return SqlStores.open(database, limits, clock, meters);
    }

    @Override
    public void close() {
        database.close();
    }
}
