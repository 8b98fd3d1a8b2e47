package org.wockd.torrent.downloads;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.wockd.protocol.service.Database;

class SqlLedgerTest extends LedgerContract {

    @TempDir
    Path folder;

    private @Nullable Database database;

    @Override
    Ledger reopened() {
        close();
        Database opened = Database.open(
                Database.sqlite(folder.resolve("t.db")), "classpath:db/torrent", new SimpleMeterRegistry());
        database = opened;
        return new SqlLedger(opened.jdbi());
    }

    @AfterEach
    void close() {
        if (database != null) {
            database.close();
        }
    }
}
