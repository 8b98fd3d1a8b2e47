package org.wockd.core.store.sql;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * A PostgreSQL server on a port of its own, with a schema for each test: where a container engine is, one in a container, and
 * elsewhere one that comes with the tests. The system property {@code wockd.postgres.image} names the image.
 */
public final class PostgresServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresServer.class);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String IMAGE = "postgres:18-alpine";

    private final String url;
    private final Runnable stop;
    private final AtomicInteger schemas = new AtomicInteger();

    /**
     * @param url with user and password
     */
    private PostgresServer(String url, Runnable stop) {
        this.url = url;
        this.stop = stop;
    }

    static PostgresServer start() throws IOException {
        boolean isEngineThere = System.getenv("DOCKER_HOST") != null || Files.exists(Path.of("/var/run/docker.sock"));
        if (isEngineThere) {
            try {
                return inContainer();
            } catch (RuntimeException e) {
                LOG.warn("PostgreSQL does not start in a container, so the one of the tests is used: {}", e.toString());
            }
        }
        return embedded();
    }

    private static PostgresServer inContainer() {
        PostgreSQLContainer container = new PostgreSQLContainer(System.getProperty("wockd.postgres.image", IMAGE));
        container.withStartupTimeout(PATIENCE).start();
        LOG.info("PostgreSQL runs in a container of {}", container.getDockerImageName());
        String url = container.getJdbcUrl();
        String access = "user=" + container.getUsername() + "&password=" + container.getPassword();
        return new PostgresServer(url + (url.contains("?") ? "&" : "?") + access, container::close);
    }

    private static PostgresServer embedded() throws IOException {
        EmbeddedPostgres server =
                EmbeddedPostgres.builder().setPGStartupWait(PATIENCE).start();
        return new PostgresServer(server.getJdbcUrl("postgres", "postgres"), () -> {
            try {
                server.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** The address of a new schema with nothing in it: as good as a database, and made in a tenth of the time. */
    public String empty() {
        String name = "test_" + schemas.incrementAndGet();
        try (Connection connection = DriverManager.getConnection(url);
                Statement sql = connection.createStatement()) {
            sql.execute("CREATE SCHEMA " + name);
        } catch (SQLException e) {
            throw new AssertionError("The PostgreSQL of the tests made no schema", e);
        }
        return url + "&currentSchema=" + name;
    }

    @Override
    public void close() {
        stop.run();
    }
}
