package org.wockd.protocol.service;

import java.util.Map;
import java.util.regex.Pattern;

/** What differs between the databases that can hold a store. */
enum Dialect {
    SQLITE(1) {
        @Override
        Map<String, String> properties() {
            return Map.of(
                    "journal_mode", "WAL",
                    "synchronous", "FULL",
                    "foreign_keys", "true",
                    "busy_timeout", "10000",
                    "transaction_mode", "IMMEDIATE");
        }

        @Override
        void prepare(String jdbcUrl) {
            SqliteFile.prepare(jdbcUrl);
        }

        @Override
        String reason(Throwable cause) {
            String text = String.valueOf(cause.getMessage());
            if (text.contains("SQLITE_NOTADB")) {
                return "the file is there, but it is no SQLite database. Check the path; if it was one, restore a backup.";
            }
            if (text.contains("SQLITE_CORRUPT")) {
                return "the file is damaged. Restore a backup.";
            }
            if (text.contains("SQLITE_BUSY") || text.contains("SQLITE_LOCKED")) {
                return "another process holds it. Is this service running already?";
            }
            if (text.contains("SQLITE_READONLY") || text.contains("SQLITE_CANTOPEN")) {
                return "it may not be written. Give the service's user write access to the file and its folder.";
            }
            if (text.contains("SQLITE_FULL")) {
                return "the disk is full. Make room and start again.";
            }
            return text;
        }
    },

    POSTGRESQL(10) {
        @Override
        Map<String, String> properties() {
            return Map.of();
        }

        @Override
        void prepare(String jdbcUrl) {
            // The server keeps its own files.
        }

        @Override
        String reason(Throwable cause) {
            return cause.getMessage()
                    + "\nCheck that the server runs, and the host, database, user and password in the address.";
        }
    };

    // Both forms in which an address may hold a password: //user:password@host and ?password=…
    private static final Pattern QUERY = Pattern.compile("\\?.*$", Pattern.DOTALL);
    private static final Pattern USER_INFO = Pattern.compile("//[^/@]*@");

    private final int connections;

    Dialect(int connections) {
        this.connections = connections;
    }

    static Dialect of(String jdbcUrl) {
        if (jdbcUrl.startsWith(SqliteFile.PREFIX)) {
            return SQLITE;
        }
        if (jdbcUrl.startsWith("jdbc:postgresql:")) {
            return POSTGRESQL;
        }
        throw new StartException(
                ExitCode.CONFIGURATION,
                "The store's address \"" + withoutSecrets(jdbcUrl)
                        + "\" is of no known kind. It must begin with jdbc:sqlite: or jdbc:postgresql:");
    }

    /** The address as it may be shown: what follows a question mark, and a user before a host, can hold a password. */
    static String withoutSecrets(String jdbcUrl) {
        return USER_INFO.matcher(QUERY.matcher(jdbcUrl).replaceFirst("")).replaceFirst("//");
    }

    /** The most connections worth having. */
    int connections() {
        return connections;
    }

    /** What the driver is told for every connection. */
    abstract Map<String, String> properties();

    /** Makes what must be there before the first connection. */
    abstract void prepare(String jdbcUrl);

    /** Why it failed and what to do, for the operator. */
    abstract String reason(Throwable cause);
}
