package org.wockd.core.store;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.jid.Jid;

/**
 * What accounts publish (XEP-0060): nodes, their items, and who has subscribed to them.
 *
 * <p>Owners are taken as bare JIDs. Every method may block on the disk and throw {@link StoreException}; what it has
 * returned from is durable. The changes of one owner happen one after the other.
 */
public interface PubsubNodes {

    /** A node, or null where there is none of that name. */
    @Nullable
    Node node(Jid owner, String name);

    /** All nodes of an owner, ordered by name. */
    List<Node> nodes(Jid owner);

    /**
     * Reads, changes and writes one node as one transaction: makes it, configures it, or deletes it with all that is in
     * it. Items beyond what it keeps are deleted, the oldest first.
     *
     * @param edit is given the node or null, and returns what shall be there instead or null; pure, since it runs inside
     *     the transaction, which what it throws undoes
     * @throws LimitExceeded when it is one node too many
     */
    Change update(Jid owner, String name, Edit edit);

    /**
     * Publishes an item, in the place of the one with its id, as the newest of its node. The oldest item is deleted where
     * there are more than the node keeps; a node that keeps none only takes note.
     *
     * @param edit as in {@link #update}; returns the node that is published to, never null
     * @throws LimitExceeded when it is one node too many, or the item too long, or the owner's items are too long together
     */
    Change publish(Jid owner, String name, Item item, Edit edit);

    /** Deletes an item; false when there is none. */
    boolean retract(Jid owner, String name, String id);

    /** Deletes all items of a node, and returns how many there were. */
    int purge(Jid owner, String name);

    /** A page of the items of a node, the oldest first. */
    Page items(Jid owner, String name, Search search);

    /** The newest item of each of these nodes that has one. */
    List<Last> last(Jid owner, Collection<String> names);

    /**
     * Subscribes somebody to a node; no error where it is subscribed already.
     *
     * @return false where there is no such node
     * @throws LimitExceeded when it is one subscriber too many
     */
    boolean subscribe(Jid owner, String name, Jid subscriber);

    /** Ends a subscription; false when there was none. */
    boolean unsubscribe(Jid owner, String name, Jid subscriber);

    /** Who has subscribed to a node, as a bare or a full JID each. */
    List<Jid> subscribers(Jid owner, String name);

    /** To which nodes of an owner somebody has subscribed, with any of its JIDs. */
    List<Subscription> subscriptions(Jid owner, Jid account);

    /** What becomes of a node. */
    @FunctionalInterface
    interface Edit {
        /** From what is there or null, to what shall be there or null. */
        @Nullable
        Node apply(@Nullable Node before);
    }

    /**
     * What an update did.
     *
     * @param before the node before it, null when there was none
     * @param after the node after it, null when there is none
     */
    record Change(@Nullable Node before, @Nullable Node after) {}

    /**
     * A node.
     *
     * @param name unique among the owner's nodes
     * @param configuration a text that the store does not look into
     * @param most how many items it keeps, 0 for none; the limit of the store holds, too
     * @param createdAt in milliseconds since 1970
     */
    record Node(String name, String configuration, int most, long createdAt) {}

    /**
     * An item.
     *
     * @param id unique among the items of its node
     * @param payload XML, UTF-8; not copied, so not to be changed any more
     * @param publishedAt in milliseconds since 1970
     */
    record Item(String id, byte[] payload, long publishedAt) {
        @Override
        public boolean equals(Object o) {
            return o instanceof Item i
                    && id.equals(i.id)
                    && Arrays.equals(payload, i.payload)
                    && publishedAt == i.publishedAt;
        }

        @Override
        public int hashCode() {
            return id.hashCode();
        }

        /** Without the payload: what people publish does not belong into logs. */
        @Override
        public String toString() {
            return "Item[" + id + ", " + payload.length + " bytes]";
        }
    }

    /** A node and its newest item. */
    record Last(Node node, Item item) {}

    /** A subscription to a node. */
    record Subscription(String node, Jid subscriber) {}

    /**
     * Which items to look for; a null is no condition.
     *
     * @param ids only these, empty for all
     * @param after only newer ones than this item
     * @param before only older ones than this item
     * @param backward whether the page is the last one of what fits, and not the first
     * @param skip how many to pass over, seen from the end that the page is at
     * @param limit how many items at most, from 0
     */
    record Search(
            Set<String> ids,
            @Nullable String after,
            @Nullable String before,
            boolean backward,
            int skip,
            int limit) {
        /** Keeps a copy of the ids. */
        public Search {
            ids = Set.copyOf(ids);
        }

        /** The newest items. */
        public static Search newest(int limit) {
            return new Search(Set.of(), null, null, true, 0, limit);
        }

        /** Certain items. */
        public static Search of(Set<String> ids) {
            return new Search(ids, null, null, false, 0, ids.size());
        }
    }

    /**
     * Items that were found, the oldest first.
     *
     * @param index how many items of the node are older than the first of these
     * @param count how many items the node has
     */
    record Page(List<Item> items, int index, int count) {
        /** Keeps a copy of the items. */
        public Page {
            items = List.copyOf(items);
        }
    }

    /**
     * How much one owner may have.
     *
     * @param nodes of one account
     * @param items of one node
     * @param itemOctets of one item's id and payload
     * @param octets of all items of one account
     * @param subscribers of one node, beside the contacts who need not subscribe
     */
    record Limits(int nodes, int items, int itemOctets, long octets, int subscribers) {}
}
