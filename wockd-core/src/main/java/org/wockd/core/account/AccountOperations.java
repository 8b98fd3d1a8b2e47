package org.wockd.core.account;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import org.wockd.core.feature.Farewell;
import org.wockd.core.feature.RosterWriter;
import org.wockd.core.session.Sessions;
import org.wockd.core.store.Stores;

/**
 * All that can be done to accounts.
 *
 * @param names reads their addresses
 */
public record AccountOperations(
        AccountNames names,
        AccountCreation creation,
        AccountInvitation invitation,
        PasswordChange password,
        AccountRemoval removal,
        AccountDisabling disabling,
        AccountList list,
        OnlineSessions online) {

    /**
     * What the configuration says of accounts.
     *
     * @param hosts those that are served
     * @param iterations rounds of PBKDF2 for new passwords
     */
    public record Settings(List<String> hosts, int iterations, InvitationSettings invitations) {
        public Settings {
            hosts = List.copyOf(hosts);
        }
    }

    /**
     * What accounts are tied to.
     *
     * @param sessions whose streams end with their account
     * @param farewell takes an account out of the rosters of others
     * @param rosters puts an account into them
     */
    public record Ties(Sessions sessions, Farewell farewell, RosterWriter rosters) {}

    /**
     * Puts them together.
     *
     * @param metrics gets {@code wockd.accounts.created}, {@code wockd.accounts.removed},
     *     {@code wockd.accounts.passwords.changed}, {@code wockd.invitations.made} and {@code wockd.invitations.used}
     */
    public static AccountOperations of(
            Settings settings, Stores stores, Ties ties, InstantSource clock, MeterRegistry metrics) {
        PasswordKeys keys = new PasswordKeys(settings.iterations());
        AccountInvitation invitation =
                new AccountInvitation(stores, ties.rosters(), keys, settings.invitations(), clock, metrics);
        return new AccountOperations(
                new AccountNames(settings.hosts()),
                new AccountCreation(stores.accounts(), invitation, keys, metrics),
                invitation,
                new PasswordChange(stores.accounts(), keys, metrics),
                new AccountRemoval(stores.accounts(), ties.sessions(), ties.farewell(), metrics),
                new AccountDisabling(stores.accounts(), ties.sessions()),
                new AccountList(stores.accounts(), stores.rosters()),
                new OnlineSessions(ties.sessions()));
    }
}
