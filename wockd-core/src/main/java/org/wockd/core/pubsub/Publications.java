package org.wockd.core.pubsub;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.wockd.core.feature.Locks;
import org.wockd.core.feature.Refusals;
import org.wockd.core.pubsub.NodeConfig.Notice;
import org.wockd.core.store.LimitExceeded;
import org.wockd.core.store.PubsubNodes;
import org.wockd.core.store.PubsubNodes.Change;
import org.wockd.core.store.PubsubNodes.Item;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.StanzaError;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.stream.StreamHeader;
import org.wockd.protocol.xep.DataForm;
import org.wockd.protocol.xep.FormException;
import org.wockd.protocol.xml.Node;

/**
 * The one place where nodes and their items change: each change is stored, and then told, before the next one of the same
 * account. Everything here blocks on the store; what is wrong is told by a {@link StanzaErrorException}.
 */
final class Publications {
    private static final String OPTIONS = Pubsub.NAMESPACE + "#publish-options";

    /** On which condition something is published to a node. */
    @FunctionalInterface
    interface Precondition {
        /**
         * The configuration that the node shall have; pure.
         *
         * @param before what it has, null where the node is not there yet
         * @throws StanzaErrorException where nothing may be published to it
         */
        NodeConfig meet(@Nullable NodeConfig before);
    }

    private final PubsubNodes nodes;
    private final Notifications notifications;
    private final int mostItems;
    private final InstantSource clock;
    private final MeterRegistry metrics;
    private final Counter published;
    private final Locks locks = new Locks();

    /**
     * @param mostItems the most items that a node may keep
     * @param metrics gets {@code wockd.pubsub.published}, and {@code wockd.pubsub.refused} by limit
     */
    Publications(
            PubsubNodes nodes, Notifications notifications, int mostItems, InstantSource clock, MeterRegistry metrics) {
        this.nodes = nodes;
        this.notifications = notifications;
        this.mostItems = mostItems;
        this.clock = clock;
        this.metrics = metrics;
        this.published = metrics.counter("wockd.pubsub.published");
    }

    /** Does something while the nodes of an account do not change. */
    void still(Jid owner, Runnable action) {
        locks.with(owner, action);
    }

    // ---- items ---------------------------------------------------------------------------------------------------

    /**
     * Publishes an item, and makes the node where it is not there (XEP-0060 §7.1).
     *
     * @param id null for a new one
     * @return its id
     */
    String publish(Jid owner, String node, @Nullable String id, Node payload, Precondition precondition) {
        Item item = new Item(id == null ? StreamHeader.randomId() : id, Pubsub.stored(payload), clock.millis());
        locks.with(owner, () -> {
            Change change = limited(() -> nodes.publish(owner, node, item, before -> {
                NodeConfig config = precondition.meet(before == null ? null : NodeConfig.of(before));
                return config.stored(node, before == null ? item.publishedAt() : before.createdAt());
            }));
            published.increment();
            PubsubNodes.Node after = change.after();
            NodeConfig config = after == null ? NodeConfig.standard() : NodeConfig.of(after);
            if (config.deliversAnything()) {
                notifications.tell(owner, node, config, Notifications.published(node, config, item.id(), payload));
            }
        });
        return item.id();
    }

    /** What a client says with publish-options: the node is made so, or must be so (XEP-0060 §7.1.5). */
    Precondition precondition(@Nullable DataForm options) {
        if (options == null) {
            return before -> before == null ? NodeConfig.standard() : before;
        }
        String type = options.text(DataForm.FORM_TYPE);
        if (type != null && !type.equals(OPTIONS)) {
            throw new StanzaErrorException(Condition.BAD_REQUEST, "publish-options need a form of type " + OPTIONS);
        }
        List<String> unknown = NodeConfig.unknown(options);
        if (!unknown.isEmpty()) {
            throw notMet("this service does not know " + unknown.getFirst());
        }
        return before -> {
            NodeConfig wanted;
            try {
                wanted = (before == null ? NodeConfig.standard() : before).changed(options, mostItems);
            } catch (FormException e) {
                throw notMet(String.valueOf(e.getMessage()));
            }
            if (before != null && !wanted.equals(before)) {
                throw notMet("the node is configured otherwise than the options say; configure it, or leave them out");
            }
            return wanted;
        };
    }

    private static StanzaErrorException notMet(String text) {
        return Pubsub.error(Condition.CONFLICT, "precondition-not-met", text);
    }

    /** Deletes an item (XEP-0060 §7.2). */
    void retract(Jid owner, Request.Retract request) {
        locks.with(owner, () -> {
            NodeConfig config = existing(owner, request.node());
            if (!nodes.retract(owner, request.node(), request.id())) {
                throw new StanzaErrorException(
                        Condition.ITEM_NOT_FOUND, "there is no item '" + request.id() + "' in this node");
            }
            if (config.deliversAnything() && (request.notifies() || config.tells(Notice.RETRACT))) {
                notifications.tell(
                        owner, request.node(), config, Notifications.retracted(request.node(), request.id()));
            }
        });
    }

