package org.wockd.core.store.sql;

import org.junit.jupiter.api.extension.ExtendWith;
import org.wockd.core.store.Backend;
import org.wockd.core.store.PubsubNodesContract;

@ExtendWith(Postgres.class)
final class PostgresPubsubNodesTest extends PubsubNodesContract {

    private final PostgresServer server;

    PostgresPubsubNodesTest(PostgresServer server) {
        this.server = server;
    }

    @Override
    protected Backend backend() {
        return new SqlBackend(server.empty());
    }
}
