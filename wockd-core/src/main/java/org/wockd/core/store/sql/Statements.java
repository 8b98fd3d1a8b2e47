package org.wockd.core.store.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The statements of the writer, each prepared once for a connection: to SQLite, reading the text of a statement costs more than
 * doing what it says. For one thread.
 */
final class Statements implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Statements.class);

    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    /**
     * @param connection the database's own, and not the pool's: that closes its statements with every handle
     */
    Statements(Connection connection) {
        this.connection = connection;
    }

    /** A statement failed. */
    static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Failed(SQLException cause) {
            super(cause);
        }
    }

    /** What is made of one row. */
    interface Read<T> {
        T from(ResultSet row) throws SQLException;
    }

    /** Whether they are of this connection. */
    boolean isOf(Connection other) {
        return connection.equals(other);
    }

    /** The texts of all that was prepared. */
    Set<String> texts() {
        return Set.copyOf(prepared.keySet());
    }

    /** Executes something that changes rows. */
    void execute(String sql, @Nullable Object... values) {
        try {
            PreparedStatement statement = bind(sql, values);
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new Failed(e);
        }
    }

    /** Executes the same with several rows of values. */
    void batch(String sql, List<@Nullable Object[]> rows) {
        if (rows.isEmpty()) {
            return;
        }
        try {
            for (@Nullable Object[] row : rows) {
                bind(sql, row).addBatch();
            }
            statement(sql).executeBatch();
        } catch (SQLException e) {
            throw new Failed(e);
        }
    }

    /** Reads all rows. */
    <T> List<T> all(String sql, Read<T> read, @Nullable Object... values) {
        return together(
                sql,
                found -> {
                    List<T> all = new ArrayList<>();
                    while (found.next()) {
                        all.add(read.from(found));
                    }
                    return all;
                },
                values);
    }

    /** Reads what is made of all rows together; the reader goes to the first by itself. */
    <T> T together(String sql, Read<T> read, @Nullable Object... values) {
        try (ResultSet found = bind(sql, values).executeQuery()) {
            return read.from(found);
        } catch (SQLException e) {
            throw new Failed(e);
        }
    }

    /** Reads the first row; null where there is none. */
    <T> @Nullable T first(String sql, Read<T> read, @Nullable Object... values) {
        List<T> all = all(sql, read, values);
        return all.isEmpty() ? null : all.getFirst();
    }

    private PreparedStatement statement(String sql) throws SQLException {
        PreparedStatement known = prepared.get(sql);
        if (known == null) {
            known = connection.prepareStatement(sql);
            prepared.put(sql, known);
        }
        return known;
    }

    private PreparedStatement bind(String sql, @Nullable Object[] values) throws SQLException {
        PreparedStatement statement = statement(sql);
        for (int i = 0; i < values.length; i++) {
            bind(statement, i + 1, values[i]);
        }
        return statement;
    }

    private static void bind(PreparedStatement statement, int place, @Nullable Object value) throws SQLException {
        switch (value) {
            case null -> statement.setObject(place, null);
            case Long number -> statement.setLong(place, number);
            case Integer number -> statement.setInt(place, number);
            case String text -> statement.setString(place, text);
            case byte[] octets -> statement.setBytes(place, octets);
            case Boolean flag -> statement.setBoolean(place, flag);
            default -> throw new IllegalArgumentException("no column holds a " + value.getClass());
        }
    }

    /** Closes them; the connection stays open. */
    @Override
    public void close() {
        for (PreparedStatement statement : prepared.values()) {
            try {
                statement.close();
            } catch (SQLException e) {
                // Closed it is all the same: SQLite's driver tells again how its last use failed.
                LOG.debug("a statement was closed with an error: {}", e.getMessage());
            }
        }
        prepared.clear();
    }
}
