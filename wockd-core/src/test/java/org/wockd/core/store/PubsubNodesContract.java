package org.wockd.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.wockd.core.store.LimitExceeded.Limit;
import org.wockd.core.store.PubsubNodes.Edit;
import org.wockd.core.store.PubsubNodes.Item;
import org.wockd.core.store.PubsubNodes.Last;
import org.wockd.core.store.PubsubNodes.Node;
import org.wockd.core.store.PubsubNodes.Page;
import org.wockd.core.store.PubsubNodes.Search;
import org.wockd.core.store.PubsubNodes.Subscription;

/** What every implementation of {@link PubsubNodes} does: Romeo publishes his moods and tunes. */
public abstract class PubsubNodesContract extends StoresContract {
    private static final String MOOD = "mood";

    private Node node(String name, int most) {
        return new Node(name, "configured", most, now.get());
    }

    private Item item(String id, String payload) {
        return new Item(id, payload.getBytes(StandardCharsets.UTF_8), now.get());
    }

    private PubsubNodes pubsub() {
        return stores.pubsub();
    }

    private void publish(String name, int most, String... ids) {
        for (String id : ids) {
            pubsub().publish(ROMEO, name, item(id, "<" + id + "/>"), keeping(name, most));
        }
    }

    private Edit keeping(String name, int most) {
        return before -> before == null ? node(name, most) : before;
    }

    private List<String> ids(Search search) {
        return ids(pubsub().items(ROMEO, MOOD, search));
    }

    private static List<String> ids(Page page) {
        return page.items().stream().map(Item::id).toList();
    }

    private static Search search(@Nullable String after, @Nullable String before, boolean backward, int limit) {
        return new Search(Set.of(), after, before, backward, 0, limit);
    }

