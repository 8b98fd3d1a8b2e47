package org.wockd.core.auth;

import java.nio.charset.StandardCharsets;
import org.wockd.protocol.jid.Precis;
import org.wockd.protocol.jid.PrecisException;

/** Brings names and passwords to the one form in which they are stored and compared. */
public final class Preparation {

    /** The longest localpart in octets (RFC 7622 §3.3), and far more than any password needs. */
    static final int MAX_OCTETS = 1023;

    private static final String NOT_IN_LOCALPART = "\"&'/:<>@";

    private Preparation() {}

    /**
     * A password by SASLprep (RFC 4013).
     *
     * @throws IllegalArgumentException with a text for the user, which does not repeat the password
     */
    public static String password(String password) {
        if (password.isEmpty()) {
            throw new IllegalArgumentException("The password is empty. Choose one with at least one character.");
        }
        try {
            return bounded(Precis.saslprep(password), "password");
        } catch (PrecisException e) {
            throw new IllegalArgumentException("The password " + e.getMessage() + ". Choose one without that.");
        }
    }

    /**
     * The localpart of an account as it is stored (RFC 7622 §3.3).
     *
     * @throws IllegalArgumentException with a text for the user
     */
    public static String localpart(String name) {
        if (name.isEmpty() || name.codePoints().anyMatch(c -> NOT_IN_LOCALPART.indexOf(c) >= 0)) {
            throw new IllegalArgumentException("The user name is empty or has a character that no address may have."
                    + " Give only the part of the address before the @.");
        }
        try {
            return bounded(Precis.username(name), "user name");
        } catch (PrecisException e) {
            throw new IllegalArgumentException("The user name " + e.getMessage() + ". Check how it is written.");
        }
    }

    private static String bounded(String prepared, String what) {
        if (prepared.getBytes(StandardCharsets.UTF_8).length > MAX_OCTETS) {
            throw new IllegalArgumentException(
                    "The " + what + " is longer than " + MAX_OCTETS + " octets in UTF-8. Take a shorter one.");
        }
        return prepared;
    }
}
