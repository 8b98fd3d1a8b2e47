package org.wockd.core.account;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.wockd.core.store.Accounts;
import org.wockd.core.store.Accounts.Account;
import org.wockd.core.store.RosterItem;
import org.wockd.core.store.Rosters;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.StanzaErrorException;

/** Tells which accounts there are, and what is known of them. Blocks on the store. */
public final class AccountList {
    private static final int PAGE = 200;

    private final Accounts accounts;
    private final Rosters rosters;

    AccountList(Accounts accounts, Rosters rosters) {
        this.accounts = accounts;
        this.rosters = rosters;
    }

    /** How many accounts a host has. */
    public long count(String host) {
        return accounts.count(host);
    }

    /** The first accounts of a host by name, at most so many. */
    public List<Account> first(String host, int most) {
        List<Account> first = new ArrayList<>();
        String after = null;
        List<Account> page;
        do {
            page = accounts.list(host, after, Math.min(PAGE, most - first.size()));
            first.addAll(page);
            after = page.isEmpty() ? null : page.getLast().jid().local();
        } while (after != null && first.size() < most);
        return first;
    }

    /** Goes through all accounts of a host by name. */
    public void forEach(String host, Consumer<Account> each) {
        @Nullable String after = null;
        List<Account> page;
        do {
            page = accounts.list(host, after, PAGE);
            page.forEach(each);
            after = page.isEmpty() ? null : page.getLast().jid().local();
        } while (after != null);
    }

    /**
     * An account.
     *
     * @throws StanzaErrorException {@code item-not-found} where there is none
     */
    public Account account(Jid jid) {
        Account account = accounts.account(jid);
        if (account == null) {
            throw AccountNames.unknown(jid);
        }
        return account;
    }

    /**
     * The contacts of an account.
     *
     * @throws StanzaErrorException {@code item-not-found} where there is no such account
     */
    public List<RosterItem> contacts(Jid jid) {
        return rosters.get(account(jid).jid()).items();
    }
}
