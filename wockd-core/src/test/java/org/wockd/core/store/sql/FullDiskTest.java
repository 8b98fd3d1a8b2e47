package org.wockd.core.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wockd.core.store.Entry;
import org.wockd.core.store.Mailbox;
import org.wockd.core.store.Mailbox.Kind;
import org.wockd.core.store.StoreException;
import org.wockd.core.store.StoreException.Code;
import org.wockd.core.store.StoreLimits;
import org.wockd.core.store.Stored;
import org.wockd.core.store.Stores;
import org.wockd.protocol.jid.Jid;

/** SQLite answers SQLITE_FULL when the file reaches max_page_count, just as when the disk is full. */
final class FullDiskTest {

    private static final Jid ROMEO = Jid.parse("romeo@montague.example");
    private static final Jid JULIET = Jid.parse("juliet@capulet.example");

    @TempDir
    Path folder;

    private static Entry message(int size) {
        return Entry.waiting(ROMEO, JULIET, Kind.MESSAGE, System.currentTimeMillis(), new byte[size], null);
    }

    private static List<Long> waiting(Mailbox mailbox) {
        return mailbox.pending(ROMEO, 0, 10_000).stream().map(Stored::id).toList();
    }

    @Test
    void aFullDiskFailsWhatWaitsKeepsWhatWasAcknowledgedAndServiceReturns() {
        try (SqlBackend backend = new SqlBackend(folder.resolve("core.db"));
                Stores stores = backend.open(StoreLimits.defaults(), InstantSource.system())) {
            Mailbox mailbox = stores.mailbox();
            List<Long> acknowledged = new ArrayList<>();
            acknowledged.add(mailbox.append(message(10)).id());
            backend.jdbi().useHandle(h -> h.execute("PRAGMA max_page_count = 100"));

            StoreException full = fill(mailbox, acknowledged);

            assertThat(full.code()).isEqualTo(Code.FULL);
            assertThat(full.code().transientFault()).isTrue();
            assertThat(full).hasMessageContaining("make room on its disk");
            assertThat(acknowledged).hasSizeGreaterThan(5);
            assertThat(waiting(mailbox)).isEqualTo(acknowledged);

            List<CompletableFuture<Mailbox.Appended>> group = IntStream.range(0, 20)
                    .mapToObj(_ -> mailbox.appendAsync(message(20_000)))
                    .toList();
            assertThat(group)
                    .allSatisfy(answer -> assertThatThrownBy(answer::join)
                            .isInstanceOf(CompletionException.class)
                            .cause()
                            .isInstanceOfSatisfying(
                                    StoreException.class,
                                    e -> assertThat(e.code()).isEqualTo(Code.FULL)));
            assertThat(waiting(mailbox)).isEqualTo(acknowledged);
            assertThat(mailbox.waiting(ROMEO)).isEqualTo(acknowledged.size());

            backend.jdbi().useHandle(h -> h.execute("PRAGMA max_page_count = 10000"));
            acknowledged.add(mailbox.append(message(20_000)).id());
            assertThat(waiting(mailbox)).isEqualTo(acknowledged);
        }
    }

    @Test
    void whatIsFetchedMakesRoomAgain() {
        try (SqlBackend backend = new SqlBackend(folder.resolve("core.db"));
                Stores stores = backend.open(StoreLimits.defaults(), InstantSource.system())) {
            Mailbox mailbox = stores.mailbox();
            backend.jdbi().useHandle(h -> h.execute("PRAGMA max_page_count = 100"));
            List<Long> acknowledged = new ArrayList<>();
            assertThat(fill(mailbox, acknowledged).code()).isEqualTo(Code.FULL);

            assertThat(mailbox.removeUpTo(ROMEO, acknowledged.getLast())).isEqualTo(acknowledged.size());
            assertThat(mailbox.append(message(20_000)).id()).isGreaterThan(acknowledged.getLast());
        }
    }

    /** Appends until the disk is full, and notes what was acknowledged before. */
    private static StoreException fill(Mailbox mailbox, List<Long> acknowledged) {
        for (int i = 0; i < 1_000; i++) {
            try {
                acknowledged.add(mailbox.append(message(20_000)).id());
            } catch (StoreException e) {
                return e;
            }
        }
        throw new AssertionError("the disk never was full");
    }
}
