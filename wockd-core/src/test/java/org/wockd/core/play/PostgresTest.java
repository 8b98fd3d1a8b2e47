package org.wockd.core.play;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.wockd.core.store.sql.Postgres;
import org.wockd.core.store.sql.PostgresServer;

/** The operator has a PostgreSQL server, and all is kept there. */
@ExtendWith(Postgres.class)
class PostgresTest {

    @Test
    void aMessageWaitsInPostgresOverARestart(@TempDir Path data, PostgresServer server) throws IOException {
        try (Stage stage = Stage.open(data, Map.of("WOCKD_STORE_URL", server.empty()))) {
            try (Wire alice = stage.client("alice", "home")) {
                alice.say("<message to='bob@localhost' type='chat' id='m1'><body>Wherefore art thou?</body></message>");
                alice.fence();
            }

            stage.restart();

            try (Wire bob = stage.client("bob", "phone")) {
                assertThat(bob.say("<presence/>").hear("</message>"))
                        .contains("from='alice@localhost/home'", "<body>Wherefore art thou?</body>");
            }
            assertThat(data.resolve("core.db")).doesNotExist();
        }
    }
}
