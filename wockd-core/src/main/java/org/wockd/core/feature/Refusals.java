package org.wockd.core.feature;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.wockd.core.store.LimitExceeded;
import org.wockd.core.store.StoreException;
import org.wockd.protocol.rule.Handler;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;

/** What is answered when a store refuses: the limit that was reached, or that the disk is full. */
public final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    private Refusals() {}

    /** A handler that answers with the refusals of the stores it uses. */
    public static <S extends Stanza> Handler<S> answered(Handler<S> handler) {
        return in -> {
            try {
                handler.handle(in);
            } catch (LimitExceeded e) {
                throw of(e);
            } catch (StoreException e) {
                throw of(e);
            }
        };
    }

    public static StanzaErrorException of(LimitExceeded e) {
        String text = String.valueOf(e.getMessage());
        return switch (e.limit()) {
            // RFC 6121 §2.3.3 names this condition for what is too long.
            case ROSTER_NAME, ROSTER_GROUPS, PUBSUB_ITEM_OCTETS ->
                new StanzaErrorException(Condition.NOT_ACCEPTABLE, text);
            case PUBSUB_NODES, PUBSUB_SUBSCRIBERS -> new StanzaErrorException(Condition.POLICY_VIOLATION, text);
            case ROSTER_ITEMS,
                    SUBSCRIPTION_REQUESTS,
                    MAILBOX_COUNT,
                    MAILBOX_BYTES,
                    INVITATIONS,
                    SERVICE_LIST,
                    PUBSUB_OCTETS -> new StanzaErrorException(Condition.RESOURCE_CONSTRAINT, text);
        };
    }

    public static StanzaErrorException of(StoreException e) {
        boolean passes = e.code().transientFault();
        // A full disk refuses every stanza there is: the store itself says so to the operator, once.
        LOG.atLevel(passes ? Level.DEBUG : Level.WARN).log("the store refused: {}", e.getMessage());
        return passes
                ? new StanzaErrorException(
                        Condition.RESOURCE_CONSTRAINT,
                        "the server cannot store this now, its disk is full or busy; try again later")
                : new StanzaErrorException(
                        Condition.INTERNAL_SERVER_ERROR, "the server's store failed at this; its log says why");
    }
}
