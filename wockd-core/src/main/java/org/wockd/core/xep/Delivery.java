package org.wockd.core.xep;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Rows of a mailbox that were sent to a client and are still in the mailbox. */
final class Delivery {
    private final Set<Long> sent = new HashSet<>();
    private final Set<Long> written = new HashSet<>();

    /** Notes that a row was sent. */
    synchronized void sent(long id) {
        sent.add(id);
    }

    /** Notes that the client's network has it. */
    synchronized void written(long id) {
        written.add(id);
    }

    /** All that were sent, written or not. */
    synchronized Set<Long> sent() {
        return Set.copyOf(sent);
    }

    /** Those that can be removed from the mailbox. */
    synchronized List<Long> written() {
        return new ArrayList<>(written);
    }

    /** Forgets rows that are removed from the mailbox. */
    synchronized void removed(List<Long> ids) {
        ids.forEach(sent::remove);
        ids.forEach(written::remove);
    }
}
