package org.wockd.core.auth;

import java.util.Locale;

/** Why a log-in failed: all conditions of RFC 6120 §6.5. */
public enum SaslCondition {
    ABORTED,
    ACCOUNT_DISABLED,
    CREDENTIALS_EXPIRED,
    ENCRYPTION_REQUIRED,
    INCORRECT_ENCODING,
    INVALID_AUTHZID,
    INVALID_MECHANISM,
    MALFORMED_REQUEST,
    MECHANISM_TOO_WEAK,
    NOT_AUTHORIZED,
    TEMPORARY_AUTH_FAILURE;

    /** The name of the element, for example {@code not-authorized}. */
    public String element() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
