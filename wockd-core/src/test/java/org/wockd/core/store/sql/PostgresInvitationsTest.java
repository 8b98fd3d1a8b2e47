package org.wockd.core.store.sql;

import org.junit.jupiter.api.extension.ExtendWith;
import org.wockd.core.store.Backend;
import org.wockd.core.store.InvitationsContract;

@ExtendWith(Postgres.class)
final class PostgresInvitationsTest extends InvitationsContract {

    private final PostgresServer server;

    PostgresInvitationsTest(PostgresServer server) {
        this.server = server;
    }

    @Override
    protected Backend backend() {
        return new SqlBackend(server.empty());
    }
}
