package org.wockd.core.relay;

import io.netty.util.Timer;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.core.route.Relays;
import org.wockd.core.route.Relays.Beside;
import org.wockd.core.store.Mailbox;
import org.wockd.core.store.Streams;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.stanza.Presence;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.stream.StreamError;
import org.wockd.protocol.xep.StreamManagement;

/**
 * One relay as the router sees it: the instances that are there for its domain, mostly one, and what waits while there is
 * none.
 *
 * <p>All state is touched on one event loop, so that what is sent, stored, drained and taken back has one order, the order
 * of the calls. Messages and steps of subscriptions are rows of the {@linkplain RelayQueue durable queue} from when they
 * come until an instance has them, but for messages that nobody counts and a plain component has in a moment. Iqs wait the grace time for a relay that is away, and are answered
 * {@code remote-server-timeout} after it. Other presence is dropped then: when the relay returns it is told who is online.
 *
 * <p>Of several instances each works for the users that {@link Rendezvous} gives it. An instance that has lost its link
 * keeps its users for the grace time; then the others take over.
 */
@SuppressWarnings("ReferenceEquality") // links and instances are told apart by identity
public final class CoreRelay implements Relays.Relay {
    private static final Logger LOG = LoggerFactory.getLogger(CoreRelay.class);

    /** With so many coming, whoever sends more waits until his is dealt with. */
    private static final int MOST_COMING = 1_000;

    /** What a relay needs of the core. */
    record Means(
            Mailbox mailbox,
            Streams streams,
            Timer timer,
            Executor blocking,
            InstantSource clock,
            Consumer<Stanza> route,
            List<AttachWatcher> watchers,
            RelayLimits limits) {}

    private final RelayConfig config;
    private final Executor loop;
    private final Means means;
    private final RelayMetrics metrics;
    private final RelayQueue queue;
    private final GraceQueue grace;
    private final Bounces bounces;
    private final SentPresences presences;

    /** How many stanzas its loop has not dealt with yet. */
    private final AtomicInteger coming = new AtomicInteger();

    private final RelayInstances instances;

    CoreRelay(RelayConfig config, Executor loop, Means means, RelayMetrics metrics) {
        this.config = config;
        this.loop = loop;
        this.means = means;
        this.metrics = metrics;
        this.queue = new RelayQueue(means.mailbox(), Jid.domain(config.domain()), loop, means.clock());
        this.bounces = new Bounces(config, means.blocking(), means.route());
        this.grace = new GraceQueue(
                loop, means.timer(), config.grace(), means.limits().waiting(), bounces::late);
        this.presences = new SentPresences(means.limits().presences());
        this.instances = new RelayInstances(this, means, queue);
    }

    /** What is configured for it. */
    public RelayConfig config() {
        return config;
    }

    /** Whether an instance is attached and has got all that waited for it. */
    public boolean isAttached() {
        return instances.attached() > 0;
    }

    RelayInstances instances() {
        return instances;
    }

    Executor loop() {
        return loop;
    }

    Bounces bounces() {
        return bounces;
    }

    /** How many stanzas were sent and are not dealt with yet; on any thread. */
    int coming() {
        return coming.get();
    }

    /** How many stanzas have come there, and that is not noted yet; on any thread. */
    int unnoted() {
        return queue.unnoted();
    }

    RelayMetrics metrics() {
        return metrics;
    }

    // ---- what goes to the relay ----------------------------------------------------------------------------------

    /** While an instance is there, and not too much is coming; but a subscription is with the store before its sender goes on. */
    @Override
    public boolean isQuick(Stanza stanza) {
        return instances.areQuick()
                && coming.get() < MOST_COMING
                && (stanza instanceof Message || !RelayQueue.keeps(stanza));
    }

    @Override
    public boolean keeps(Message message) {
        return RelayQueue.keeps(message);
    }

