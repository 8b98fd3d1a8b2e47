package org.wockd.protocol.service;

import java.util.Arrays;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.internal.exception.FlywaySqlException;

/** The change of a store to the newest schema, by Flyway, which is loaded with this class and not before. */
final class Migration {

    private Migration() {}

    /**
     * Brings the store to the newest schema.
     *
     * @throws StartException where that fails, or where the schema is newer than any that is known here
     */
    static void run(DataSource store, String jdbcUrl, String migrations) {
        Flyway flyway = Flyway.configure()
                .dataSource(store)
                .locations(migrations)
                .failOnMissingLocations(true)
                .cleanDisabled(true)
                .load();
        try {
            refuseNewerSchema(flyway, jdbcUrl);
            flyway.migrate();
        } catch (FlywaySqlException e) {
            throw Database.cannotOpen(jdbcUrl, e);
        } catch (FlywayException e) {
            throw new StartException(
                    ExitCode.FILE,
                    "The store " + Dialect.withoutSecrets(jdbcUrl) + " could not be brought to the newest schema: "
                            + oneLine(e)
                            + "\nNothing was half done: each migration is one transaction. Keep a copy of the"
                            + " store and report this text.",
                    e);
        }
    }

    private static void refuseNewerSchema(Flyway flyway, String jdbcUrl) {
        MigrationInfo[] all = flyway.info().all();
        for (MigrationInfo migration : all) {
            switch (migration.getState()) {
                case FUTURE_SUCCESS, FUTURE_FAILED -> {
                    String known = Arrays.stream(all)
                            .filter(m -> m.getState().isResolved() && m.getVersion() != null)
                            .map(m -> m.getVersion().getVersion())
                            .reduce("none", (before, after) -> after);
                    throw new StartException(
                            ExitCode.FILE,
                            "The store " + Dialect.withoutSecrets(jdbcUrl)
                                    + " was written by a newer wockd: its schema is "
                                    + migration.getVersion() + ", and this one knows up to " + known
                                    + ".\nStart the newer wockd again, or restore a backup made before it was started.");
                }
                default -> {}
            }
        }
    }

    private static String oneLine(Throwable e) {
        return String.valueOf(e.getMessage()).strip().replaceAll("\\s*[\\r\\n]+\\s*", " ");
    }
}
