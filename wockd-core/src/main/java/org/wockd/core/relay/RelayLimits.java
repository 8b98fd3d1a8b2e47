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
 * @param presences of one relay, and to one instance, that are remembered, so that they can be taken back
 * @param counted of streams with stream management (XEP-0198)
 */
public record RelayLimits(
        int connections, int stanza, long unwritten, Duration patience, int waiting, int presences, Counted counted) {

    /**
     * The limits of a stream that is counted.
     *
     * @param unacknowledged stanzas that may be under way to one instance; more wait in its queue. Less than a relay of wockd
     *     lets wait for its rules, so that it never has to stop reading, which would keep answers from rules that wait for them
     * @param octets of these
     * @param answer how long a request for an acknowledgement may go unanswered; then the stream is ended
     * @param resumable how long the relay is told that it can resume
     * @param instances of one relay
     */
    public record Counted(int unacknowledged, long octets, Duration answer, Duration resumable, int instances) {}

    /** Enough for busy relays on a small machine. */
    public static RelayLimits defaults() {
        return new RelayLimits(
                200,
                1 << 20,
                64L << 20,
                Duration.ofSeconds(30),
                1_000,
                100_000,
                new Counted(2_000, 16L << 20, Duration.ofMinutes(2), Duration.ofMinutes(5), 16));
    }
}