    /**
     * Sends a stanza, as {@link Relays.Relay} says. A virtual thread waits until the stanza is on its way, and what is kept
     * is with the store; or, where it cannot be sent now, until it is durable. Any other thread does not wait (it might be
     * an event loop, on which the relay went away just now), and what goes wrong is answered to the sender instead.
     */
    @Override
    public long send(Stanza stanza, Beside beside) {
        Dispatch dispatch = new Dispatch(stanza, beside);
        coming.incrementAndGet();
        loop.execute(() -> {
            coming.decrementAndGet();
            deal(dispatch);
        });
        if (Thread.currentThread().isVirtual()) {
            try {
                return dispatch.done().join();
            } catch (CompletionException e) {
                throw Bounces.bare(e) instanceof StanzaErrorException refused ? refused : e;
            }
        }
        bounces.ifRefused(stanza, dispatch.done());
        return 0;
    }

    private void deal(Dispatch dispatch) {
        RelayInstance instance = instances.of(dispatch.stanza());
        if (instance != null) {
            instance.send(dispatch);
        } else if (RelayQueue.isAvailability(dispatch.stanza())) {
            dispatch.unstored();
        } else {
            var _ = await(dispatch);
        }
    }

    /** Sends these as if they had come now. */
    void again(List<Stanza> stanzas) {
        for (Stanza stanza : stanzas) {
            Dispatch dispatch = new Dispatch(stanza);
            deal(dispatch);
            bounces.ifRefused(stanza, dispatch.done());
        }
    }

    /** Lets a stanza wait: in the queue, or the grace time; false where it cannot. */
    boolean await(Dispatch dispatch) {
        if (RelayQueue.keeps(dispatch.stanza())) {
            dispatch.endsAs(queue.append(dispatch.stanza(), dispatch.beside()));
        } else if (grace.add(dispatch.stanza())) {
            dispatch.unstored();
        } else {
            metrics.full().increment();
            dispatch.done().completeExceptionally(bounces.tooMany());
            return false;
        }
        return true;
    }

    /** What has waited the grace time for this instance, which takes it now. */
    List<Stanza> takeWaiting(RelayInstance instance) {
        return grace.take(stanza -> instances.of(stanza) == instance);
    }

    // ---- links ---------------------------------------------------------------------------------------------------

    /** A process before this one has left a stream behind. */
    void recover(Streams.Saved kept) {
        loop.execute(() -> instances
                .named(String.valueOf(kept.jid().resource()))
                .recover(CountedFlights.of(
                        kept, means.streams(), queue, means.limits().counted())));
    }

    /** An instance is there that does not count. */
    void attach(String name, Link link) {
        loop.execute(() -> attached(name, link, new WrittenFlights(queue, loop)));
    }

    /** An instance is there that counts: tells it so, and returns what is counted. */
    CountedFlights enable(String name, Link link, boolean resumable) {
        RelayLimits.Counted limits = means.limits().counted();
        String token = CountedFlights.token();
        CountedFlights counted = resumable
                ? CountedFlights.begin(
                        Jid.domain(config.domain()).withResource(name), token, means.streams(), queue, limits)
                : CountedFlights.begin(means.streams(), queue, limits);
        loop.execute(() -> {
            link.write(
                    resumable
                            ? StreamManagement.enabled(token, limits.resumable().toSeconds())
                            : StreamManagement.enabled());
            attached(name, link, counted);
        });
        return counted;
    }

    private void attached(String name, Link link, Flights flights) {
        if (!instances.hasRoom(name)) {
            link.end(
                    StreamError.RESOURCE_CONSTRAINT,
                    config.domain() + " has " + means.limits().counted().instances()
                            + " instances, which is the most there may be");
            var _ = flights.takeBack();
            return;
        }
        RelayInstance instance = instances.named(name);
        Link old = instance.link();
        if (old == null) {
            LOG.info("{} has attached", instance);
        } else {
            LOG.warn("{} attached a second time; the first link is ended", instance);
            old.end(
                    StreamError.CONFLICT,
                    "another process has attached as " + instance + "; give each instance of a relay its own name");
        }
        // It knows nothing of what was before, and is told anew who is online.
        List<Stanza> lost = instance.giveUp();
        var _ = grace.take(stanza -> RelayQueue.isAvailability(stanza) && instances.of(stanza) == instance);
        instance.begin(link, flights, instances.comes(instance));
        again(lost.stream().filter(stanza -> !RelayQueue.isAvailability(stanza)).toList());
    }

