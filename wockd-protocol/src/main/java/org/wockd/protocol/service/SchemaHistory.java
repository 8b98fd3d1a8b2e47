package org.wockd.protocol.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Whether a store has the newest schema already, asked without Flyway: to load that and let it look costs a start more than
 * everything else that the store does, and mostly it finds nothing to do.
 */
final class SchemaHistory {

    private static final String TABLE = "flyway_schema_history";
    private static final String CLASSPATH = "classpath:";
    private static final Pattern MIGRATION = Pattern.compile("V([0-9]+)__[^/]*\\.sql");

    private SchemaHistory() {}

    /**
     * True where the migrations that Flyway has noted as done are exactly those in {@code migrations}. Where they are not,
     * where one has failed, and where there is no history yet, Flyway has something to do or to say.
     *
     * @param migrations the folder of Flyway migrations, {@code classpath:} and its name
     */
    static boolean isComplete(DataSource store, String migrations) throws SQLException {
        try (Connection connection = store.getConnection()) {
            return hasHistory(connection) && done(connection).equals(known(migrations));
        }
    }

    private static boolean hasHistory(Connection connection) throws SQLException {
        try (ResultSet tables = connection.getMetaData().getTables(null, connection.getSchema(), TABLE, null)) {
            return tables.next();
        }
    }

    /** The noted versions; what is noted without one or has failed makes it no set that is known. */
    private static Set<String> done(Connection connection) throws SQLException {
        Set<String> versions = new HashSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT version, success FROM " + TABLE)) {
            while (rows.next()) {
                String version = rows.getString(1);
                versions.add(version != null && rows.getBoolean(2) ? version : "not done");
            }
        }
        return versions;
    }

    private static Set<String> known(String migrations) {
        String folder = migrations.substring(CLASSPATH.length());
        URL place = SchemaHistory.class.getClassLoader().getResource(folder);
        if (place == null) {
            return Set.of();
        }
        try {
            return place.openConnection() instanceof JarURLConnection jar ? inJar(jar, folder) : inFolder(place);
        } catch (IOException e) {
            throw new UncheckedIOException("The migrations in " + place + " cannot be read", e);
        }
    }

    private static Set<String> inJar(JarURLConnection connection, String folder) throws IOException {
        // Not the one that is shared, since this one is closed.
        connection.setUseCaches(false);
        try (JarFile jar = connection.getJarFile()) {
            String prefix = folder + "/";
            return versions(jar.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.startsWith(prefix))
                    .map(name -> name.substring(prefix.length())));
        }
    }

    private static Set<String> inFolder(URL place) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(URI.create(place.toString())))) {
            return versions(files.map(file -> String.valueOf(file.getFileName())));
        }
    }

    private static Set<String> versions(Stream<String> names) {
        Set<String> versions = new HashSet<>();
        names.map(MIGRATION::matcher)
                .filter(Matcher::matches)
                .map(name -> name.group(1))
                .forEach(versions::add);
        return versions;
    }
}
