package org.wockd.core.store.sql;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.wockd.core.store.Entry;
import org.wockd.core.store.Mailbox;
import org.wockd.core.store.Mailbox.Kind;
import org.wockd.core.store.StoreLimits;
import org.wockd.core.store.Stores;
import org.wockd.protocol.jid.Jid;

/**
 * Measures how many stanzas of 500 bytes are made durable per second by 1, 16 and 64 writers that each wait for their
 * own, on the file system of the folder that is its argument.
 */
final class AppendRate {

    private static final int SECONDS = 5;
    private static final int PEOPLE = 200;

    private AppendRate() {}

    /** Argument: a folder on the disk to measure. */
    public static void main(String[] args) throws Exception {
        for (int writers : new int[] {1, 16, 64}) {
            Path file = Files.createTempDirectory(Path.of(args[0]), "rate").resolve("core.db");
            try (SqlBackend backend = new SqlBackend(file);
                    Stores stores = backend.open(unlimited(), InstantSource.system())) {
                run(stores.mailbox(), writers, 1);
                long appended = run(stores.mailbox(), writers, SECONDS);
                System.out.printf(
                        "%d writers: %d durable appends per second, %.1f in one commit%n",
                        writers,
                        appended / SECONDS,
                        backend.meters().get("wockd.store.group").summary().mean());
            }
        }
    }

    private static StoreLimits unlimited() {
        StoreLimits limits = StoreLimits.defaults();
        Mailbox.Limits all = new Mailbox.Limits(
                Long.MAX_VALUE, Long.MAX_VALUE, 1_000_000_000, 1_000_000_000, Long.MAX_VALUE, 1_000_000_000);
        return new StoreLimits(limits.roster(), all, all, limits.pubsub(), limits.queue(), limits.queueBytes());
    }

    private static long run(Mailbox mailbox, int writers, int seconds) throws InterruptedException {
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        List<Thread> threads = new ArrayList<>();
        long[] counts = new long[writers];
        for (int w = 0; w < writers; w++) {
            int writer = w;
            threads.add(Thread.ofVirtual().start(() -> {
                while (System.nanoTime() < end) {
                    long n = counts[writer]++;
                    mailbox.append(Entry.waiting(
                            Jid.parse("user" + (n * writers + writer) % PEOPLE + "@montague.example"),
                            Jid.parse("romeo@montague.example"),
                            Kind.MESSAGE,
                            System.currentTimeMillis(),
                            new byte[500],
                            "stanza-" + writer + "-" + n + "-" + end));
                }
            }));
        }
        long sum = 0;
        for (int w = 0; w < writers; w++) {
            threads.get(w).join();
            sum += counts[w];
        }
        return sum;
    }
}
