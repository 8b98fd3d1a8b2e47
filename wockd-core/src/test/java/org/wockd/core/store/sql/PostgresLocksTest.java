package org.wockd.core.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.wockd.core.store.Archive.Preferences;
import org.wockd.core.store.Archive.Standard;
import org.wockd.core.store.Entry;
import org.wockd.core.store.Mailbox.Kind;
import org.wockd.core.store.RosterItem;
import org.wockd.core.store.RosterItem.Subscription;
import org.wockd.core.store.ScramKeys;
import org.wockd.core.store.ScramKeys.Hash;
import org.wockd.core.store.StoreLimits;
import org.wockd.core.store.Stores;
import org.wockd.core.store.Streams.Saved;
import org.wockd.core.store.Streams.Sent;
import org.wockd.protocol.jid.Jid;

/** Whoever locks several rows locks them in the same order as all others, so nobody waits in a circle. */
@ExtendWith(Postgres.class)
final class PostgresLocksTest {

    private static final Jid ROMEO = Jid.parse("romeo@montague.example");
    private static final Jid JULIET = Jid.parse("juliet@capulet.example");
    private static final byte[] OCTETS = "<message/>".getBytes(StandardCharsets.UTF_8);
    private static final Map<Hash, ScramKeys> KEYS = Map.of(
            Hash.SHA_1, new ScramKeys(Hash.SHA_1, OCTETS, 4096, OCTETS, OCTETS),
            Hash.SHA_256, new ScramKeys(Hash.SHA_256, OCTETS, 4096, OCTETS, OCTETS));
    private static final int ROUNDS = 60;

    private final PostgresServer server;

    PostgresLocksTest(PostgresServer server) {
        this.server = server;
    }

    @Test
    void allThatAnAccountHasChangesAtOnceWhileItIsDeletedAndMadeAgain() {
        try (SqlBackend backend = new SqlBackend(server.empty());
                Stores stores = backend.open(StoreLimits.defaults(), InstantSource.system());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Runnable> people = List.of(
                    () -> {
                        stores.accounts().create(ROMEO, KEYS);
                        stores.accounts().delete(ROMEO);
                    },
                    () -> stores.accounts().delete(ROMEO),
                    () -> stores.accounts().setKeys(ROMEO, KEYS),
                    () -> stores.accounts().loggedIn(ROMEO, 1).join(),
                    () -> stores.rosters()
                            .upsert(
                                    ROMEO,
                                    new RosterItem(JULIET, null, Subscription.BOTH, false, false, List.of("Love"))),
                    () -> stores.rosters().remove(ROMEO, JULIET),
                    () -> stores.rosters().putRequest(ROMEO, JULIET, "<presence/>", 1),
                    () -> stores.archive()
                            .setPreferences(ROMEO, new Preferences(Standard.ROSTER, List.of(JULIET), List.of())),
                    () -> write(stores));
            List<CompletableFuture<Void>> done = new ArrayList<>();
            for (Runnable person : people) {
                done.add(CompletableFuture.runAsync(() -> repeat(person), threads));
            }
            // The server breaks a circle by an error to one of those in it.
            assertThat(done).allSatisfy(CompletableFuture::join);
        }
    }

    private static void repeat(Runnable person) {
        for (int i = 0; i < ROUNDS; i++) {
            person.run();
        }
    }

    private static void write(Stores stores) {
        long number = System.nanoTime();
        var _ = stores.streams()
                .open(new Saved(number, ROMEO.withResource("orchard"), OCTETS, 60, 0, 0, OCTETS, List.of()));
        var _ = stores.streams().sent(number, List.of(new Sent(1, 0, OCTETS)), List::of);
        long id = stores.mailbox()
                .append(new Entry(
                        ROMEO, JULIET, Kind.MESSAGE, System.currentTimeMillis(), OCTETS, null, true, JULIET, null))
                .id();
        stores.mailbox().remove(ROMEO, List.of(id));
        stores.mailbox().expire();
        stores.streams().forget(number).join();
    }
}
