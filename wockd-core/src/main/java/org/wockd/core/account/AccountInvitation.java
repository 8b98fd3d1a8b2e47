package org.wockd.core.account;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.core.feature.RosterWriter;
import org.wockd.core.store.Invitations.Invitation;
import org.wockd.core.store.LimitExceeded;
import org.wockd.core.store.RosterItem;
import org.wockd.core.store.RosterItem.Subscription;
import org.wockd.core.store.Stores;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.stream.StreamHeader;

/** Invites people to an account, and makes the account of who comes. */
public final class AccountInvitation {
    private static final Logger LOG = LoggerFactory.getLogger(AccountInvitation.class);

    /** Of one who makes them on the command line, and may make many. */
    private static final int MOST_OF_SERVER = 10_000;

    /**
     * An invitation to hand over.
     *
     * @param uri what a client opens
     * @param page what a browser opens, null where there is no page
     * @param expires when it is no good any more
     */
    public record Issued(String uri, @Nullable String page, Instant expires) {
        /** Without the links: who has them has the invitation. */
        @Override
        public String toString() {
            return "Issued[until " + expires + "]";
        }
    }

    private final Stores stores;
    private final RosterWriter rosters;
    private final PasswordKeys keys;
    private final InvitationSettings settings;
    private final InstantSource clock;
    private final Counter made;
    private final Counter used;

    AccountInvitation(
            Stores stores,
            RosterWriter rosters,
            PasswordKeys keys,
            InvitationSettings settings,
            InstantSource clock,
            MeterRegistry metrics) {
        this.stores = stores;
        this.rosters = rosters;
        this.keys = keys;
        this.settings = settings;
        this.clock = clock;
        this.made = metrics.counter("wockd.invitations.made");
        this.used = metrics.counter("wockd.invitations.used");
    }

    /** Whether invitations are good for anything here. */
    public boolean isPossible() {
        return settings.registration() != Registration.CLOSED;
    }

    /**
     * Invites somebody to be a contact of an account, and to make an account where they have none (XEP-0401 §4.1).
     *
     * @param inviter the account
     * @throws LimitExceeded where it has too many open invitations
     */
    public Issued befriend(Jid inviter) {
        return issue(new Invitation(inviter.domain(), inviter.bare(), null, true, expiry()));
    }

    /**
     * Invites somebody to make an account (XEP-0401 §4.3).
     *
     * @param host where
     * @param inviter who does, null for the server itself
     * @param account the only one that can be made, null where the name is free to choose
     * @param befriends whether the inviter and the new account become contacts
     * @throws StanzaErrorException {@code conflict} where there is such an account, or another invitation is for it
     * @throws LimitExceeded where the inviter has too many open invitations
     */
    public Issued account(String host, @Nullable Jid inviter, @Nullable Jid account, boolean befriends) {
        if (account != null) {
            if (stores.accounts().exists(account)) {
                throw AccountCreation.taken(account);
            }
            checkNotReserved(account);
        }
        return issue(new Invitation(
                host,
                inviter == null ? null : inviter.bare(),
                account == null ? null : account.local(),
                befriends && inviter != null,
                expiry()));
    }

    /**
     * The invitation of a token that somebody shows.
     *
     * @throws StanzaErrorException {@code item-not-found} where it is no good, at this host
     */
    public Invitation find(String token, String host) {
        Invitation invitation = lookUp(token);
        if (invitation == null || !invitation.host().equals(host)) {
            throw new StanzaErrorException(
                    Condition.ITEM_NOT_FOUND,
                    "the invitation was used already, or is too old, or never was; ask for" + " another one");
        }
        return invitation;
    }

    /** The invitation of a token; null where it is no good. */
    public @Nullable Invitation lookUp(String token) {
        return stores.invitations().find(token);
    }

    /** What a client opens to follow an invitation. */
    public String uri(Invitation invitation, String token) {
        Jid inviter = invitation.inviter();
        if (invitation.befriends() && inviter != null && invitation.localpart() == null) {
            return XmppUri.of(inviter, "roster;preauth=" + token + ";ibr=y");
        }
        return XmppUri.of(Jid.of(invitation.localpart(), invitation.host(), null), "register;preauth=" + token);
    }

    /**
     * Makes the account of who was invited, and uses the invitation up.
     *
     * @throws StanzaErrorException {@code not-acceptable} where the invitation is for another name or the password cannot
     *     be one, {@code conflict} where there is such an account, {@code item-not-found} where the invitation was used
     *     meanwhile
     */
    public void accept(String token, Invitation invitation, Jid account, String password) {
        String only = invitation.localpart();
        if (only != null && !only.equals(account.local())) {
            throw new StanzaErrorException(
                    Condition.NOT_ACCEPTABLE, "the invitation is for the name " + only + "; take that one");
        }
        if (only == null) {
            checkNotReserved(account);
        }
        switch (stores.invitations().accept(token, account, keys.of(password))) {
            case MADE -> {}
            case TAKEN -> throw AccountCreation.taken(account);
            case USED ->
                throw new StanzaErrorException(
                        Condition.ITEM_NOT_FOUND, "the invitation was used just now; ask for another one");
        }
        used.increment();
        LOG.info("the account {} was made by an invitation of {}", account, invitation.inviter());
        Jid inviter = invitation.inviter();
        if (invitation.befriends() && inviter != null) {
            makeFriends(inviter, account);
        }
    }

    /**
     * Lets nobody else have a name that somebody is invited under (XEP-0445 §5).
     *
     * @throws StanzaErrorException {@code conflict}
     */
    void checkNotReserved(Jid account) {
        if (stores.invitations().reserves(account)) {
            throw new StanzaErrorException(
                    Condition.CONFLICT, "the name " + account.local() + " is kept for somebody else; choose another");
        }
    }

    private void makeFriends(Jid inviter, Jid account) {
        try {
            rosters.change(inviter, account, before -> friend(before, account));
            rosters.change(account, inviter, before -> friend(before, inviter));
        } catch (LimitExceeded e) {
            LOG.warn("{} and {} did not become contacts: {}", inviter, account, e.getMessage());
        }
    }

    private static RosterItem friend(@Nullable RosterItem before, Jid contact) {
        return before == null
                ? new RosterItem(contact, null, Subscription.BOTH, false, false, List.of())
                : new RosterItem(contact, before.name(), Subscription.BOTH, false, false, before.groups());
    }

    private Issued issue(Invitation invitation) {
        if (!isPossible()) {
            throw new StanzaErrorException(
                    Condition.NOT_ALLOWED,
                    "nobody can make an account here; set \"registration\" to \"invitation\" in the configuration,"
                            + " or make the account yourself: wockd user add");
        }
        String token = StreamHeader.randomId();
        int most = invitation.inviter() == null ? MOST_OF_SERVER : settings.perInviter();
        stores.invitations().add(token, invitation, most);
        made.increment();
        String page = settings.page();
        return new Issued(
                uri(invitation, token),
                page == null ? null : page + token,
                Instant.ofEpochMilli(invitation.expiresAt()));
    }

    private long expiry() {
        return clock.instant()
                .plus(settings.lasts())
                .truncatedTo(ChronoUnit.SECONDS)
                .toEpochMilli();
    }
}
