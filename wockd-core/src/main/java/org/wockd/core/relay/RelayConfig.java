package org.wockd.core.relay;

import java.time.Duration;
import java.util.Set;
import org.wockd.protocol.service.Secret;

/**
 * A relay that may attach.
 *
 * @param domain its domain, prepared as in a JID
 * @param secret that it shows to know
 * @param role which addresses it may use
 * @param privileges what it may do besides (XEP-0356)
 * @param grace how long iqs wait for it while it is away, and how long its contacts stay available
 */
public record RelayConfig(String domain, Secret secret, Role role, Set<Privilege> privileges, Duration grace) {

    /** What a relay waits for where nothing else is configured. */
    public static final Duration GRACE = Duration.ofSeconds(10);

    public RelayConfig {
        privileges = Set.copyOf(privileges);
    }

    /** Which addresses a relay may use. */
    public enum Role {
        /** Those of its own domain. */
        RELAY,
        /** Those of every domain that is neither served here nor by another relay; it gets what is for them. */
        GATEWAY
    }

    /** What a relay may do in the place of users or of the server (XEP-0356). */
    public enum Privilege {
        /** Read the rosters of users. */
        ROSTER_GET,
        /** Change the rosters of users. */
        ROSTER_SET,
        /** Send messages as a user or as the server. */
        MESSAGE,
        /** Learn when users come and go. */
        PRESENCE
    }
}
