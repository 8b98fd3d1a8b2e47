package org.wockd.core.relay;

import io.netty.util.Timeout;
import io.netty.util.Timer;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.core.route.Relays;
import org.wockd.core.store.Mailbox;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.Iq;
import org.wockd.protocol.stanza.Presence;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaError;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.stream.StreamError;
import org.wockd.protocol.stream.StreamWriter;

/**
 * One relay as the router sees it: attached by a link, or away, or between the two while it gets what has waited.
 *
 * <p>All state is touched on one event loop, so that what is sent, stored, drained and taken back has one order, the order
 * of the calls. A message that was handed to a link and not taken by the operating system when the link broke goes into
 * the store, in front of what is sent later. What the operating system had taken may be lost with the connection: plain
 * XEP-0114 acknowledges nothing.
 *
 * <p>While a relay is away messages and steps of subscriptions are stored. Iqs wait the grace time and are answered
 * {@code remote-server-timeout} after it. Other presence is dropped: when the relay returns it is told who is online.
 */
@SuppressWarnings("ReferenceEquality") // links are told apart by identity
public final class CoreRelay implements Relays.Relay {
    private static final Logger LOG = LoggerFactory.getLogger(CoreRelay.class);

    /** A stream that a relay is attached by; safe for use by any thread. */
    interface Link {
        void write(Stanza stanza, StreamWriter.Fate fate);

        void end(StreamError error, String text);
    }

    /** What a relay needs of the core. */
    record Means(
            Mailbox mailbox,
            Timer timer,
            Executor blocking,
            InstantSource clock,
            Consumer<Stanza> route,
            List<AttachWatcher> watchers,
            RelayLimits limits) {}

    private sealed interface State {
        record Away() implements State {}

        record Draining(Link link) implements State {}

        record Attached(Link link) implements State {}
    }

    private static final class InFlight {
        private final Stanza stanza;
        private boolean written;

        private InFlight(Stanza stanza) {
            this.stanza = stanza;
        }
    }

    private final RelayConfig config;
    private final Executor loop;
    private final Means means;
    private final AwayQueue stored;
    private final GraceQueue grace;
    private final SentPresences presences;

    private volatile State state = new State.Away();
    private final Deque<InFlight> inFlight = new ArrayDeque<>();
    private long appends;
    private CompletableFuture<Void> lastAppend = CompletableFuture.completedFuture(null);
    private @Nullable Timeout leaving;

    CoreRelay(RelayConfig config, Executor loop, Means means) {
        this.config = config;
        this.loop = loop;
        this.means = means;
        this.stored = new AwayQueue(means.mailbox(), Jid.domain(config.domain()), means.clock());
        this.grace = new GraceQueue(
                loop, means.timer(), config.grace(), means.limits().waiting(), this::late);
        this.presences = new SentPresences(means.limits().presences());
    }

    /** What is configured for it. */
    public RelayConfig config() {
        return config;
    }

    /** Whether it is attached and has got all that waited for it. */
    public boolean isAttached() {
        return state instanceof State.Attached;
    }

    @Override
    public boolean isQuick() {
        return isAttached();
    }

