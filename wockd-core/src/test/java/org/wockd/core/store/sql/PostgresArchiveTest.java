package org.wockd.core.store.sql;

import org.junit.jupiter.api.extension.ExtendWith;
import org.wockd.core.store.ArchiveContract;
import org.wockd.core.store.Backend;

@ExtendWith(Postgres.class)
final class PostgresArchiveTest extends ArchiveContract {

    private final PostgresServer server;

    PostgresArchiveTest(PostgresServer server) {
        this.server = server;
    }

    @Override
    protected Backend backend() {
        return new SqlBackend(server.empty());
    }
}
