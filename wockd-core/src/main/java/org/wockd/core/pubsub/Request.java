package org.wockd.core.pubsub;

import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.xep.DataForm;
import org.wockd.protocol.xep.ResultSet;
import org.wockd.protocol.xml.Node;

/** What somebody asks a pubsub service for, as far as it is known here. */
sealed interface Request {

    /** What the owner alone may ask for. */
    sealed interface OfOwner extends Request {}

    /** What everybody may ask for; what they get depends. */
    sealed interface OfAnybody extends Request {}

    /**
     * Publishes an item (XEP-0060 §7.1).
     *
     * @param id null where the service gives it one
     * @param options the publish-options, null for none
     */
    record Publish(
            String node,
            @Nullable String id,
            Node payload,
            @Nullable DataForm options) implements OfOwner {}

    /** Deletes an item (§7.2). */
    record Retract(String node, String id, boolean notifies) implements OfOwner {}

    /**
     * Makes a node (§8.1).
     *
     * @param node null where the service gives it a name
     */
    record Create(@Nullable String node, @Nullable DataForm config) implements OfOwner {}

    /** Asks for the form of a node's configuration (§8.2.1). */
    record GetConfig(String node) implements OfOwner {}

    /** Submits that form (§8.2.4). */
    record SetConfig(String node, DataForm config) implements OfOwner {}

    /** Asks for the form of a new node's configuration (§8.3). */
    record GetDefault() implements OfOwner {}

    /** Deletes a node (§8.4). */
    record Delete(String node) implements OfOwner {}

    /** Deletes all items of a node (§8.5). */
    record Purge(String node) implements OfOwner {}

    /** Asks who has subscribed to a node (§8.8.1). */
    record Subscribers(String node) implements OfOwner {}

    /** Asks who has an affiliation with a node (§8.9.1). */
    record Affiliated(String node) implements OfOwner {}

    /**
     * Asks for items (§6.5).
     *
     * @param newest how many of the newest, nothing for all
     * @param ids only these, empty for all
     * @param page which page of them, null where it is not paged
     */
    record Items(String node, OptionalInt newest, List<String> ids, ResultSet.@Nullable Request page)
            implements OfAnybody {}

    /** Subscribes to a node (§6.1). */
    record Subscribe(String node, Jid subscriber) implements OfAnybody {}

    /** Ends a subscription (§6.2). */
    record Unsubscribe(String node, Jid subscriber) implements OfAnybody {}

    /**
     * Asks for the asker's own subscriptions (§5.6).
     *
     * @param node the only node, null for all
     */
    record Subscriptions(@Nullable String node) implements OfAnybody {}

    /**
     * Asks for the asker's own affiliations (§5.7).
     *
     * @param node the only node, null for all
     */
    record Affiliations(@Nullable String node) implements OfAnybody {}
}
