package org.wockd.core.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wockd.core.store.Archive.Search;
import org.wockd.core.store.Entry;
import org.wockd.core.store.Mailbox.Kind;
import org.wockd.core.store.Notices;
import org.wockd.core.store.PubsubNodes;
import org.wockd.core.store.PubsubNodes.Item;
import org.wockd.core.store.PubsubNodes.Node;
import org.wockd.core.store.ServiceLists;
import org.wockd.core.store.StoreLimits;
import org.wockd.core.store.Stores;
import org.wockd.core.store.Streams.Saved;
import org.wockd.core.store.Streams.Sent;
import org.wockd.protocol.jid.Jid;

/** What an operation costs does not grow with what others have stored: SQLite is asked how it would do each statement. */
final class QueryPlanTest {

    private static final Jid ROMEO = Jid.parse("romeo@montague.example");
    private static final Jid BALCONY = Jid.parse("juliet@capulet.example/balcony");

    @TempDir
    Path folder;

    private SqlBackend backend;
    private Stores stores;
    private final Set<String> statements = new LinkedHashSet<>();

    @BeforeEach
    void open() {
        backend = new SqlBackend(folder.resolve("core.db"));
        stores = backend.open(StoreLimits.defaults(), InstantSource.system());
    }

    @AfterEach
    void close() {
        stores.close();
        backend.close();
    }

    /** How the database does all that a piece of play asks of it. */
    private List<String> plan(Runnable play) {
        Jdbi jdbi = backend.jdbi();
        statements.clear();
        SqlMailbox writer = (SqlMailbox) stores.mailbox();
        Set<String> before = writer.statements();
        jdbi.setSqlLogger(new SqlLogger() {
            @Override
            public void logAfterExecution(StatementContext context) {
                statements.add(context.getParsedSql().getSql());
            }
        });
        play.run();
        jdbi.setSqlLogger(SqlLogger.NOP_SQL_LOGGER);
        statements.addAll(writer.statements());
        statements.removeAll(before);
        assertThat(statements).isNotEmpty();
        return jdbi.withHandle(handle -> statements.stream()
                .flatMap(sql -> handle
                        .select("EXPLAIN QUERY PLAN " + sql.replace("?", "1"))
                        .map((row, _) -> row.getString("detail"))
                        .stream())
                .toList());
    }

    private static Search search(@Nullable Jid with, @Nullable Long start, @Nullable Long after, boolean backward) {
        return new Search(with, start, null, Set.of(), after, null, backward, 50);
    }

    private static Entry message(@Nullable String key) {
        return new Entry(
                ROMEO, BALCONY, Kind.MESSAGE, System.currentTimeMillis(), new byte[10], key, true, BALCONY, null);
    }

    @Test
    void whatWaitsIsReadFromAnIndexOfWhatWaits() {
        assertThat(plan(() -> stores.mailbox().pending(ROMEO, 1, 100)))
                .containsExactly(
                        "SEARCH m USING INDEX sqlite_autoindex_mailbox_2 (owner=?)",
                        "SEARCH s USING INDEX message_waiting (mailbox=? AND id>?)");
    }

    @Test
    void aPageIsReadFromItsPlaceInTheOrderOfIds() {
        assertThat(plan(() -> stores.archive().page(ROMEO, search(null, null, 1L, false))))
                .contains("SEARCH s USING INDEX sqlite_autoindex_message_1 (mailbox=? AND id>?)")
                .hasSize(2);
        assertThat(plan(() -> stores.archive().page(ROMEO, search(null, 1L, null, false))))
                .contains("SEARCH s USING INDEX sqlite_autoindex_message_1 (mailbox=? AND id>?)")
                .hasSize(2);
        assertThat(plan(() -> stores.archive().page(ROMEO, search(null, null, null, true))))
                .contains("SEARCH s USING INDEX sqlite_autoindex_message_1 (mailbox=?)")
                .hasSize(2);
    }

    @Test
    void aPageOfOneContactIsReadFromAnIndexOfContacts() {
        for (Jid with : List.of(BALCONY, BALCONY.bare())) {
            assertThat(plan(() -> stores.archive().page(ROMEO, search(with, null, 1L, false))))
                    .contains("SEARCH s USING INDEX message_peer (mailbox=? AND peer=? AND id>?)")
                    .hasSize(2);
            assertThat(plan(() -> stores.archive().page(ROMEO, search(with, null, null, true))))
                    .contains("SEARCH s USING INDEX message_peer (mailbox=? AND peer=?)")
                    .hasSize(2);
        }
    }

