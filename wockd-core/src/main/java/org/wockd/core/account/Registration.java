package org.wockd.core.account;

/** Who may make an account from a client. */
public enum Registration {
    /** Nobody. */
    CLOSED,
    /** Who was invited. */
    INVITATION,
    /** Everybody, within the limits. */
    OPEN
}