    /** A link wants to go on where another one of the same instance has ended. */
    void resume(Link link, String token, long h) {
        loop.execute(() -> {
            RelayInstance instance = instances.resumedWith(token);
            if (instance == null) {
                link.resumed(null, () -> {});
                return;
            }
            var _ = instance.stop()
                    .thenComposeAsync(_ -> instance.flights().durable(), loop)
                    .whenCompleteAsync((_, failure) -> resumed(link, token, h, failure), loop);
        });
    }

    private void resumed(Link link, String token, long h, @Nullable Throwable failure) {
        RelayInstance instance = instances.resumedWith(token);
        if (failure != null) {
            LOG.warn("{} cannot resume while the store fails: {}", config.domain(), failure.getMessage());
            link.end(StreamError.INTERNAL_SERVER_ERROR, "the server's store fails for now; try again");
        } else if (instance == null || instance.link() != null) {
            link.resumed(null, () -> {});
        } else {
            LOG.info("{} has resumed its link", instance);
            metrics.resumed().increment();
            instance.resume(link, token, h, instances.comes(instance));
        }
    }

    /** A link is over. */
    void detach(Link link, Link.End end) {
        onLoop(() -> {
            RelayInstance instance = instances.of(link);
            if (instance != null && instance.link() == link) {
                LOG.info("{} is away", instance);
                instance.lost(end);
            }
        });
    }

    /** The last instance has been away for longer than the grace time. */
    void left(RelayInstance gone) {
        gone.flights().others().forEach(bounces::late);
        List<Presence> back = presences.takeBack();
        means.blocking().execute(() -> back.forEach(bounces::route));
    }

    /** An instance has got what waited for it, and is to be told of users. */
    void arrived(RelayInstance instance, Predicate<Jid> users) {
        Predicate<Jid> its = instances.usersOf(instance);
        AttachWatcher.Arrival arrival =
                new AttachWatcher.Arrival(config, users.and(its), stanza -> onLoop(() -> instance.direct(stanza)));
        means.blocking().execute(() -> {
            for (AttachWatcher watcher : means.watchers()) {
                try {
                    watcher.attached(arrival);
                } catch (RuntimeException e) {
                    LOG.error("{} could not be told all after it attached", instance, e);
                }
            }
        });
    }

    private void onLoop(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("The core stops, and {} with it", config.domain());
        }
    }

    // ---- what comes from the relay -------------------------------------------------------------------------------

    /** The relay acknowledges so many. */
    void acknowledged(Link link, long h) {
        onLoop(() -> {
            RelayInstance instance = instances.of(link);
            if (instance != null) {
                instance.acknowledged(link, h);
            }
        });
    }

    /** Nothing was written to a link for a while. */
    void idle(Link link) {
        onLoop(() -> {
            RelayInstance instance = instances.of(link);
            if (instance != null) {
                instance.ask();
            }
        });
    }

    /** Answers what came by a link: to the instance that it came from. */
    void answer(Link link, Stanza answer) {
        onLoop(() -> {
            RelayInstance instance = instances.of(link);
            if (instance == null || !instance.direct(answer)) {
                again(List.of(answer));
            }
        });
    }

    /** The relay has sent a presence. */
    void note(Presence presence) {
        if (!presence.type().isSubscription()) {
            onLoop(() -> {
                if (!presences.note(presence)) {
                    metrics.forgotten().increment();
                }
            });
        }
    }
}
