package org.wockd.protocol.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

class DatabaseTest {

    private static final String MIGRATION = "classpath:org/wockd/protocol/service/migration";
    private static final String NEWER = "classpath:org/wockd/protocol/service/newer";
    private static final String BROKEN = "classpath:org/wockd/protocol/service/broken";

    @TempDir
    Path folder;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private Database open(Path file, String migrations) {
        return Database.open(Database.sqlite(file), migrations, meters);
    }

    private StartException refusal(String url, String migrations) {
        return catchThrowableOfType(
                StartException.class,
                () -> Database.open(url, migrations, meters).close());
    }

    @Test
    void whatJulietWroteIsThereAfterReopening() {
        Path file = folder.resolve("data/core.db");
        try (Database database = open(file, MIGRATION)) {
            database.jdbi().useHandle(h -> h.execute("INSERT INTO person VALUES (?)", "juliet"));
        }
        try (Database database = open(file, MIGRATION)) {
            assertThat(database.jdbi()
                            .<java.util.List<String>, RuntimeException>withHandle(
                                    h -> h.createQuery("SELECT name FROM person")
                                            .mapTo(String.class)
                                            .list()))
                    .containsExactly("juliet");
        }
    }

    @Test
    void onlyAStoreThatLacksNothingIsOpenedWithoutMigrations() throws SQLException {
        Path file = folder.resolve("core.db");
        var store = new SQLiteDataSource();
        store.setUrl(Database.sqlite(file));
        assertThat(SchemaHistory.isComplete(store, MIGRATION))
                .as("an empty file")
                .isFalse();
        open(file, MIGRATION).close();
        assertThat(SchemaHistory.isComplete(store, MIGRATION))
                .as("as it was migrated")
                .isTrue();
        assertThat(SchemaHistory.isComplete(store, NEWER))
                .as("with one migration more to do")
                .isFalse();
        open(file, NEWER).close();
        assertThat(SchemaHistory.isComplete(store, NEWER)).as("with that done").isTrue();
        assertThat(SchemaHistory.isComplete(store, MIGRATION))
                .as("of a newer wockd")
                .isFalse();
        try (var connection = store.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("UPDATE flyway_schema_history SET success = 0 WHERE version = '2'");
        }
        assertThat(SchemaHistory.isComplete(store, NEWER))
                .as("with one that failed")
                .isFalse();
    }

    @Test
    void nobodyElseMayReadTheFileNorItsLogNorItsFolder() throws IOException {
        Path file = folder.resolve("data/deep/core.db");
        try (Database database = open(file, MIGRATION)) {
            database.jdbi().useHandle(h -> h.execute("INSERT INTO person VALUES ('juliet')"));
            assertThat(mode(file)).isEqualTo("rw-------");
            assertThat(mode(file.resolveSibling("core.db-wal"))).isEqualTo("rw-------");
            assertThat(mode(folder.resolve("data/deep"))).isEqualTo("rwx------");
            assertThat(mode(folder.resolve("data"))).isEqualTo("rwx------");
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void aCommitIsOnTheDiskAndForeignKeysHold() {
        try (Database database = open(folder.resolve("core.db"), MIGRATION)) {
            database.jdbi().useHandle(h -> {
                assertThat(h.createQuery("PRAGMA journal_mode")
                                .mapTo(String.class)
                                .one())
                        .isEqualTo("wal");
                assertThat(h.createQuery("PRAGMA synchronous")
                                .mapTo(Integer.class)
                                .one())
                        .isEqualTo(2);
                assertThat(h.createQuery("PRAGMA busy_timeout")
                                .mapTo(Integer.class)
                                .one())
                        .isEqualTo(10_000);
                assertThatThrownBy(() -> h.execute("INSERT INTO pet VALUES ('argos', 'nobody')"))
                        .isInstanceOf(UnableToExecuteStatementException.class)
                        .hasMessageContaining("FOREIGN KEY");
            });
        }
    }

    @Test
    void thePoolIsSeenInTheMetrics() {
        try (Database database = open(folder.resolve("core.db"), MIGRATION)) {
            assertThat(database.jdbi()).isNotNull();
            assertThat(meters.get("hikaricp.connections.max").gauge().value()).isEqualTo(1.0);
        }
    }

    @Test
    void aStoreInMemoryLastsAsLongAsItIsOpen() {
        try (Database database = Database.open("jdbc:sqlite::memory:", MIGRATION, meters)) {
            database.jdbi().useHandle(h -> h.execute("INSERT INTO person VALUES ('romeo')"));
            assertThat(database.jdbi()
                            .<Integer, RuntimeException>withHandle(h -> h.createQuery("SELECT count(*) FROM person")
                                    .mapTo(Integer.class)
                                    .one()))
                    .isEqualTo(1);
        }
    }

    @Test
    void aNewerSchemaIsRefused() {
        Path file = folder.resolve("core.db");
        open(file, NEWER).close();

        StartException refused = refusal(Database.sqlite(file), MIGRATION);
        assertThat(refused)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("written by a newer wockd: its schema is 2, and this one knows up to 1")
                .hasMessageContaining("restore a backup");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.FILE);
    }

    @Test
    void anOlderSchemaIsBroughtForward() {
        Path file = folder.resolve("core.db");
        open(file, MIGRATION).close();
        try (Database database = open(file, NEWER)) {
            database.jdbi().useHandle(h -> h.execute("INSERT INTO person (name, born) VALUES ('juliet', 1582)"));
        }
    }

    @Test
    void aFailedMigrationIsTold() {
        assertThat(refusal(Database.sqlite(folder.resolve("core.db")), BROKEN))
                .hasMessageContaining("could not be brought to the newest schema")
                .hasMessageContaining("TABEL");
    }

    @Test
    void aFolderThatCannotBeMadeIsTold() throws IOException {
        Path blocker = Files.writeString(folder.resolve("data"), "I am a file");
        StartException refused = refusal(Database.sqlite(blocker.resolve("core.db")), MIGRATION);
        assertThat(refused)
                .hasMessageContaining("cannot be made or written")
                .hasMessageContaining("Give the service's user write access to the folder");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.FILE);
    }

    @Test
    void aFolderInPlaceOfTheFileIsTold() throws IOException {
        Path taken = Files.createDirectory(folder.resolve("core.db"));
        assertThat(refusal(Database.sqlite(taken), MIGRATION))
                .hasMessageContaining("something else than a file has that name");
    }

    @Test
    void aFileThatIsNoDatabaseIsTold() throws IOException {
        Path file = Files.writeString(folder.resolve("core.db"), "Wherefore art thou Romeo?".repeat(100));
        StartException refused = refusal(Database.sqlite(file), MIGRATION);
        assertThat(refused).hasMessageContaining("it is no SQLite database");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    }

    @Test
    void anUnknownKindOfStoreIsTold() {
        assertThat(refusal("jdbc:oracle:thin", MIGRATION))
                .hasMessageContaining("\"jdbc:oracle:thin\"")
                .hasMessageContaining("jdbc:sqlite: or jdbc:postgresql:");
    }

    @Test
    void noPasswordOfAnAddressIsShown() {
        assertThat(Dialect.withoutSecrets("jdbc:postgresql://wockd:hunter2@db/wockd?user=w&password=hunter2"))
                .isEqualTo("jdbc:postgresql://db/wockd");
    }
}
