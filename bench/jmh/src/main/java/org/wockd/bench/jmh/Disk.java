package org.wockd.bench.jmh;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.wockd.core.store.Mailbox;
import org.wockd.core.store.StoreLimits;
import org.wockd.core.store.Stores;
import org.wockd.core.store.sql.SqlStores;
import org.wockd.protocol.service.Database;

/** A store in a SQLite file of its own, in the folder for temporary files, with mailboxes that are never full. */
final class Disk implements AutoCloseable {
    private static final long LONG = 1_000_000_000_000L;

    private final Path folder;
    private final Database database;
    private final Stores stores;

    Disk() {
        folder = folder();
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        database = Database.open(Database.sqlite(folder.resolve("core.db")), SqlStores.MIGRATIONS, meters);
        stores = SqlStores.open(database, limits(), InstantSource.system(), meters);
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("wockd-jmh-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static StoreLimits limits() {
        StoreLimits usual = StoreLimits.defaults();
        Mailbox.Limits endless = new Mailbox.Limits(LONG, LONG, LONG, LONG, LONG, LONG);
        return new StoreLimits(usual.roster(), endless, endless, usual.pubsub(), usual.queue(), usual.queueBytes());
    }

    Stores stores() {
        return stores;
    }

    @Override
    public void close() throws IOException {
        stores.close();
        database.close();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
