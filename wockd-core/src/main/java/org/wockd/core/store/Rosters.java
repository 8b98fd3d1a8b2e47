package org.wockd.core.store;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.jid.Jid;

/**
 * The contacts of every account, versioned (RFC 6121 §2.6), and the requests that wait for the owner's answer.
 *
 * <p>Owners and contacts of requests are taken as bare JIDs. Every method may block on the disk and throw
 * {@link StoreException}; what it has returned from is durable.
 */
public interface Rosters {

    /** The whole roster, ordered by contact; an unknown owner has an empty one of version 0. */
    Roster get(Jid owner);

    /** One contact, or null when the roster does not have it. */
    @Nullable
    RosterItem item(Jid owner, Jid contact);

    /**
     * Reads, changes and writes one item as one transaction: the only way to change a roster, so that two who change
     * at once never undo each other.
     *
     * @param change is given the item or null, and returns what shall be there instead or null; pure, since it runs
     *     inside the transaction
     * @throws LimitExceeded when the new item is one too many, has too many groups, or a name is too long
     */
    Change update(Jid owner, Jid contact, Edit change);

    /** Puts an item in the place of what is there, and returns the roster's version after it. */
    default long upsert(Jid owner, RosterItem item) {
        return update(owner, item.contact(), _ -> item).version();
    }

    /** Removes an item, and returns the roster's version after it; one that is not there is no change. */
    default long remove(Jid owner, Jid contact) {
        return update(owner, contact, _ -> null).version();
    }

    /**
     * What a client that has this version lacks (RFC 6121 §2.6.3), in the order of versions.
     *
     * @return empty when it lacks nothing, and null when it must be sent the whole roster: its version is none of
     *     this roster's, or so old that removals since then are forgotten
     */
    @Nullable
    List<Push> changesSince(Jid owner, long version);

    /**
     * Keeps a request to subscribe until it is answered (RFC 6121 §3.1.3), in the place of one from the same contact.
     *
     * @param stanza the presence as XML text
     * @param receivedAt in milliseconds since 1970
     * @throws LimitExceeded when too many wait already
     */
    void putRequest(Jid owner, Jid contact, String stanza, long receivedAt);

    /** The requests that wait, the oldest first. */
    List<Request> requests(Jid owner);

    /** Forgets a request; false when there was none. */
    boolean removeRequest(Jid owner, Jid contact);

    /** What becomes of an item. */
    @FunctionalInterface
    interface Edit {
        /** From what is there or null, to what shall be there or null. */
        @Nullable
        RosterItem apply(@Nullable RosterItem before);
    }

    /** A roster and the version that it is of. */
    record Roster(long version, List<RosterItem> items) {
        /** Keeps a copy of the items. */
        public Roster {
            items = List.copyOf(items);
        }
    }

    /**
     * What an update did.
     *
     * @param version of the roster after it
     * @param before the item before it, null when there was none
     * @param after the item after it, null when there is none
     */
    record Change(
            long version,
            @Nullable RosterItem before,
            @Nullable RosterItem after) {

        /** The push that is due to interested resources, or null when nothing changed. */
        public @Nullable Push push() {
            if (after != null) {
                return after.equals(before) ? null : new Push.Changed(version, after);
            }
            return before == null ? null : new Push.Removed(version, before.contact());
        }
    }

    /** One roster push (RFC 6121 §2.1.6). */
    sealed interface Push {
        /** The version that a client has after it. */
        long version();

        /** The item is new or another. */
        record Changed(long version, RosterItem item) implements Push {}

        /** The item is gone: {@code subscription='remove'}. */
        record Removed(long version, Jid contact) implements Push {}
    }

    /**
     * A request to subscribe that waits for the owner's answer.
     *
     * @param contact who asks, a bare JID
     * @param stanza the presence as XML text
     * @param receivedAt in milliseconds since 1970
     */
    record Request(Jid contact, String stanza, long receivedAt) {}

    /**
     * How much one owner may have.
     *
     * @param items contacts
     * @param groupsPerItem groups of one contact
     * @param nameLength of a contact's or a group's name, in UTF-16 units
     * @param tombstones removals that are remembered for {@link #changesSince}
     * @param requests that wait for an answer
     */
    record Limits(int items, int groupsPerItem, int nameLength, int tombstones, int requests) {
        /** The same with another number of contacts. */
        public Limits items(int other) {
            return new Limits(other, groupsPerItem, nameLength, tombstones, requests);
        }
    }
}
