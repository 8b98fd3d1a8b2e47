package org.wockd.core.relay;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.protocol.stanza.Iq;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaError;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;

/** Tells senders what became of stanzas that did not reach a relay, where nobody waits to be told. On any thread. */
final class Bounces {
    private static final Logger LOG = LoggerFactory.getLogger(Bounces.class);

    private final RelayConfig config;
    private final Executor blocking;
    private final Consumer<Stanza> route;

    /**
     * @param blocking starts a virtual thread
     * @param route sends a stanza on its way; may block
     */
    Bounces(RelayConfig config, Executor blocking, Consumer<Stanza> route) {
        this.config = config;
        this.blocking = blocking;
        this.route = route;
    }

    /** The relay did not come back in time. Of what is for who is there only nobody is told. */
    void late(Stanza stanza) {
        if (stanza instanceof Iq) {
            bounce(
                    stanza,
                    StanzaError.of(
                            Condition.REMOTE_SERVER_TIMEOUT,
                            config.domain() + " is away and did not come back within "
                                    + config.grace().toSeconds() + " s; try again later"));
        }
    }

    /** Too many wait for the relay already. */
    StanzaErrorException tooMany() {
        return new StanzaErrorException(
                Condition.RESOURCE_CONSTRAINT,
                config.domain() + " does not take stanzas now, and too many wait for it already; try again later");
    }

    /** Tells the sender if this fails. */
    void ifRefused(Stanza stanza, CompletableFuture<?> done) {
        var _ = done.exceptionally(cause -> {
            if (bare(cause) instanceof StanzaErrorException refused) {
                bounce(stanza, refused.error());
            } else {
                LOG.error("A {} for {} was lost", stanza.kind(), config.domain(), cause);
            }
            return null;
        });
    }

    private void bounce(Stanza stanza, StanzaError error) {
        if (!stanza.isError() && !(stanza instanceof Iq iq && !iq.isRequest())) {
            blocking.execute(() -> route(stanza.error(error)));
        }
    }

    /** Sends a stanza on its way that nobody asked for. */
    void route(Stanza stanza) {
        try {
            route.accept(stanza);
        } catch (StanzaErrorException e) {
            LOG.debug("A {} for {} found nobody: {}", stanza.kind(), stanza.to(), e.getMessage());
        }
    }

    static Throwable bare(Throwable cause) {
        return cause instanceof CompletionException e && e.getCause() != null ? e.getCause() : cause;
    }
}
