package org.wockd.core.account;

/** Who may invite people. */
public enum Inviters {
    /** Administrators. */
    ADMINS,
    /** Everybody who has an account. */
    EVERYBODY
}
