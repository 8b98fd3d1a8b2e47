package org.wockd.core.pubsub;

import java.util.Locale;

/** Who may see what is published to a node (XEP-0060 §4.5). The owner always may. */
public enum AccessModel {
    /** Everybody. */
    OPEN,
    /** Whoever may see the owner's presence. */
    PRESENCE,
    /** Contacts in certain groups of the owner's roster. */
    ROSTER,
    /** The owner alone. */
    WHITELIST;

    /** The value in a form. */
    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    static AccessModel of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }
}
