package org.wockd.bench.client;

import java.util.Locale;

/**
 * An account of the server under load.
 *
 * @param user the localpart
 * @param password in clear
 */
public record Account(String user, String password) {

    /**
     * The account of this number, by the pattern that all commands share: bench-00042. All have one password, so that a
     * store can be filled with copies of one of them.
     */
    public static Account number(int number) {
        String user = String.format(Locale.ROOT, "bench-%05d", number);
        return new Account(user, "of all");
    }
}
