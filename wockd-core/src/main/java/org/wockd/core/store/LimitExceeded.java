package org.wockd.core.store;

/** Something would grow beyond its limit, so nothing was stored; the message is fit to be shown to the user. */
public final class LimitExceeded extends RuntimeException {

    private final Limit limit;

    /** Of this limit, with a text that says what is full and what to do. */
    public LimitExceeded(Limit limit, String text) {
        super(text, null, false, false);
        this.limit = limit;
    }

    /** Which limit it was. */
    public Limit limit() {
        return limit;
    }

    /** The limits that one owner can run into. */
    public enum Limit {
        ROSTER_ITEMS,
        ROSTER_GROUPS,
        ROSTER_NAME,
        SUBSCRIPTION_REQUESTS,
        MAILBOX_COUNT,
        MAILBOX_BYTES,
        INVITATIONS,
        SERVICE_LIST,
        PUBSUB_NODES,
        PUBSUB_ITEM_OCTETS,
        PUBSUB_OCTETS,
        PUBSUB_SUBSCRIBERS
    }
}
