package org.wockd.core.store.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is read again and again, such as at every login: statements that are prepared once for each connection of the pool, which
 * one thread uses at a time.
 */
final class Reads {
    private final Map<Connection, Statements> byConnection = new ConcurrentHashMap<>();

    /** Reads something by the statements of a connection, the database's own. */
    <T extends @Nullable Object> T from(Connection connection, Function<Statements, T> read) {
        Statements statements = byConnection.get(connection);
        if (statements == null) {
            // The pool has replaced one: of those that it has closed nothing is to be kept.
            byConnection.keySet().removeIf(Reads::isClosed);
            statements = new Statements(connection);
            byConnection.put(connection, statements);
        }
        try {
            return read.apply(statements);
        } catch (Statements.Failed e) {
            byConnection.remove(connection);
            statements.close();
            throw e;
        }
    }

    private static boolean isClosed(Connection connection) {
        try {
            return connection.isClosed();
        } catch (SQLException e) {
            return true;
        }
    }

    /** The texts of all that was prepared. */
    Set<String> texts() {
        return byConnection.values().stream()
                .flatMap(statements -> statements.texts().stream())
                .collect(Collectors.toSet());
    }
}
