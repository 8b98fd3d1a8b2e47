package org.wockd.core.store.sql;

import org.junit.jupiter.api.extension.ExtendWith;
import org.wockd.core.store.Backend;
import org.wockd.core.store.ServiceListsContract;

@ExtendWith(Postgres.class)
final class PostgresServiceListsTest extends ServiceListsContract {

    private final PostgresServer server;

    PostgresServiceListsTest(PostgresServer server) {
        this.server = server;
    }

    @Override
    protected Backend backend() {
        return new SqlBackend(server.empty());
    }
}
