package org.wockd.core.store.sql;

import org.junit.jupiter.api.extension.ExtendWith;
import org.wockd.core.store.Backend;
import org.wockd.core.store.NoticesContract;

@ExtendWith(Postgres.class)
final class PostgresNoticesTest extends NoticesContract {

    private final PostgresServer server;

    PostgresNoticesTest(PostgresServer server) {
        this.server = server;
    }

    @Override
    protected Backend backend() {
        return new SqlBackend(server.empty());
    }
}
