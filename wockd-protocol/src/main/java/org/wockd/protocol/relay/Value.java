package org.wockd.protocol.relay;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.jid.Jid;

/** What was given for a {@link Parameter}, checked and of its type. */
sealed interface Value {

    /** Text, or what was chosen. */
    record Text(String text) implements Value {}

    /** A whole number within its bounds. */
    record Whole(long number) implements Value {}

    /** Yes or no. */
    record Flag(boolean yes) implements Value {}

    /** An address. */
    record Address(Jid jid) implements Value {}

    /** The octets of a file. */
    final class File implements Value {
        private final byte[] octets;

        File(byte[] octets) {
            this.octets = octets;
        }

        byte[] octets() {
            return octets.clone();
        }

        @Override
        public boolean equals(@Nullable Object o) {
            return o instanceof File other && Arrays.equals(octets, other.octets);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(octets);
        }

        @Override
        public String toString() {
            return octets.length + " octets";
        }
    }
}
