package org.wockd.core.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wockd.core.store.StoreLimits;
import org.wockd.core.store.Stores;
import org.wockd.core.store.sql.SqlStores;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.service.Database;

/** {@link ArchiveIds}: a row is found again by its id, and by nothing else. */
class ArchiveIdsTest {
    private static final Jid ROMEO = Jid.parse("romeo@montague.example");
    private static final Jid JULIET = Jid.parse("juliet@capulet.example");

    @TempDir
    Path folder;

    private Database database;
    private Stores stores;

    @BeforeEach
    void open() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        database = Database.open(Database.sqlite(folder.resolve("core.db")), SqlStores.MIGRATIONS, meters);
        stores = SqlStores.open(database, StoreLimits.defaults(), InstantSource.system(), meters);
    }

    @AfterEach
    void close() {
        stores.close();
        database.close();
    }

    private ArchiveIds ids() {
        return new ArchiveIds(stores.archive());
    }

    @Test
    void anIdLeadsBackToItsRow() {
        for (long row : new long[] {1, 2, 1_795_761_686_914_001L, Long.MAX_VALUE}) {
            assertThat(ids().row(ROMEO, ids().of(ROMEO.withResource("orchard"), row)))
                    .isEqualTo(OptionalLong.of(row));
        }
    }

    @Test
    void rowsThatFollowEachOtherHaveIdsThatTellNothingOfIt() {
        Set<String> seen = new HashSet<>();
        for (long row = 0; row < 1_000; row++) {
            String id = ids().of(ROMEO, row);
            assertThat(id).matches("[\\w-]{22}");
            // Any part of it, since a part that stays the same would tell.
            seen.add(id.substring(0, 8));
            seen.add(id.substring(8, 16));
        }
        assertThat(seen).hasSize(2_000);
    }

    @Test
    void anIdIsItsOwnersAlone() {
        assertThat(ids().of(JULIET, 7)).isNotEqualTo(ids().of(ROMEO, 7));
        assertThat(ids().row(JULIET, ids().of(ROMEO, 7))).isEmpty();
    }

    @Test
    void anotherServersIdsAreUnknownHere() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (Database other = Database.open(Database.sqlite(folder.resolve("other.db")), SqlStores.MIGRATIONS, meters);
                Stores theirs = SqlStores.open(other, StoreLimits.defaults(), InstantSource.system(), meters)) {
            assertThat(ids().row(ROMEO, new ArchiveIds(theirs.archive()).of(ROMEO, 7)))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "7",
                "1795761686914001",
                "not an id at all",
                "AAAAAAAAAAAAAAAAAAAAAA",
                "AAAAAAAAAAAAAAAAAAAAAA=="
            })
    void whatIsNoIdLeadsNowhere(String id) {
        assertThat(ids().row(ROMEO, id)).isEmpty();
    }

    /** The last character has bits to spare: only one way to write it counts, for clients compare ids as texts. */
    @Test
    void anIdIsWrittenOneWay() {
        String id = ids().of(ROMEO, 7);
        String same = id.substring(0, 21) + (char) (id.charAt(21) + 1);
        assertThat(ids().row(ROMEO, same)).isEmpty();
    }
}
