package org.wockd.core.account;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.wockd.core.feature.Farewell;
import org.wockd.core.session.Sessions;
import org.wockd.core.store.Accounts;

/**
 * All that can be done to accounts.
 *
 * @param names reads their addresses
 */
public record AccountOperations(
        AccountNames names, AccountCreation creation, PasswordChange password, AccountRemoval removal) {

    /**
     * Puts them together.
     *
     * @param hosts those that are served
     * @param iterations rounds of PBKDF2 for new passwords
     * @param sessions whose streams end with their account
     * @param metrics gets {@code wockd.accounts.created}, {@code wockd.accounts.removed} and
     *     {@code wockd.accounts.passwords.changed}
     */
    public static AccountOperations of(
            List<String> hosts,
            int iterations,
            Accounts accounts,
            Sessions sessions,
            Farewell farewell,
            MeterRegistry metrics) {
        PasswordKeys keys = new PasswordKeys(iterations);
        return new AccountOperations(
                new AccountNames(hosts),
                new AccountCreation(accounts, keys, metrics),
                new PasswordChange(accounts, keys, metrics),
                new AccountRemoval(accounts, sessions, farewell, metrics));
    }
}
