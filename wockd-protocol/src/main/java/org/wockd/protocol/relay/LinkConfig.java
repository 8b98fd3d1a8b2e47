package org.wockd.protocol.relay;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.service.Endpoint;
import org.wockd.protocol.service.Secret;

/**
 * Where a relay's link leads to, and its limits.
 *
 * @param core where the core listens for relays
 * @param domain the relay's own domain
 * @param instance the name of this process among several that work for the domain; null where there is one only
 * @param secret that the core knows the relay by
 * @param coreHost the host of the core that answers pings
 * @param limits what may wait, and for how long
 */
public record LinkConfig(
        Endpoint core, Jid domain, @Nullable String instance, Secret secret, Jid coreHost, Limits limits) {

    /** Of a relay that is one process. */
    public LinkConfig(Endpoint core, Jid domain, Secret secret, Jid coreHost, Limits limits) {
        this(core, domain, null, secret, coreHost, limits);
    }

    /** What the stream says it comes from. */
    Jid address() {
        return instance == null ? domain : domain.withResource(instance);
    }

    /**
     * The limits of a link.
     *
     * @param stanza octets of one stanza that comes in
     * @param incoming stanzas that may wait for their rules; then nothing is read until fewer do, answers that rules wait
     *     for neither, so it must be more than the core leaves unacknowledged
     * @param outgoing stanzas that may wait for the link while it is down, or for the core to acknowledge them; one more is
     *     dropped
     * @param unwritten octets that may wait for the operating system; more end the connection
     * @param patience how long the negotiation, one element, or the answer to a ping may take
     * @param firstRetry the pause after the first failure; it doubles
     * @param slowestRetry the longest pause
     */
    public record Limits(
            int stanza,
            int incoming,
            int outgoing,
            long unwritten,
            Duration patience,
            Duration firstRetry,
            Duration slowestRetry) {

        /** Enough for a busy relay. */
        public static Limits defaults() {
            return new Limits(
                    1 << 20,
                    5_000,
                    10_000,
                    64L << 20,
                    Duration.ofSeconds(60),
                    Duration.ofMillis(500),
                    Duration.ofSeconds(60));
        }
    }
}
