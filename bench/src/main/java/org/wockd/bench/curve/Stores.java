package org.wockd.bench.curve;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.wockd.bench.server.StoreFile;

/** Fills the stores of cores that have stopped. */
final class Stores {
    private Stores() {}

    /** What is done with a store. */
    interface Filling {
        void of(StoreFile store) throws SQLException;
    }

    /**
     * Fills one.
     *
     * @param folder of the core
     * @throws IOException where it cannot be opened or changed
     */
    static void fill(Path folder, Filling filling) throws IOException {
        try (StoreFile store = StoreFile.open(folder)) {
            filling.of(store);
        } catch (SQLException e) {
            throw new IOException("the store of the core in " + folder + " cannot be filled: " + e.getMessage(), e);
        }
    }
}
