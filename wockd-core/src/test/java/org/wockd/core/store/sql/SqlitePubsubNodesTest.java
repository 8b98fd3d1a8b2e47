package org.wockd.core.store.sql;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.wockd.core.store.Backend;
import org.wockd.core.store.PubsubNodesContract;

final class SqlitePubsubNodesTest extends PubsubNodesContract {

    @TempDir
    Path folder;

    @Override
    protected Backend backend() {
        return new SqlBackend(folder.resolve("core.db"));
    }
}
