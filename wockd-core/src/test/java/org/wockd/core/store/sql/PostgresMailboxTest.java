package org.wockd.core.store.sql;

import org.junit.jupiter.api.extension.ExtendWith;
import org.wockd.core.store.Backend;
import org.wockd.core.store.MailboxContract;

@ExtendWith(Postgres.class)
final class PostgresMailboxTest extends MailboxContract {

    private final PostgresServer server;

    PostgresMailboxTest(PostgresServer server) {
        this.server = server;
    }

    @Override
    protected Backend backend() {
        return new SqlBackend(server.empty());
    }
}