    /** Deletes all items of a node (XEP-0060 §8.5). */
    void purge(Jid owner, String node) {
        locks.with(owner, () -> {
            NodeConfig config = existing(owner, node);
            nodes.purge(owner, node);
            if (config.tells(Notice.RETRACT)) {
                notifications.tell(owner, node, config, event("purge", node));
            }
        });
    }

    // ---- nodes ---------------------------------------------------------------------------------------------------

    /**
     * Makes a node (XEP-0060 §8.1).
     *
     * @return its name
     */
    String create(Jid owner, Request.Create request) {
        String name = request.node() == null ? StreamHeader.randomId() : request.node();
        NodeConfig config =
                request.config() == null ? NodeConfig.standard() : changed(NodeConfig.standard(), request.config());
        locks.with(owner, () -> {
            limited(() -> nodes.update(owner, name, before -> {
                if (before != null) {
                    throw new StanzaErrorException(Condition.CONFLICT, "there is a node '" + name + "' already");
                }
                return config.stored(name, clock.millis());
            }));
        });
        return name;
    }

    /** Configures a node (XEP-0060 §8.2.4). A form that declines changes nothing. */
    void configure(Jid owner, Request.SetConfig request) {
        if (request.config().type() == DataForm.Type.CANCEL) {
            return;
        }
        String name = request.node();
        locks.with(owner, () -> {
            Change change = nodes.update(owner, name, before -> {
                if (before == null) {
                    throw Pubsub.noNode(name);
                }
                return changed(NodeConfig.of(before), request.config()).stored(name, before.createdAt());
            });
            PubsubNodes.Node after = change.after();
            if (after == null || after.equals(change.before())) {
                return;
            }
            NodeConfig config = NodeConfig.of(after);
            if (config.tells(Notice.CONFIG)) {
                Node news = event("configuration", name);
                notifications.tell(
                        owner,
                        name,
                        config,
                        config.deliversPayloads()
                                ? news.plus(config.form(DataForm.Type.RESULT, NodeConfig.TYPE)
                                        .toNode())
                                : news);
            }
        });
    }

    /** Deletes a node with all that is in it (XEP-0060 §8.4). */
    void delete(Jid owner, String node) {
        locks.with(owner, () -> {
            NodeConfig config = existing(owner, node);
            // While its subscribers are known.
            if (config.tells(Notice.DELETE)) {
                notifications.tell(owner, node, config, event("delete", node));
            }
            nodes.update(owner, node, _ -> null);
        });
    }

    private NodeConfig changed(NodeConfig config, DataForm form) {
        try {
            return config.changed(form, mostItems);
        } catch (FormException e) {
            throw new StanzaErrorException(Condition.NOT_ACCEPTABLE, String.valueOf(e.getMessage()));
        }
    }

    private NodeConfig existing(Jid owner, String name) {
        PubsubNodes.Node node = nodes.node(owner, name);
        if (node == null) {
            throw Pubsub.noNode(name);
        }
        return NodeConfig.of(node);
    }

    private static Node event(String local, String node) {
        return Node.of(Pubsub.EVENT, local).with("node", node);
    }

    // ---- subscriptions -------------------------------------------------------------------------------------------

    /** Subscribes somebody who may see a node. */
    void subscribe(Jid owner, String node, Jid subscriber) {
        locks.with(owner, () -> {
            if (!limited(() -> nodes.subscribe(owner, node, subscriber))) {
                throw Pubsub.noNode(node);
            }
        });
    }

    /** Counts a limit that was reached, and says which in the words of XEP-0060. */
    private <T> T limited(Supplier<T> action) {
        try {
            return action.get();
        } catch (LimitExceeded e) {
            metrics.counter(
                            "wockd.pubsub.refused",
                            "limit",
                            e.limit().name().toLowerCase(Locale.ROOT).replace("pubsub_", ""))
                    .increment();
            StanzaError error = Refusals.of(e).error();
            throw switch (e.limit()) {
                case PUBSUB_ITEM_OCTETS -> Pubsub.error(error.condition(), "payload-too-big", text(error));
                case PUBSUB_NODES -> Pubsub.error(error.condition(), "max-nodes-exceeded", text(error));
                case PUBSUB_SUBSCRIBERS -> Pubsub.error(error.condition(), "too-many-subscriptions", text(error));
                default -> new StanzaErrorException(error);
            };
        }
    }

    private static String text(StanzaError error) {
        return String.valueOf(error.text());
    }
}
