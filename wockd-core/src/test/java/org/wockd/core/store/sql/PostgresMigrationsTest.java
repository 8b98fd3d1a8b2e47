package org.wockd.core.store.sql;

import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Postgres.class)
final class PostgresMigrationsTest extends MigrationsContract {

    private final PostgresServer server;

    PostgresMigrationsTest(PostgresServer server) {
        this.server = server;
    }

    @Override
    String url() {
        return server.empty();
    }
}
