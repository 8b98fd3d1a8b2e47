package org.wockd.core.store;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.jid.Jid;

/**
 * The rows of mailboxes that are kept to be looked up (XEP-0313). Owners are taken as bare JIDs. Every method may block on
 * the disk and throw {@link StoreException}.
 */
public interface Archive {

    /** Looks up a page of an owner's archive. */
    Page page(Jid owner, Search search);

    /** Whether this row is in the owner's archive. */
    boolean contains(Jid owner, long id);

    /**
     * A random key of 16 octets that stays with the database, made at the first call: with it the numbers of rows become ids
     * that nobody can predict.
     */
    byte[] idKey();

    /** The first and the last row of an owner's archive; null where it is empty. */
    @Nullable
    Extent extent(Jid owner);

    /** Whose messages an owner wants archived; null where it never said. */
    @Nullable
    Preferences preferences(Jid owner);

    /** Sets whose messages an owner wants archived; durable when it returns. */
    void setPreferences(Jid owner, Preferences preferences);

    /**
     * What to look for; a null is no condition.
     *
     * @param with the other side: of a bare JID all of its resources
     * @param startMillis not before this instant
     * @param endMillis not after this instant
     * @param ids only these, empty for all
     * @param afterId only larger ids; set by a filter and by the page, whichever is larger
     * @param beforeId only smaller ids
     * @param backward whether the page is the last one of what fits, and not the first
     * @param limit how many rows at most, from 0
     */
    record Search(
            @Nullable Jid with,
            @Nullable Long startMillis,
            @Nullable Long endMillis,
            Set<Long> ids,
            @Nullable Long afterId,
            @Nullable Long beforeId,
            boolean backward,
            int limit) {

        /** Keeps a copy of the ids. */
        public Search {
            ids = Set.copyOf(ids);
        }
    }

    /**
     * Rows that were found, in the order of ids.
     *
     * @param complete whether there is nothing more in the direction of the page
     */
    record Page(List<Stored> rows, boolean complete) {}

    /** How far an archive reaches. */
    record Extent(Stored first, Stored last) {}

    /**
     * How many rows fit a query, whatever its page, but no more than {@code most}: those that fit conditions have to be
     * counted one by one. All that an archive holds is known at once.
     */
    long count(Jid owner, Search search, long most);

    /**
     * Whose messages are archived (XEP-0441).
     *
     * @param standard what counts for whom nothing else is said of
     * @param always bare JIDs whose messages are archived
     * @param never bare JIDs whose messages are not
     */
    record Preferences(Standard standard, List<Jid> always, List<Jid> never) {
        /** Keeps copies. */
        public Preferences {
            always = List.copyOf(always);
            never = List.copyOf(never);
        }
    }

    /** What is archived where nothing else is said of a contact. */
    enum Standard {
        ALWAYS,
        NEVER,
        ROSTER
    }
}
