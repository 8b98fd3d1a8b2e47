package org.wockd.core.mail;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.core.feature.Refusals;
import org.wockd.core.store.LimitExceeded;
import org.wockd.core.store.StoreException;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;

/** Tells senders of messages that were sent on their way at once, and could not be stored. */
final class LateRefusals {
    private static final Logger LOG = LoggerFactory.getLogger(LateRefusals.class);

    private final Executor blocking;
    private final Consumer<Stanza> router;

    /** Errors that are on their way, by who is told; they are as many as stanzas may wait for the store at most. */
    private final ConcurrentHashMap<Jid, CompletableFuture<Void>> underWay = new ConcurrentHashMap<>();

    /**
     * @param blocking starts a virtual thread
     * @param router takes the errors to their receivers
     */
    LateRefusals(Executor blocking, Consumer<Stanza> router) {
        this.blocking = blocking;
        this.router = router;
    }

    /**
     * Tells the sender when this fails. That an error is under way is known before anything is stored that was handed in
     * after the failure was known.
     */
    void tell(Message message, CompletableFuture<?> answer) {
        var _ = answer.exceptionally(failure -> {
            Jid sender = message.sender();
            CompletableFuture<Void> told = new CompletableFuture<>();
            underWay.merge(sender, told, (before, next) -> CompletableFuture.allOf(before, next));
            blocking.execute(() -> {
                try {
                    bounce(message, refusal(failure));
                } finally {
                    told.complete(null);
                    underWay.computeIfPresent(sender, (_, all) -> all.isDone() ? null : all);
                }
            });
            return null;
        });
    }

    /** Completed when somebody was told of all refusals that are known now. */
    CompletableFuture<Void> told(Jid sender) {
        return underWay.getOrDefault(sender, CompletableFuture.completedFuture(null));
    }

    private void bounce(Message message, StanzaErrorException refused) {
        try {
            router.accept(message.error(refused.error()));
        } catch (StanzaErrorException e) {
            LOG.debug("{} is not told of a refusal: {}", message.sender(), e.getMessage());
        }
    }

    /** What a sender is told of a failure of the store. */
    static StanzaErrorException refusal(Throwable failure) {
        Throwable cause = failure instanceof CompletionException e && e.getCause() != null ? e.getCause() : failure;
        return switch (cause) {
            case LimitExceeded e -> Refusals.of(e);
            case StoreException e -> Refusals.of(e);
            default -> {
                LOG.error("a message could not be stored", cause);
                yield new StanzaErrorException(
                        Condition.INTERNAL_SERVER_ERROR, "the server failed at this; its log says why");
            }
        };
    }
}
