package org.wockd.core.relay;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.jid.Jid;

/**
 * Which of several instances of a relay works for a user: the one with the highest of the numbers that are made of its name
 * and the user's bare JID (rendezvous hashing). Whoever comes or goes, only those users move that have to: to the one that
 * came, or away from the one that went. The same names give the same answer in every process.
 */
final class Rendezvous {
    private Rendezvous() {}

    /**
     * The name that works for a user.
     *
     * @param user its resource is ignored
     * @return null where there are no names
     */
    static @Nullable String pick(Jid user, Collection<String> names) {
        if (names.size() < 2) {
            return names.isEmpty() ? null : names.iterator().next();
        }
        long hashed = hash(0xcbf2_9ce4_8422_2325L, user.bare().toString());
        String best = null;
        long highest = 0;
        for (String name : names) {
            long weight = mix(hash(hashed, name));
            boolean higher = best == null || weight > highest || (weight == highest && name.compareTo(best) > 0);
            if (higher) {
                best = name;
                highest = weight;
            }
        }
        return best;
    }

    /** FNV-1a of 64 bits, and an end that no other text has. */
    private static long hash(long start, String text) {
        long hash = start;
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (octet & 0xff)) * 0x100_0000_01b3L;
        }
        return (hash ^ 0xff) * 0x100_0000_01b3L;
    }

    /** Lets every bit depend on all others: FNV alone hardly changes the high ones by the last octets. */
    private static long mix(long hash) {
        long mixed = (hash ^ (hash >>> 33)) * 0xff51_afd7_ed55_8ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ce_b9fe_1a85_ec53L;
        return mixed ^ (mixed >>> 33);
    }
}