    @Test
    void expiryLooksOnlyAtWhatHasExpired() {
        stores.mailbox().append(message(null));
        assertThat(plan(() -> stores.mailbox().expire()))
                .contains("SEARCH message USING INDEX message_expiry (expires_at<?)")
                .filteredOn(step -> step.startsWith("SCAN"))
                .containsExactly("SCAN mailbox");
    }

    @Test
    void nothingElseReadsAllMessagesAndNothingIsSorted() {
        assertThat(plan(this::everything))
                .noneMatch(step -> step.startsWith("SCAN message") && !step.equals("SCAN message_id"))
                .noneMatch(step -> step.startsWith("SCAN s"))
                .noneMatch(step -> step.contains("TEMP B-TREE"))
                .anyMatch(step -> step.contains("message_dedup (mailbox=? AND sender=? AND dedup_key=?)"));
        assertThat(statements).hasSizeGreaterThan(30);
    }

    private void everything() {
        stores.accounts().create(ROMEO, Map.of());
        stores.mailbox().append(message("first"));
        long id = stores.mailbox().append(message("second")).id();
        stores.mailbox().waiting(ROMEO);
        stores.mailbox().remove(ROMEO, List.of(id));
        stores.mailbox().removeUpTo(ROMEO, id);
        stores.mailbox().delivered(ROMEO, id).join();
        stores.mailbox().expire();
        stores.archive().contains(ROMEO, id);
        stores.archive().extent(ROMEO);
        stores.archive().count(ROMEO, search(BALCONY, 1L, 1L, false), 1_000);
        stores.archive().count(ROMEO, search(null, 1L, null, false), 1_000);
        stores.archive().page(ROMEO, new Search(BALCONY, 1L, 2L, Set.of(id), 3L, 4L, true, 50));
        stores.archive().preferences(ROMEO);
        var _ = stores.streams()
                .open(new Saved(1, ROMEO.withResource("orchard"), new byte[1], 1, 0, 0, new byte[1], List.of()));
        var _ = stores.streams().sent(1, List.of(new Sent(1, 0, new byte[1]), new Sent(2, 0, new byte[1])), List::of);
        var _ = stores.streams().acknowledged(1, 1);
        var _ = stores.streams().received(new Entry.Counted(1, 1));
        stores.streams().state(1, new byte[1]).join();
        stores.streams().forget(1).join();
        stores.accounts().setDisabled(ROMEO, true);
        stores.accounts().listDisabled("montague.example", 10);
        stores.accounts().countDisabled("montague.example");
        stores.notices().set(Notices.Kind.MOTD, "A feast!");
        stores.notices().due(ROMEO);
        stores.lists().set(ServiceLists.Name.BLOCKED, Set.of(BALCONY));
        stores.lists().get(ServiceLists.Name.BLOCKED);
        publishEverything();
        stores.accounts().delete(ROMEO);
    }

    @Test
    void disabledAccountsAreReadFromAnIndexOfThem() {
        assertThat(plan(() -> {
                    stores.accounts().countDisabled("montague.example");
                    stores.accounts().listDisabled("montague.example", 10);
                }))
                .allMatch(step -> step.contains("INDEX account_disabled (host=?)"));
    }

    private void publishEverything() {
        PubsubNodes pubsub = stores.pubsub();
        Node node = new Node("n", "", 1, 0);
        for (String id : List.of("1", "2")) {
            pubsub.publish(ROMEO, "n", new Item(id, new byte[1], 0), _ -> node);
        }
        pubsub.node(ROMEO, "n");
        pubsub.nodes(ROMEO);
        pubsub.items(ROMEO, "n", new PubsubNodes.Search(Set.of("1"), "1", "2", true, 0, 1));
        pubsub.items(ROMEO, "n", PubsubNodes.Search.newest(1));
        pubsub.last(ROMEO, List.of("n"));
        pubsub.subscribe(ROMEO, "n", BALCONY);
        pubsub.subscribers(ROMEO, "n");
        pubsub.subscriptions(ROMEO, BALCONY);
        pubsub.unsubscribe(ROMEO, "n", BALCONY);
        pubsub.retract(ROMEO, "n", "2");
        pubsub.purge(ROMEO, "n");
        pubsub.update(ROMEO, "n", _ -> null);
    }

    @Test
    void whatOthersPublishIsNotRead() {
        assertThat(plan(this::publishEverything)).noneMatch(step -> step.startsWith("SCAN"));
    }
}
