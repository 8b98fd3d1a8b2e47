package org.wockd.core.transfer;

import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.wockd.core.pubsub.NodeConfig;
import org.wockd.core.pubsub.Pubsub;
import org.wockd.core.store.LimitExceeded;
import org.wockd.core.store.PubsubNodes;
import org.wockd.core.store.PubsubNodes.Item;
import org.wockd.core.store.PubsubNodes.Search;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.jid.JidException;
import org.wockd.protocol.xep.DataForm;
import org.wockd.protocol.xep.FormException;
import org.wockd.protocol.xep.FormField;
import org.wockd.protocol.xml.Node;

/** What accounts have published, written and read (XEP-0227 §4.10): configurations first, then items. */
final class PortablePubsub {
    private static final String ACCESS = "pubsub#access_model";

    private PortablePubsub() {}

    // ---- writing -------------------------------------------------------------------------------------------------

    /** A configuration. */
    static Node configure(PubsubNodes.Node node) {
        return Node.of(Pubsub.OWNER, "configure")
                .with("node", node.name())
                .plus(NodeConfig.of(node).portable().toNode());
    }

    /** Who has subscribed to a node. */
    static Node subscriptions(String node, List<Jid> subscribers) {
        return Node.of(Pubsub.OWNER, "subscriptions")
                .with("node", node)
                .plus(subscribers.stream()
                        .map(jid -> Node.of(Pubsub.OWNER, "subscription")
                                .with("jid", jid.toString())
                                .with("subscription", "subscribed"))
                        .toList());
    }

    /** The items of a node. */
    static Node items(PubsubNodes pubsub, Jid owner, String node) {
        return Node.of(Pubsub.NAMESPACE, "items")
                .with("node", node)
                .plus(pubsub.items(owner, node, Search.newest(Integer.MAX_VALUE)).items().stream()
                        .map(item -> Node.of(Pubsub.NAMESPACE, "item")
                                .with("id", item.id())
                                .plus(Pubsub.read(item.payload())))
                        .toList());
    }

    // ---- reading -------------------------------------------------------------------------------------------------

    static boolean isConfiguration(Node child) {
        return child.is(Pubsub.OWNER, "configure");
    }

    static boolean isContent(Node child) {
        return child.is(Pubsub.NAMESPACE, "items") || child.is(Pubsub.OWNER, "subscriptions");
    }

    /**
     * Takes a configuration, a node's items or its subscribers.
     *
     * @param problems told of each thing that is left out
     */
    static void take(PubsubNodes pubsub, Jid owner, Node child, InstantSource clock, Consumer<String> problems) {
        String name = child.attribute("node");
        if (name == null || name.isEmpty()) {
            problems.accept("What " + owner + " has published without the name of a node was left out.");
            return;
        }
        try {
            switch (child.local()) {
                case "configure" -> {
                    NodeConfig config = config(owner, name, child, problems);
                    pubsub.update(owner, name, _ -> config.stored(name, clock.millis()));
                }
                case "items" ->
                    child.children(Pubsub.NAMESPACE, "item")
                            .forEach(item -> item(pubsub, owner, name, item, clock, problems));
                default ->
                    child.children(Pubsub.OWNER, "subscription")
                            .forEach(subscription -> subscription(pubsub, owner, name, subscription, problems));
            }
        } catch (LimitExceeded e) {
            problems.accept("The node " + name + " of " + owner + " was left out: " + e.getMessage());
        }
    }

    /** What cannot be so here is as usual; a node whose access cannot be so is for its owner alone. */
    private static NodeConfig config(Jid owner, String name, Node configure, Consumer<String> problems) {
        NodeConfig config = NodeConfig.standard();
        for (FormField field : fields(configure)) {
            try {
                config = config.changed(DataForm.submit().plus(field), Integer.MAX_VALUE);
            } catch (FormException e) {
                problems.accept("Of the node " + name + " of " + owner + ": " + e.getMessage());
                if (ACCESS.equals(field.var())) {
                    config = closed(config);
                }
            }
        }
        return config;
    }

    private static NodeConfig closed(NodeConfig config) {
        try {
            return config.changed(DataForm.submit().plus(FormField.answer(ACCESS, "whitelist")), Integer.MAX_VALUE);
        } catch (FormException e) {
            throw new IllegalStateException("a node cannot be closed", e);
        }
    }

    private static List<FormField> fields(Node configure) {
        try {
            DataForm form = DataForm.in(configure);
            return form == null ? List.of() : form.fields();
        } catch (FormException e) {
            return List.of(FormField.answer(ACCESS, "unreadable"));
        }
    }

    private static void item(
            PubsubNodes pubsub, Jid owner, String node, Node item, InstantSource clock, Consumer<String> problems) {
        String id = item.attribute("id");
        @Nullable Node payload = item.child();
        if (id == null || payload == null) {
            problems.accept(
                    "An item of the node " + node + " of " + owner + " was left out: it has no id or no payload.");
            return;
        }
        try {
            pubsub.publish(
                    owner,
                    node,
                    new Item(id, Pubsub.stored(payload), clock.millis()),
                    before -> before == null ? NodeConfig.standard().stored(node, clock.millis()) : before);
        } catch (LimitExceeded e) {
            problems.accept(
                    "The item " + id + " of the node " + node + " of " + owner + " was left out: " + e.getMessage());
        }
    }

    private static void subscription(
            PubsubNodes pubsub, Jid owner, String node, Node subscription, Consumer<String> problems) {
        try {
            Jid subscriber = Jid.parse(String.valueOf(subscription.attribute("jid")));
            if ("subscribed".equals(subscription.attribute("subscription"))) {
                pubsub.subscribe(owner, node, subscriber);
            }
        } catch (JidException | LimitExceeded e) {
            problems.accept("A subscriber of the node " + node + " of " + owner + " was left out: " + e.getMessage());
        }
    }
}
