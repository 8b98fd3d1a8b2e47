package org.wockd.core.pubsub;

import org.jspecify.annotations.Nullable;
import org.wockd.core.store.RosterItem;
import org.wockd.core.store.RosterItem.Subscription;
import org.wockd.core.store.Rosters;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;

/** Who may see what; asked anew each time, so that it follows the roster (XEP-0163 §7.1). */
final class Access {
    private final Rosters rosters;

    Access(Rosters rosters) {
        this.rosters = rosters;
    }

    /** Whether the contact may see the owner's presence. */
    static boolean isSeenBy(@Nullable RosterItem contact) {
        return contact != null
                && (contact.subscription() == Subscription.FROM || contact.subscription() == Subscription.BOTH);
    }

    /**
     * Whether somebody else than the owner may see a node.
     *
     * @param contact what the owner's roster has of it
     */
    static boolean allows(NodeConfig config, @Nullable RosterItem contact) {
        return switch (config.access()) {
            case OPEN -> true;
            case PRESENCE -> isSeenBy(contact);
            case ROSTER -> contact != null && contact.groups().stream().anyMatch(config.groups()::contains);
            case WHITELIST -> false;
        };
    }

    /** Whether somebody may see a node. Blocks on the store. */
    boolean allows(Jid owner, NodeConfig config, Jid who) {
        return who.bare().equals(owner.bare()) || allows(config, rosters.item(owner, who.bare()));
    }

    /**
     * Sees to it that somebody may see a node (XEP-0060 §6.1.3, §6.5.9). Blocks on the store.
     *
     * @throws StanzaErrorException which says what is missing
     */
    void check(Jid owner, NodeConfig config, Jid who) {
        if (allows(owner, config, who)) {
            return;
        }
        throw switch (config.access()) {
            case OPEN -> new IllegalStateException("an open node is closed");
            case PRESENCE ->
                Pubsub.error(
                        Condition.NOT_AUTHORIZED,
                        "presence-subscription-required",
                        "only who may see the presence of " + owner + " may see this; subscribe to it first");
            case ROSTER ->
                Pubsub.error(
                        Condition.NOT_AUTHORIZED,
                        "not-in-roster-group",
                        owner + " shows this to certain contacts only, and you are not one of them");
            case WHITELIST ->
                Pubsub.error(Condition.NOT_ALLOWED, "closed-node", owner + " keeps this for their own devices");
        };
    }

    /** Sees to it that somebody is the owner. */
    static void checkOwner(Jid owner, Jid who) {
        if (!who.bare().equals(owner.bare())) {
            throw new StanzaErrorException(Condition.FORBIDDEN, "only " + owner.bare() + " may do that here");
        }
    }
}
