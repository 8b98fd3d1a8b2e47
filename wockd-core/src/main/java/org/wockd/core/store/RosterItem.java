package org.wockd.core.store;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.jid.Jid;

/**
 * A contact in a roster (RFC 6121 §2.1.2), or what is kept of one that is not shown yet.
 *
 * @param contact who
 * @param name the handle the owner gave, null when none
 * @param subscription who sees whose presence
 * @param ask whether the owner's request to subscribe is not answered yet ({@code ask='subscribe'}, RFC 6121 §2.1.2.2)
 * @param approved whether the owner has approved a request beforehand (RFC 6121 §3.4)
 * @param groups names of groups, in the client's order
 */
public record RosterItem(
        Jid contact,
        @Nullable String name,
        Subscription subscription,
        boolean ask,
        boolean approved,
        List<String> groups) {

    /** Keeps a copy of the groups. */
    public RosterItem {
        groups = List.copyOf(groups);
    }

    /** Who sees whose presence, from the owner's side (RFC 6121 §2.1.2.5). */
    public enum Subscription {
        /** Neither. */
        NONE,
        /** The owner sees the contact's. */
        TO,
        /** The contact sees the owner's. */
        FROM,
        /** Each sees the other's. */
        BOTH;

        /** The value of the attribute. */
        public String attribute() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Of the value of the attribute; {@link IllegalArgumentException} when it is another. */
        public static Subscription of(String attribute) {
            for (Subscription s : values()) {
                if (s.attribute().equals(attribute)) {
                    return s;
                }
            }
            throw new IllegalArgumentException("no subscription state: " + attribute);
        }
    }
}
