package org.wockd.core.store.sql;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.wockd.protocol.service.Database;

final class SqliteMigrationsTest extends MigrationsContract {

    @TempDir
    Path folder;

    @Override
    String url() {
        return Database.sqlite(folder.resolve("core.db"));
    }
}
