package org.wockd.core.auth;

import java.util.Arrays;

/** What the server says next in a SASL exchange (RFC 6120 §6.4). Octets are bare: Base64 is the stream's. */
public sealed interface Step {

    /** The client must answer these octets, which may be none. */
    record Challenge(byte[] data) implements Step {
        @Override
        public boolean equals(Object o) {
            return o instanceof Challenge c && Arrays.equals(data, c.data);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(data);
        }
    }

    /**
     * The client is who it says it is.
     *
     * @param localpart the prepared localpart of the account, which is also what it may act as
     * @param data additional data with success, none (length 0) for PLAIN
     */
    record Success(String localpart, byte[] data) implements Step {
        @Override
        public boolean equals(Object o) {
            return o instanceof Success s && localpart.equals(s.localpart) && Arrays.equals(data, s.data);
        }

        @Override
        public int hashCode() {
            return 31 * localpart.hashCode() + Arrays.hashCode(data);
        }

        @Override
        public String toString() {
            return "Success[" + localpart + "]";
        }
    }

    /**
     * The exchange is over without a log-in; the stream stays and may try again.
     *
     * @param text for a person: what happened and what to do
     */
    record Failure(SaslCondition condition, String text) implements Step {}
}
