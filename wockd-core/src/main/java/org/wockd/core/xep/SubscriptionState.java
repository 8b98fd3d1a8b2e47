package org.wockd.core.xep;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wockd.core.store.RosterItem;
import org.wockd.core.store.RosterItem.Subscription;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.Presence;

/**
 * How it stands between an account and a contact, seen from the account (RFC 6121 appendix A.1), and what each step
 * makes of it (A.2, A.3) as pure functions.
 *
 * @param to whether the account sees the contact's presence
 * @param from whether the contact sees the account's presence
 * @param pendingOut whether the account's request waits for the contact's answer; never beside {@code to}
 * @param pendingIn whether the contact's request waits for the account's answer; never beside {@code from}
 * @param approved whether the account has approved a request before it came (§3.4); never beside {@code from}
 */
record SubscriptionState(boolean to, boolean from, boolean pendingOut, boolean pendingIn, boolean approved) {

    /** Nothing between the two. */
    static final SubscriptionState NONE = new SubscriptionState(false, false, false, false, false);

    /**
     * What a step does.
     *
     * @param next how it stands afterwards
     * @param passed whether the stanza goes on: routed to the contact on its way out, delivered to the account's clients
     *     on its way in
     * @param reply what the account's server answers in its name, null where nothing
     */
    record Step(SubscriptionState next, boolean passed, Presence.@Nullable Type reply) {
        private static Step pass(SubscriptionState next) {
            return new Step(next, true, null);
        }

        private static Step keep(SubscriptionState next) {
            return new Step(next, false, null);
        }
    }

    static SubscriptionState of(@Nullable RosterItem item, boolean pendingIn) {
        if (item == null) {
            return NONE.pendingIn(pendingIn);
        }
        Subscription subscription = item.subscription();
        boolean to = subscription == Subscription.TO || subscription == Subscription.BOTH;
        boolean from = subscription == Subscription.FROM || subscription == Subscription.BOTH;
        return new SubscriptionState(to, from, item.ask() && !to, pendingIn && !from, item.approved() && !from);
    }

    /**
     * A step of the account (A.2).
     *
     * @param step one of the four subscription types
     */
    Step out(Presence.Type step) {
        return switch (step) {
            case SUBSCRIBE -> Step.pass(to ? this : pendingOut(true));
            case UNSUBSCRIBE -> Step.pass(to(false).pendingOut(false));
            // Without a request to approve it is a pre-approval, which the contact is not told of (§3.4.2).
            case SUBSCRIBED -> pendingIn ? Step.pass(accepted()) : Step.keep(from ? this : approved(true));
            // A pre-approval is taken back in silence too.
            case UNSUBSCRIBED -> from || pendingIn ? Step.pass(cancelled()) : Step.keep(approved(false));
            default -> throw new IllegalArgumentException("not a step of a subscription: " + step);
        };
    }

    /**
     * A step of the contact (A.3).
     *
     * @param step one of the four subscription types
     */
    Step in(Presence.Type step) {
        return switch (step) {
            case SUBSCRIBE -> {
                if (from || approved) {
                    yield new Step(accepted(), false, Presence.Type.SUBSCRIBED);
                }
                yield new Step(pendingIn(true), !pendingIn, null);
            }
            case UNSUBSCRIBE -> from || pendingIn ? Step.pass(from(false).pendingIn(false)) : Step.keep(this);
            case SUBSCRIBED -> pendingOut ? Step.pass(to(true).pendingOut(false)) : Step.keep(this);
            case UNSUBSCRIBED -> to || pendingOut ? Step.pass(to(false).pendingOut(false)) : Step.keep(this);
            default -> throw new IllegalArgumentException("not a step of a subscription: " + step);
        };
    }

    /** The item that says so, null where there is nothing to be said of somebody who is not in the roster. */
    @Nullable
    RosterItem item(@Nullable RosterItem before, Jid contact) {
        if (before == null && !to && !from && !pendingOut && !approved) {
            return null;
        }
        return before == null
                ? new RosterItem(contact, null, subscription(), pendingOut, approved, List.of())
                : new RosterItem(contact, before.name(), subscription(), pendingOut, approved, before.groups());
    }

    private Subscription subscription() {
        if (to) {
            return from ? Subscription.BOTH : Subscription.TO;
        }
        return from ? Subscription.FROM : Subscription.NONE;
    }

    private SubscriptionState accepted() {
        return new SubscriptionState(to, true, pendingOut, false, false);
    }

    private SubscriptionState cancelled() {
        return new SubscriptionState(to, false, pendingOut, false, false);
    }

    private SubscriptionState to(boolean other) {
        return new SubscriptionState(other, from, pendingOut, pendingIn, approved);
    }

    private SubscriptionState from(boolean other) {
        return new SubscriptionState(to, other, pendingOut, pendingIn, approved);
    }

    private SubscriptionState pendingOut(boolean other) {
        return new SubscriptionState(to, from, other, pendingIn, approved);
    }

    private SubscriptionState pendingIn(boolean other) {
        return new SubscriptionState(to, from, pendingOut, other, approved);
    }

    private SubscriptionState approved(boolean other) {
        return new SubscriptionState(to, from, pendingOut, pendingIn, other);
    }
}
