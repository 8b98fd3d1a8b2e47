package org.wockd.core.store.sql;

import java.util.List;

/**
 * Something to do in the next transaction.
 *
 * @param ids how many it needs
 * @param bytes octets that it keeps until then
 * @param notes how many works are expected in a moment that note something about its first id: they belong into the same
 *     transaction, for a crash in between would leave the one without the other
 * @param about the ids that it notes something about; it is done at once where one is in a transaction already
 */
record Work<T>(Haste haste, int ids, long bytes, int notes, List<Long> about, Action<T> action) {
    Work(Haste haste, int ids, long bytes, Action<T> action) {
        this(haste, ids, bytes, 0, List.of(), action);
    }

    /** When a work is done. */
    enum Haste {
        /** At once: somebody waits for it. */
        NOW,
        /** In a moment, in a larger group: a message under way is stored, sent, acknowledged and delivered within that. */
        SOON,
        /**
         * With the next transaction that there is for something else, or by itself after a second. Who waits for what was
         * handed in does not wait for it, and what is handed in after it may be done before: nothing but itself depends on it. It
         * is about no id, and has no notes.
         */
        WHENEVER
    }

    /** What a work does. */
    interface Action<T> {
        /** Does it in a transaction; the ids it may use begin with {@code first}. */
        T in(StoreTransaction transaction, long first);
    }
}
