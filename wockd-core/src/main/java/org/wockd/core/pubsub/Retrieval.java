package org.wockd.core.pubsub;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.wockd.core.store.PubsubNodes;
import org.wockd.core.store.PubsubNodes.Item;
import org.wockd.core.store.PubsubNodes.Page;
import org.wockd.core.store.PubsubNodes.Search;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.xep.ResultSet;
import org.wockd.protocol.xml.Node;

/** Answers what can be asked of nodes without changing them. Blocks on the store. */
final class Retrieval {
    private static final int MOST_ITEMS = 10_000;
    private static final int MOST_OCTETS = 2 << 20;

    private final PubsubNodes nodes;
    private final Access access;

    Retrieval(PubsubNodes nodes, Access access) {
        this.nodes = nodes;
        this.access = access;
    }

    /**
     * A node that somebody may see.
     *
     * @throws StanzaErrorException where there is none, or the asker may not
     */
    PubsubNodes.Node visible(Jid owner, String name, Jid asker) {
        PubsubNodes.Node node = nodes.node(owner, name);
        if (node == null) {
            throw Pubsub.noNode(name);
        }
        access.check(owner, NodeConfig.of(node), asker);
        return node;
    }

    /** Items (XEP-0060 §6.5), the oldest first; of too many the newest. */
    Node items(Jid owner, Request.Items request) {
        Page page = page(owner, request);
        boolean fromStart = request.page() != null && !isBackward(request.page());
        List<Item> sent = fitting(page.items(), fromStart);
        int cut = page.items().size() - sent.size();
        Node items = Node.of(Pubsub.NAMESPACE, "items")
                .with("node", request.node())
                .plus(sent.stream().map(Retrieval::item).toList());
        Node pubsub = Node.of(Pubsub.NAMESPACE, "pubsub").plus(items);
        if (request.page() == null && cut == 0) {
            return pubsub;
        }
        int index = page.index() + (fromStart ? 0 : cut);
        return pubsub.plus(
                ResultSet.Answer.of(sent, Item::id, index, page.count()).toNode());
    }

    private Page page(Jid owner, Request.Items request) {
        if (!request.ids().isEmpty()) {
            return nodes.items(owner, request.node(), Search.of(new LinkedHashSet<>(request.ids())));
        }
        ResultSet.Request page = request.page();
        if (page == null) {
            return nodes.items(
                    owner,
                    request.node(),
                    Search.newest(Math.min(request.newest().orElse(MOST_ITEMS), MOST_ITEMS)));
        }
        int limit = page.limit(request.newest().orElse(MOST_ITEMS));
        Search search = switch (page.place()) {
            case ResultSet.Place.Start() -> new Search(Set.of(), null, null, false, 0, limit);
            case ResultSet.Place.End() -> new Search(Set.of(), null, null, true, 0, limit);
            case ResultSet.Place.At(int index) -> new Search(Set.of(), null, null, false, index, limit);
            case ResultSet.Place.After(String id) ->
                new Search(Set.of(), known(owner, request.node(), id), null, false, 0, limit);
            case ResultSet.Place.Before(String id) ->
                new Search(Set.of(), null, known(owner, request.node(), id), true, 0, limit);
        };
        return nodes.items(owner, request.node(), search);
    }

    private String known(Jid owner, String node, String id) {
        if (nodes.items(owner, node, Search.of(Set.of(id))).items().isEmpty()) {
            // XEP-0059 §2.2
            throw new StanzaErrorException(Condition.ITEM_NOT_FOUND, "there is no item '" + id + "' to go on from");
        }
        return id;
    }

    private static boolean isBackward(ResultSet.Request page) {
        return page.place() instanceof ResultSet.Place.End || page.place() instanceof ResultSet.Place.Before;
    }

    /** As many as one answer holds, from the beginning or the end. */
    private static List<Item> fitting(List<Item> items, boolean fromStart) {
        List<Item> fit = new ArrayList<>(items.size());
        int octets = 0;
        for (Item item : fromStart ? items : items.reversed()) {
            octets += item.payload().length;
            if (octets > MOST_OCTETS && !fit.isEmpty()) {
                break;
            }
            fit.add(item);
        }
        return fromStart ? fit : fit.reversed();
    }

    private static Node item(Item item) {
        return Node.of(Pubsub.NAMESPACE, "item").with("id", item.id()).plus(Pubsub.read(item.payload()));
    }

    /** The asker's own subscriptions (XEP-0060 §5.6). */
    Node subscriptions(Jid owner, Jid asker, @Nullable String node) {
        return Node.of(Pubsub.NAMESPACE, "subscriptions")
                .with("node", node)
                .plus(nodes.subscriptions(owner, asker.bare()).stream()
                        .filter(subscription -> node == null || node.equals(subscription.node()))
                        .map(subscription ->
                                subscription(Pubsub.NAMESPACE, subscription.node(), subscription.subscriber()))
                        .toList());
    }

    /** A subscription as it is told. */
    static Node subscription(String namespace, @Nullable String node, Jid subscriber) {
        return Node.of(namespace, "subscription")
                .with("node", node)
                .with("jid", subscriber.toString())
                .with("subscription", "subscribed");
    }

    /** The asker's own affiliations (XEP-0060 §5.7): the owner is the owner of all, and nobody else has one. */
    Node affiliations(Jid owner, Jid asker, @Nullable String node) {
        List<PubsubNodes.Node> own = asker.bare().equals(owner) ? nodes.nodes(owner) : List.of();
        return Node.of(Pubsub.NAMESPACE, "affiliations")
                .with("node", node)
                .plus(own.stream()
                        .filter(n -> node == null || node.equals(n.name()))
                        .map(n -> Node.of(Pubsub.NAMESPACE, "affiliation")
                                .with("node", n.name())
                                .with("affiliation", "owner"))
                        .toList());
    }

    /** The subscribers of a node, for its owner (XEP-0060 §8.8.1). */
    Node subscribers(Jid owner, String node) {
        return Node.of(Pubsub.OWNER, "subscriptions")
                .with("node", node)
                .plus(nodes.subscribers(owner, node).stream()
                        .map(subscriber -> subscription(Pubsub.OWNER, null, subscriber))
                        .toList());
    }

    /** Who has an affiliation with a node, for its owner (XEP-0060 §8.9.1). */
    static Node affiliated(Jid owner, String node) {
        return Node.of(Pubsub.OWNER, "affiliations")
                .with("node", node)
                .plus(Node.of(Pubsub.OWNER, "affiliation")
                        .with("jid", owner.toString())
                        .with("affiliation", "owner"));
    }
}
