package org.wockd.protocol.service;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * The process's relational store, brought to the newest schema before anyone sees it.
 *
 * <p>On SQLite there is one connection, since there can be one writer: transactions queue for it in the order they ask. A
 * commit is on the disk when it returns ({@code synchronous=FULL} with a write-ahead log).
 */
public final class Database implements AutoCloseable {

    private final HikariDataSource pool;
    private @Nullable Jdbi jdbi;

    private Database(HikariDataSource pool) {
        this.pool = pool;
    }

    /** The address of the SQLite database in {@code file}, which need not exist yet. */
    public static String sqlite(Path file) {
        return SqliteFile.PREFIX + file.toAbsolutePath();
    }

    /**
     * Opens the database, making a missing SQLite file (mode 0600, its folders 0700), and applies the migrations it lacks.
     *
     * @param jdbcUrl where it is, such as {@code jdbc:sqlite:/var/lib/wockd/core.db} or {@code jdbc:postgresql://host/db?user=…}
     * @param migrations the folder of Flyway migrations, such as {@code classpath:org/wockd/core/store/migration}
     * @param meters gets the pool's metrics ({@code hikaricp.*})
     * @throws StartException with a text for the operator when the store cannot be used, or was written by a newer wockd
     */
    public static Database open(String jdbcUrl, String migrations, MeterRegistry meters) {
        Dialect dialect = Dialect.of(jdbcUrl);
        dialect.prepare(jdbcUrl);
        var settings = new HikariConfig();
        settings.setJdbcUrl(jdbcUrl);
        settings.setPoolName("store");
        settings.setMaximumPoolSize(dialect.connections());
        settings.setMinimumIdle(1);
        settings.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(meters));
        dialect.properties().forEach(settings::addDataSourceProperty);
        if (dialect.connections() == 1) {
            // A lone connection is not retired: an in-memory database would vanish with it.
            settings.setMaxLifetime(0);
            settings.setIdleTimeout(0);
        }
        HikariDataSource pool = null;
        try {
            pool = new HikariDataSource(settings);
            if (!SchemaHistory.isComplete(pool, migrations)) {
                Migration.run(pool, jdbcUrl, migrations);
            }
            return new Database(pool);
        } catch (RuntimeException | SQLException e) {
            if (pool != null) {
                pool.close();
            }
            throw e instanceof StartException start ? start : cannotOpen(jdbcUrl, e);
        }
    }

    static StartException cannotOpen(String jdbcUrl, Throwable e) {
        return new StartException(
                ExitCode.UNAVAILABLE,
                "The store " + Dialect.withoutSecrets(jdbcUrl) + " cannot be opened: "
                        + Dialect.of(jdbcUrl).reason(rootOf(e)),
                e);
    }

    private static Throwable rootOf(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    /**
     * The way to the tables; every handle from it must be closed soon, since others wait for the connection. It is made when it is
     * asked for first, as it takes longer than the reads of a start.
     */
    public synchronized Jdbi jdbi() {
        Jdbi made = jdbi;
        if (made == null) {
            made = Jdbi.create(pool);
            jdbi = made;
        }
        return made;
    }

    /** A connection for plain JDBC, to be closed soon as well. */
    public Connection connection() throws SQLException {
        return pool.getConnection();
    }

    /** Gives back all connections; on SQLite this also folds the write-ahead log into the file. */
    @Override
    public void close() {
        pool.close();
    }
}
