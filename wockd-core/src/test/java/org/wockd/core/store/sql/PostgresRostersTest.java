package org.wockd.core.store.sql;

import org.junit.jupiter.api.extension.ExtendWith;
import org.wockd.core.store.Backend;
import org.wockd.core.store.RostersContract;

@ExtendWith(Postgres.class)
final class PostgresRostersTest extends RostersContract {

    private final PostgresServer server;

    PostgresRostersTest(PostgresServer server) {
        this.server = server;
    }

    @Override
    protected Backend backend() {
        return new SqlBackend(server.empty());
    }
}
