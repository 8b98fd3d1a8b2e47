package org.wockd.core.store.sql;

import org.junit.jupiter.api.extension.ExtendWith;
import org.wockd.core.store.Backend;
import org.wockd.core.store.StreamsContract;

@ExtendWith(Postgres.class)
final class PostgresStreamsTest extends StreamsContract {

    private final PostgresServer server;

    PostgresStreamsTest(PostgresServer server) {
        this.server = server;
    }

    @Override
    protected Backend backend() {
        return new SqlBackend(server.empty());
    }
}