    private static void exceeds(Limit limit, Runnable action) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        LimitExceeded.class, e -> assertThat(e.limit()).isEqualTo(limit));
    }

    @Test
    void whatIsPublishedIsThereAlsoAfterARestart() {
        publish(MOOD, 4, "happy");
        reopen();
        assertThat(pubsub().node(ROMEO, MOOD)).isEqualTo(node(MOOD, 4));
        assertThat(pubsub().items(ROMEO, MOOD, Search.newest(9)))
                .isEqualTo(new Page(List.of(item("happy", "<happy/>")), 0, 1));
        assertThat(pubsub().node(JULIET, MOOD)).isNull();
        assertThat(pubsub().items(JULIET, MOOD, Search.newest(9)).items()).isEmpty();
    }

    @Test
    void anItemReplacesTheOneWithItsIdAndIsTheNewest() {
        publish(MOOD, 4, "happy", "sad");
        pubsub().publish(ROMEO, MOOD, item("happy", "<again/>"), keeping(MOOD, 4));
        assertThat(pubsub().items(ROMEO, MOOD, Search.newest(9)).items())
                .containsExactly(item("sad", "<sad/>"), item("happy", "<again/>"));
    }

    @Test
    void theOldestMakesRoom() {
        publish(MOOD, 2, "a", "b", "c");
        assertThat(ids(Search.newest(9))).containsExactly("b", "c");
    }

    @Test
    void noNodeKeepsMoreThanTheLimit() {
        publish(MOOD, Integer.MAX_VALUE, "a", "b", "c", "d", "e");
        assertThat(ids(Search.newest(9))).containsExactly("b", "c", "d", "e");
    }

    @Test
    void aNodeThatKeepsNothingKeepsNothing() {
        publish(MOOD, 0, "a");
        assertThat(pubsub().node(ROMEO, MOOD)).isNotNull();
        assertThat(ids(Search.newest(9))).isEmpty();
    }

    @Test
    void whatAnEditThrowsUndoesAll() {
        publish(MOOD, 4, "a");
        assertThatThrownBy(() -> pubsub().publish(ROMEO, MOOD, item("b", "<b/>"), _ -> {
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThatThrownBy(() -> pubsub().update(ROMEO, "tune", _ -> {
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(ids(Search.newest(9))).containsExactly("a");
        assertThat(pubsub().nodes(ROMEO)).containsExactly(node(MOOD, 4));
    }

    @Test
    void aNodeIsMadeConfiguredAndDeleted() {
        assertThat(pubsub().update(ROMEO, MOOD, _ -> node(MOOD, 4)).before()).isNull();
        publish(MOOD, 4, "a", "b", "c");
        Node other = new Node(MOOD, "otherwise", 1, now.get());
        assertThat(pubsub().update(ROMEO, MOOD, _ -> other)).isEqualTo(new PubsubNodes.Change(node(MOOD, 4), other));
        assertThat(ids(Search.newest(9))).containsExactly("c");
        pubsub().subscribe(ROMEO, MOOD, JULIET);

        pubsub().update(ROMEO, MOOD, _ -> null);

        assertThat(pubsub().nodes(ROMEO)).isEmpty();
        pubsub().update(ROMEO, MOOD, _ -> node(MOOD, 4));
        assertThat(ids(Search.newest(9))).isEmpty();
        assertThat(pubsub().subscribers(ROMEO, MOOD)).isEmpty();
    }

    @Test
    void itemsArePaged() {
        publish(MOOD, 4, "a", "b", "c", "d");
        assertThat(ids(search(null, null, false, 2))).containsExactly("a", "b");
        assertThat(ids(search("b", null, false, 9))).containsExactly("c", "d");
        assertThat(ids(search(null, "d", true, 2))).containsExactly("b", "c");
        assertThat(ids(search(null, null, true, 1))).containsExactly("d");
        assertThat(ids(new Search(Set.of(), null, null, false, 1, 2))).containsExactly("b", "c");
        assertThat(ids(Search.of(Set.of("c", "a", "nothing")))).containsExactly("a", "c");
        Page page = pubsub().items(ROMEO, MOOD, search("b", null, false, 1));
        assertThat(page.index()).isEqualTo(2);
        assertThat(page.count()).isEqualTo(4);
    }

    @Test
    void theLastOfEachNodeIsFoundAtOnce() {
        publish(MOOD, 4, "a", "b");
        publish("tune", 4, "x");
        pubsub().update(ROMEO, "empty", _ -> node("empty", 4));
        assertThat(pubsub().last(ROMEO, List.of(MOOD, "empty", "nowhere")))
                .containsExactly(new Last(node(MOOD, 4), item("b", "<b/>")));
        assertThat(pubsub().last(ROMEO, List.of(MOOD, "tune"))).hasSize(2);
        assertThat(pubsub().last(ROMEO, List.of())).isEmpty();
    }

    @Test
    void itemsAreRetractedAndPurged() {
        publish(MOOD, 4, "a", "b", "c");
        assertThat(pubsub().retract(ROMEO, MOOD, "b")).isTrue();
        assertThat(pubsub().retract(ROMEO, MOOD, "b")).isFalse();
        assertThat(ids(Search.newest(9))).containsExactly("a", "c");
        assertThat(pubsub().purge(ROMEO, MOOD)).isEqualTo(2);
        assertThat(pubsub().purge(ROMEO, MOOD)).isZero();
        assertThat(pubsub().nodes(ROMEO)).hasSize(1);
    }

    @Test
    void thereAreSoManyNodes() {
        for (String name : List.of("1", "2", "3")) {
            pubsub().update(ROMEO, name, _ -> node(name, 1));
        }
        exceeds(Limit.PUBSUB_NODES, () -> pubsub().update(ROMEO, "4", _ -> node("4", 1)));
        exceeds(Limit.PUBSUB_NODES, () -> publish("4", 1, "a"));
        publish("3", 1, "a");
        pubsub().update(ROMEO, "1", _ -> null);
        publish("4", 1, "a");
        assertThat(pubsub().nodes(ROMEO)).hasSize(3);
        assertThat(pubsub().update(JULIET, "1", _ -> node("1", 1)).after()).isNotNull();
    }

    @Test
    void anItemHasSoManyOctets() {
        exceeds(
                Limit.PUBSUB_ITEM_OCTETS,
                () -> pubsub().publish(ROMEO, MOOD, item("id", "x".repeat(49)), keeping(MOOD, 4)));
        assertThat(pubsub().nodes(ROMEO)).isEmpty();
        pubsub().publish(ROMEO, MOOD, item("id", "x".repeat(48)), keeping(MOOD, 4));
    }

    @Test
    void theItemsOfAnAccountHaveSoManyOctetsTogether() {
        for (String id : List.of("1", "2", "3", "4")) {
            pubsub().publish(ROMEO, MOOD, item(id, "x".repeat(24)), keeping(MOOD, 4));
        }
        exceeds(
                Limit.PUBSUB_OCTETS,
                () -> pubsub().publish(ROMEO, "tune", item("1", "x".repeat(24)), keeping("tune", 4)));
        assertThat(pubsub().node(ROMEO, "tune")).isNull();
        // What is replaced, what makes room and what is deleted counts no more.
        pubsub().publish(ROMEO, MOOD, item("1", "x".repeat(24)), keeping(MOOD, 4));
        pubsub().publish(ROMEO, MOOD, item("5", "x".repeat(24)), keeping(MOOD, 4));
        pubsub().retract(ROMEO, MOOD, "5");
        pubsub().publish(ROMEO, "tune", item("1", "x".repeat(24)), keeping("tune", 4));
        pubsub().purge(ROMEO, MOOD);
        pubsub().update(ROMEO, "tune", _ -> null);
        pubsub().publish(ROMEO, MOOD, item("1", "x".repeat(49)), keeping(MOOD, 4));
        pubsub().publish(ROMEO, MOOD, item("2", "x".repeat(49)), keeping(MOOD, 4));
        exceeds(Limit.PUBSUB_OCTETS, () -> pubsub().publish(ROMEO, MOOD, item("3", ""), keeping(MOOD, 4)));
    }

    @Test
    void peopleSubscribeAndUnsubscribe() {
        publish(MOOD, 1, "a");
        assertThat(pubsub().subscribe(ROMEO, "nowhere", JULIET)).isFalse();
        assertThat(pubsub().subscribe(ROMEO, MOOD, JULIET)).isTrue();
        assertThat(pubsub().subscribe(ROMEO, MOOD, JULIET)).isTrue();
        assertThat(pubsub().subscribe(ROMEO, MOOD, JULIET.withResource("balcony")))
                .isTrue();
        exceeds(Limit.PUBSUB_SUBSCRIBERS, () -> pubsub().subscribe(ROMEO, MOOD, NURSE));
        assertThat(pubsub().subscribers(ROMEO, MOOD)).containsExactly(JULIET, JULIET.withResource("balcony"));
        assertThat(pubsub().subscriptions(ROMEO, JULIET))
                .containsExactly(
                        new Subscription(MOOD, JULIET), new Subscription(MOOD, JULIET.withResource("balcony")));
        assertThat(pubsub().subscriptions(PARIS, JULIET)).isEmpty();
        assertThat(pubsub().unsubscribe(ROMEO, MOOD, JULIET)).isTrue();
        assertThat(pubsub().unsubscribe(ROMEO, MOOD, JULIET)).isFalse();
    }

    @Test
    void nothingIsLeftOfWhoLeaves() {
        stores.accounts().create(ROMEO, Map.of());
        stores.accounts().create(JULIET, Map.of());
        publish(MOOD, 1, "a");
        pubsub().subscribe(ROMEO, MOOD, NURSE);
        pubsub().publish(JULIET, MOOD, item("a", "<a/>"), keeping(MOOD, 1));
        pubsub().subscribe(JULIET, MOOD, ROMEO.withResource("orchard"));

        stores.accounts().delete(ROMEO);

        assertThat(pubsub().nodes(ROMEO)).isEmpty();
        assertThat(ids(Search.newest(9))).isEmpty();
        assertThat(pubsub().subscribers(ROMEO, MOOD)).isEmpty();
        assertThat(pubsub().subscribers(JULIET, MOOD)).isEmpty();
        assertThat(pubsub().items(JULIET, MOOD, Search.newest(9)).items()).hasSize(1);
    }

    @Test
    void whoPublishesAtOnceLosesNothing() {
        IntStream.range(0, 20)
                .parallel()
                .forEach(i -> pubsub().publish(ROMEO, MOOD, item(Integer.toString(i % 4), "<x/>"), keeping(MOOD, 4)));
        assertThat(ids(Search.newest(9))).containsExactlyInAnyOrder("0", "1", "2", "3");
        // The octets are those of the items, neither more nor less.
        pubsub().publish(ROMEO, "tune", item("1", "x".repeat(49)), keeping("tune", 1));
        pubsub().publish(ROMEO, "geo", item("1", "x".repeat(29)), keeping("geo", 1));
        exceeds(
                Limit.PUBSUB_OCTETS,
                () -> pubsub().publish(ROMEO, "geo", item("1", "x".repeat(30)), keeping("geo", 1)));
    }
}
