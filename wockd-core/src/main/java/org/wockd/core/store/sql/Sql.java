package org.wockd.core.store.sql;

import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteException;
import org.wockd.core.store.LimitExceeded;
import org.wockd.core.store.StoreException;
import org.wockd.core.store.StoreException.Code;
import org.wockd.protocol.service.Database;

/**
 * The way to the database: reads, transactions, and the one place that knows the databases' error codes.
 *
 * <p>A transaction must write before it reads. Then it holds what it needs from the start: on SQLite the lock of the
 * file (a reader that turns writer is refused when somebody wrote meanwhile), on PostgreSQL the lock of its first row.
 */
final class Sql {

    private static final int SQLITE_BUSY = 5;
    private static final int SQLITE_LOCKED = 6;
    private static final int SQLITE_IOERR = 10;
    private static final int SQLITE_FULL = 13;
    private static final int SQLITE_CANTOPEN = 14;

    private final Database database;
    private final MeterRegistry metrics;
    private final Reads reads = new Reads();

    Sql(Database database, MeterRegistry metrics) {
        this.database = database;
        this.metrics = metrics;
    }

    /** One statement that reads; more than one may see different states. */
    <T extends @Nullable Object> T read(HandleCallback<T, RuntimeException> body) {
        try {
            return database.jdbi().withHandle(body);
        } catch (JdbiException | Statements.Failed e) {
            throw failure(e);
        }
    }

    /**
     * All rows of a statement that reads, with question marks for the values; for what is read often. Like the others it takes
     * a connection of its own, so it must not be called while another one is held: on SQLite there is only one.
     */
    <T> List<T> all(String text, Statements.Read<T> read, @Nullable Object... values) {
        return prepared(statements -> statements.all(text, read, values));
    }

    /** What is made of all rows together, as {@link Statements#together} says. */
    <T> T together(String text, Statements.Read<T> read, @Nullable Object... values) {
        return prepared(statements -> statements.together(text, read, values));
    }

    /** The same of the first row; null where there is none. */
    <T> @Nullable T first(String text, Statements.Read<T> read, @Nullable Object... values) {
        return prepared(statements -> statements.first(text, read, values));
    }

    /** The same of the one row that must be there. */
    <T> T one(String text, Statements.Read<T> read, @Nullable Object... values) {
        return Objects.requireNonNull(first(text, read, values), text);
    }

    private <T extends @Nullable Object> T prepared(Function<Statements, T> read) {
        try (Connection connection = database.connection()) {
            return reads.from(own(connection), read);
        } catch (SQLException | Statements.Failed e) {
            throw failure(e);
        }
    }

    /** The texts of what was read so. */
    Set<String> texts() {
        return reads.texts();
    }

    /** Makes what the first transaction would otherwise make; for a thread that nobody waits for. */
    void prepare() {
        var _ = database.jdbi();
    }

    /** One transaction that writes before it reads. */
    <T extends @Nullable Object> T write(HandleCallback<T, RuntimeException> body) {
        try {
            return database.jdbi().inTransaction(body);
        } catch (LimitExceeded e) {
            exceeded(e);
            throw e;
        } catch (JdbiException | Statements.Failed e) {
            throw failure(e);
        }
    }

    /** The database's own connection under that of the pool, on which a statement may outlive that. */
    static Connection own(Connection ofPool) {
        try {
            return ofPool.unwrap(Connection.class);
        } catch (SQLException e) {
            throw new Statements.Failed(e);
        }
    }

    /** Somebody's work ran into a limit. */
    void exceeded(LimitExceeded e) {
        metrics.counter("wockd.store.limited", "limit", e.limit().name().toLowerCase(Locale.ROOT))
                .increment();
    }

    private static StoreException failure(Exception e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof SQLException s) {
                Code code = code(s);
                return new StoreException(code, text(code) + " (" + s.getMessage() + ")", e);
            }
        }
        return new StoreException(Code.FAILED, text(Code.FAILED) + " (" + e.getMessage() + ")", e);
    }

    private static Code code(SQLException e) {
        if (e instanceof SQLiteException s) {
            // The upper octets refine the primary result code.
            return switch (s.getResultCode().code & 0xff) {
                case SQLITE_FULL -> Code.FULL;
                case SQLITE_BUSY, SQLITE_LOCKED -> Code.BUSY;
                case SQLITE_IOERR, SQLITE_CANTOPEN -> Code.IO;
                default -> Code.FAILED;
            };
        }
        if (e instanceof SQLTransientConnectionException) {
            // The pool had no connection to give for too long.
            return Code.BUSY;
        }
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        if (state.startsWith("53")) {
            return state.equals("53100") ? Code.FULL : Code.BUSY;
        }
        // 08: connection lost; 57P: the server stops; 58: its system failed. 40: a conflict that a retry resolves.
        if (state.startsWith("08") || state.startsWith("57P") || state.startsWith("58")) {
            return Code.IO;
        }
        return state.startsWith("40") || state.equals("55P03") ? Code.BUSY : Code.FAILED;
    }

    private static String text(Code code) {
        return switch (code) {
            case FULL -> "The database cannot grow, so nothing was stored: make room on its disk.";
            case BUSY -> "The database is locked or overloaded, so nothing was stored: try again.";
            case IO -> "The database cannot be reached or its disk fails, so nothing was stored: look at the disk.";
            case CLOSED -> "The store is closed, so nothing was stored.";
            case FAILED -> "The database refused a statement, so nothing was stored: please report this defect.";
        };
    }
}
