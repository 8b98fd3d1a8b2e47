package org.wockd.core.store.sql;

import org.junit.jupiter.api.extension.ExtendWith;
import org.wockd.core.store.AccountsContract;
import org.wockd.core.store.Backend;

@ExtendWith(Postgres.class)
final class PostgresAccountsTest extends AccountsContract {

    private final PostgresServer server;

    PostgresAccountsTest(PostgresServer server) {
        this.server = server;
    }

    @Override
    protected Backend backend() {
        return new SqlBackend(server.empty());
    }
}
