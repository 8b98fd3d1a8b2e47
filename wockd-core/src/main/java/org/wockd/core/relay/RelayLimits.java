package org.wockd.core.relay;

import java.time.Duration;

/**
 * The limits of relays' streams.
 *
 * @param connections that may be open at once
 * @param stanza octets of one stanza that comes in
 * @param unwritten octets that may wait to be written to one relay; more end its stream
 * @param patience how long the handshake, or one element, may take
 * @param waiting stanzas that may wait the grace time for one relay
 * @param presences of one relay that are remembered, so that they can be taken back when it goes
 */
public record RelayLimits(int connections, int stanza, long unwritten, Duration patience, int waiting, int presences) {

    /** Enough for busy relays on a small machine. */
    public static RelayLimits defaults() {
        return new RelayLimits(200, 1 << 20, 64L << 20, Duration.ofSeconds(30), 1_000, 100_000);
    }
}
