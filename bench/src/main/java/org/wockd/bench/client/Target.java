package org.wockd.bench.client;

import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * The server under load, and how clients come to it.
 *
 * @param address where it listens
 * @param domain the domain of its accounts, and the name asked for under TLS
 * @param security what lies between XML and TCP
 * @param mechanism how clients log in
 * @param patience how long any single answer may take
 */
public record Target(
        InetSocketAddress address, String domain, Security security, Mechanism mechanism, Duration patience) {

    /** What lies between XML and TCP. */
    public enum Security {
        /** Nothing. */
        NONE,
        /** TLS, asked for in the stream (RFC 6120 §5). */
        STARTTLS,
        /** TLS from the first octet (XEP-0368). */
        TLS
    }

    /** The SASL mechanisms that a client knows. Channel bindings are not among them: they cost nothing worth measuring. */
    public enum Mechanism {
        /** RFC 5802. */
        SCRAM_SHA_1("SCRAM-SHA-1"),
        /** RFC 7677. */
        SCRAM_SHA_256("SCRAM-SHA-256"),
        /** RFC 4616. */
        PLAIN("PLAIN");

        private final String sasl;

        Mechanism(String sasl) {
            this.sasl = sasl;
        }

        /** Its registered name. */
        public String sasl() {
            return sasl;
        }
    }
}
