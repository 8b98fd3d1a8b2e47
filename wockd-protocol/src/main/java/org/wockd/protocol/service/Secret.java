package org.wockd.protocol.service;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A password or key from the configuration, which does not show itself.
 *
 * <p>Every key of this type has a twin whose name ends in {@code -file}: the path of a file that holds the secret.
 */
public final class Secret {

    private final String value;

    /** Wraps {@code value}, which must not be empty. */
    public Secret(String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("a secret that is not empty");
        }
        this.value = value;
    }

    /** The secret itself: never for a log, a metric or an error text. */
    public String value() {
        return value;
    }

    /** Whether {@code candidate} is this secret, in a time that does not tell how much of it was right. */
    public boolean constantTimeEquals(String candidate) {
        return MessageDigest.isEqual(
                value.getBytes(StandardCharsets.UTF_8), candidate.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Secret other && constantTimeEquals(other.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return "***";
    }
}