    /**
     * Sends a stanza, as {@link Relays.Relay} says. A virtual thread waits until the stanza is on its way or durable; any
     * other thread does not wait (it might be an event loop, on which the relay went away just now), and what goes wrong is
     * answered to the sender instead.
     */
    @Override
    public void send(Stanza stanza) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.execute(() -> deal(stanza, done));
        if (Thread.currentThread().isVirtual()) {
            try {
                done.join();
            } catch (CompletionException e) {
                throw bare(e) instanceof StanzaErrorException refused ? refused : e;
            }
        } else {
            refusals(stanza, done);
        }
    }

    /** A link has shown that it is the relay's. */
    void attach(Link link) {
        loop.execute(() -> {
            Link old = link();
            if (old != null) {
                LOG.warn("{} attached a second time; the first link is ended", config.domain());
                old.end(
                        StreamError.CONFLICT,
                        "another process has attached as " + config.domain() + "; a domain has one relay");
                reclaim();
            } else {
                LOG.info("{} has attached", config.domain());
            }
            if (leaving != null) {
                leaving.cancel();
                leaving = null;
            }
            state = new State.Draining(link);
            drain(link, 0);
        });
    }

    /** A link is over. */
    void detach(Link link) {
        try {
            loop.execute(() -> detached(link));
        } catch (RejectedExecutionException e) {
            LOG.debug("The core stops, and {} with it", config.domain());
        }
    }

    private void detached(Link link) {
        if (link() != link) {
            return;
        }
        LOG.info("{} is away", config.domain());
        state = new State.Away();
        reclaim();
        leaving = means.timer()
                .newTimeout(_ -> loop.execute(this::left), config.grace().toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The relay has sent a presence. */
    void note(Presence presence) {
        if (!presence.type().isSubscription()) {
            loop.execute(() -> presences.note(presence));
        }
    }

    private @Nullable Link link() {
        return switch (state) {
            case State.Away _ -> null;
            case State.Draining draining -> draining.link;
            case State.Attached attached -> attached.link;
        };
    }

    private void deal(Stanza stanza, CompletableFuture<Void> done) {
        if (state instanceof State.Attached attached) {
            put(attached.link, stanza);
            done.complete(null);
        } else if (AwayQueue.keeps(stanza)) {
            var _ = append(stanza).whenComplete((_, cause) -> {
                if (cause == null) {
                    done.complete(null);
                } else {
                    done.completeExceptionally(bare(cause));
                }
            });
        } else {
            await(stanza, done);
        }
    }

    private CompletableFuture<Void> append(Stanza stanza) {
        appends++;
        lastAppend = stored.append(stanza);
        return lastAppend;
    }

    private void await(Stanza stanza, CompletableFuture<Void> done) {
        boolean worthwhile = stanza instanceof Iq || state instanceof State.Draining;
        if (worthwhile && !grace.add(stanza)) {
            done.completeExceptionally(new StanzaErrorException(
                    Condition.RESOURCE_CONSTRAINT,
                    config.domain() + " is away, and too many wait for it already; try again later"));
        } else {
            done.complete(null);
        }
    }

    private void put(Link link, Stanza stanza) {
        InFlight flying = new InFlight(stanza);
        inFlight.add(flying);
        link.write(stanza, new StreamWriter.Fate() {
            @Override
            public void written() {
                loop.execute(() -> landed(flying));
            }
        });
    }

    private void landed(InFlight flying) {
        flying.written = true;
        InFlight first;
        while ((first = inFlight.peek()) != null && first.written) {
            inFlight.remove();
        }
    }

    /** Takes back what a link has not written. */
    private void reclaim() {
        InFlight lost;
        while ((lost = inFlight.poll()) != null) {
            if (lost.written) {
                continue;
            }
            Stanza stanza = lost.stanza;
            if (AwayQueue.keeps(stanza)) {
                refusals(stanza, append(stanza));
            } else {
                CompletableFuture<Void> done = new CompletableFuture<>();
                await(stanza, done);
                refusals(stanza, done);
            }
        }
    }

    private void drain(Link link, long after) {
        long seen = appends;
        CompletableFuture<Void> last = lastAppend;
        means.blocking().execute(() -> {
            try {
                // What is being stored now must be there to be found; whether it failed is told elsewhere.
                last.handle((_, _) -> true).join();
                List<AwayQueue.Row> rows = stored.after(after);
                loop.execute(() -> drained(link, after, rows, seen));
            } catch (RuntimeException e) {
                undrained(link, e);
            }
        });
    }

    private void drained(Link link, long after, List<AwayQueue.Row> rows, long seen) {
        if (link() != link) {
            return;
        }
        if (rows.isEmpty()) {
            if (appends == seen) {
                attached(link);
            } else {
                drain(link, after);
            }
            return;
        }
        long last = rows.getLast().id();
        List<Stanza> stanzas = rows.stream()
                .map(AwayQueue.Row::stanza)
                .filter(Objects::nonNull)
                .toList();
        StreamWriter.Fate whole = new StreamWriter.Fate() {
            @Override
            public void written() {
                means.blocking().execute(() -> delivered(link, last));
            }
        };
        if (stanzas.isEmpty()) {
            whole.written();
        }
        // Fates come in order, so the last one's tells of all; where one is lost, the link ends and the rows stay.
        for (int i = 0; i < stanzas.size(); i++) {
            link.write(stanzas.get(i), i == stanzas.size() - 1 ? whole : new StreamWriter.Fate() {});
        }
    }

    private void delivered(Link link, long last) {
        try {
            stored.removeUpTo(last);
            loop.execute(() -> {
                if (link() == link) {
                    drain(link, last);
                }
            });
        } catch (RuntimeException e) {
            undrained(link, e);
        }
    }

    private void undrained(Link link, RuntimeException cause) {
        if (cause instanceof RejectedExecutionException) {
            LOG.debug("The core stops while {} gets what has waited; it waits on", config.domain());
            return;
        }
        LOG.error("What waits for {} cannot be read from the store; its link is ended", config.domain(), cause);
        link.end(StreamError.INTERNAL_SERVER_ERROR, "the server's store failed; its log says why");
    }

    private void attached(Link link) {
        state = new State.Attached(link);
        grace.take().forEach(stanza -> put(link, stanza));
        means.blocking().execute(() -> {
            for (AttachWatcher watcher : means.watchers()) {
                try {
                    watcher.attached(this);
                } catch (RuntimeException e) {
                    LOG.error("{} could not be told all after it attached", config.domain(), e);
                }
            }
        });
    }

    private void late(Stanza stanza) {
        bounce(
                stanza,
                StanzaError.of(
                        Condition.REMOTE_SERVER_TIMEOUT,
                        config.domain() + " is away and did not come back within "
                                + config.grace().toSeconds() + " s; try again later"));
    }

    private void left() {
        leaving = null;
        if (state instanceof State.Away) {
            List<Presence> gone = presences.takeBack();
            means.blocking().execute(() -> gone.forEach(this::route));
        }
    }

    /** Tells the sender when a stanza could not be kept, where nobody waits to be told. */
    private void refusals(Stanza stanza, CompletableFuture<Void> done) {
        var _ = done.exceptionally(cause -> {
            if (bare(cause) instanceof StanzaErrorException refused) {
                bounce(stanza, refused.error());
            } else {
                LOG.error("A {} for {} was lost", stanza.kind(), config.domain(), cause);
            }
            return null;
        });
    }

    private static Throwable bare(Throwable cause) {
        return cause instanceof CompletionException e && e.getCause() != null ? e.getCause() : cause;
    }

    private void bounce(Stanza stanza, StanzaError error) {
        if (!stanza.isError() && !(stanza instanceof Iq iq && !iq.isRequest())) {
            means.blocking().execute(() -> route(stanza.error(error)));
        }
    }

    private void route(Stanza stanza) {
        try {
            means.route().accept(stanza);
        } catch (StanzaErrorException e) {
            LOG.debug("A {} for {} found nobody: {}", stanza.kind(), stanza.to(), e.getMessage());
        }
    }
}
