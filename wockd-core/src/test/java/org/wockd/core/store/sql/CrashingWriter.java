package org.wockd.core.store.sql;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import org.wockd.core.store.Entry;
import org.wockd.core.store.Mailbox;
import org.wockd.core.store.Mailbox.Kind;
import org.wockd.core.store.StoreLimits;
import org.wockd.core.store.Stores;
import org.wockd.protocol.jid.Jid;

/** A process that appends without end from several threads, and prints each stanza once it is acknowledged. */
final class CrashingWriter {

    static final int WRITERS = 8;

    private CrashingWriter() {}

    static Jid owner(int writer) {
        return Jid.parse("relay" + writer + ".example");
    }

    /** Arguments: the file, and the number of this run, with which every stanza begins. */
    public static void main(String[] args) throws InterruptedException {
        try (SqlBackend backend = new SqlBackend(Path.of(args[0]));
                Stores stores = backend.open(StoreLimits.defaults(), InstantSource.system())) {
            Thread[] writers = new Thread[WRITERS];
            for (int w = 0; w < WRITERS; w++) {
                int writer = w;
                writers[w] = Thread.ofPlatform().start(() -> write(stores.mailbox(), writer, args[1], System.out));
            }
            for (Thread writer : writers) {
                writer.join();
            }
        }
    }

    private static void write(Mailbox mailbox, int writer, String run, PrintStream out) {
        for (int n = 0; n < 1_000_000; n++) {
            String text = run + ":" + n;
            long id = mailbox.append(Entry.waiting(
                            owner(writer),
                            Jid.parse("romeo@montague.example"),
                            Kind.MESSAGE,
                            System.currentTimeMillis(),
                            text.getBytes(StandardCharsets.UTF_8),
                            text))
                    .id();
            out.println("acknowledged " + writer + " " + text + " " + id + " .");
        }
    }
}
