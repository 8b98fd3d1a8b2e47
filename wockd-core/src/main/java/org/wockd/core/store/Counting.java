package org.wockd.core.store;

import org.jspecify.annotations.Nullable;

/**
 * Which stanza of which counted stream (XEP-0198) the current thread is dealing with, so that what it stores meanwhile is
 * committed together with the stanza's number.
 */
public final class Counting {
    private static final ScopedValue<Entry.Counted> CURRENT = ScopedValue.newInstance();

    private Counting() {}

    /** The place of the stanza that is being dealt with; null where nobody counts. */
    public static Entry.@Nullable Counted current() {
        return CURRENT.isBound() ? CURRENT.get() : null;
    }

    /** Deals with a stanza that has this place. */
    public static void during(Entry.Counted counted, Runnable dealing) {
        ScopedValue.where(CURRENT, counted).run(dealing);
    }
}
