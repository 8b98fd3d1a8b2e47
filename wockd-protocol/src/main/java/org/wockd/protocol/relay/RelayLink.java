package org.wockd.protocol.relay;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.Timer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.protocol.rule.Lane;
import org.wockd.protocol.rule.Outgoing;
import org.wockd.protocol.rule.Path;
import org.wockd.protocol.service.EventLoops;
import org.wockd.protocol.service.Readiness;
import org.wockd.protocol.stanza.Iq;
import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaError;
import org.wockd.protocol.stanza.StanzaReader;
import org.wockd.protocol.stream.StreamErrorException;
import org.wockd.protocol.xml.Node;

/**
 * The relay's side of the link to the core (XEP-0114): connects, stays connected, and connects again.
 *
 * <p>All state is touched on one event loop, which every connection of the link runs on. What comes in goes to the
 * {@link Path}, in order for each sender. What goes out while the link is down waits for it, up to a limit; availability
 * does not wait, since it is told anew when the link is {@linkplain LinkListener#up() up}.
 *
 * <p>Where the core offers stream management (XEP-0198) the link outlives its connections: what one side has not
 * acknowledged is sent again by the next one, nothing is lost or doubled, and nobody is told that it was away. Where it does
 * not, a stanza that was written is not acknowledged by anybody. What must not be lost goes through
 * {@link #sendAcknowledged} in both cases.
 */
public final class RelayLink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RelayLink.class);
    private static final int UNACKNOWLEDGED = 10_000;
    private static final int REQUESTS = 10_000;
    private static final Duration STEADY = Duration.ofSeconds(10);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    private final LinkConfig config;
    private final EventLoops loops;
    private final EventLoop loop;
    private final Timer timer;
    private final Executor blocking;
    private final Outgoing outgoing;
    private final LinkPing ping;
    private final LinkOutput output;
    private final LinkTalk talk;
    private final Backoff backoff;
    private final Counter dropped;
    private final Counter reconnects;

    private volatile LinkState state = new LinkState.Idle();
    private @Nullable LinkStream stream;
    private Instant upSince = Instant.MAX;
    private boolean paused;

    /**
     * A link that does nothing until it is started.
     *
     * @param timer a hashed wheel
     * @param blocking starts a virtual thread
     */
    public RelayLink(LinkConfig config, EventLoops loops, Timer timer, Executor blocking, MeterRegistry metrics) {
        this.config = config;
        this.loops = loops;
        this.loop = loops.group().next();
        this.timer = timer;
        this.blocking = blocking;
        LinkConfig.Limits limits = config.limits();
        this.outgoing = new Outgoing(this::send, timer, REQUESTS, metrics);
        this.ping = new LinkPing(config, outgoing, loop);
        this.output = new LinkOutput(limits.outgoing(), new Fence(ping::send, UNACKNOWLEDGED), metrics);
        this.talk = new LinkTalk(
                loop,
                timer,
                outgoing,
                output,
                new SenderLanes(loop, blocking, new Pause(), limits.incoming()),
                this::send,
                metrics);
        this.backoff = new Backoff(limits.firstRetry(), limits.slowestRetry(), ThreadLocalRandom.current());
        this.dropped = metrics.counter("wockd.link.dropped");
        this.reconnects = metrics.counter("wockd.link.reconnects");
        metrics.gauge("wockd.link.connected", this, link -> link.state instanceof LinkState.Up ? 1 : 0);
    }

    /** Connects, and sees to it that the link is up whenever it can be. What comes in goes this way. */
    public void start(Path way) {
        loop.execute(() -> {
            talk.go(way);
            if (state instanceof LinkState.Idle) {
                connect();
            }
        });
    }

    /** Adds somebody who wants to know of the link's coming and going. */
    public void listen(LinkListener listener) {
        talk.listen(listener);
    }

    public LinkState state() {
        return state;
    }

    /** For {@link Readiness}: ready while the link is up. */
    public Optional<String> notReadyBecause() {
        return switch (state) {
            case LinkState.Up _ -> Optional.empty();
            case LinkState.Waiting w -> Optional.of(w.why());
            case LinkState.Connecting c ->
                Optional.of(c.lastFailure() == null ? "connecting to the core at " + config.core() : c.lastFailure());
            case LinkState.Idle _ -> Optional.of("the link to the core is not started");
            case LinkState.Closed _ -> Optional.of("the link to the core is closed");
        };
    }

    /** The requests that this relay makes. */
    public Outgoing outgoing() {
        return outgoing;
    }

    /**
     * Sends a stanza, from any thread and after all that this thread has sent before. While the link is down it waits;
     * availability is dropped then, unless the link goes on where it was.
     *
     * @return false where too many wait already, or are not acknowledged; it is dropped then
     */
    public boolean send(Stanza stanza) {
        if (!output.reserve()) {
            dropped.increment();
            return false;
        }
        loop.execute(() -> output.send(stanza));
        return true;
    }

    /**
     * Sends a message that must not be lost: tells when the core has it, and tells when that is not known. While the link is
     * down and may go on where it was, the message waits.
     *
     * <p>A core that counts (XEP-0198) acknowledges it. Plain XEP-0114 acknowledges nothing, so a ping to the core follows
     * the message (XEP-0199), and its answer is the acknowledgement.
     *
     * @param message with its sender, its receiver, and an id that this relay uses for this message only; the id becomes its
     *     origin id (XEP-0359) where it has none
     */
    public void sendAcknowledged(Message message, Delivery delivery) {
        String id = message.id();
        if (id == null || message.to() == null || message.from() == null) {
            throw new IllegalArgumentException("a message that is acknowledged needs a sender, a receiver and an id");
        }
        boolean room = output.reserve();
        loop.execute(() -> {
            if (room) {
                output.send(message, id, delivery);
            } else {
                dropped.increment();
                delivery.lost();
            }
        });
    }

    /** Ends the stream well, waits for it for a few seconds, and stays down. Not for calls from an event loop. */
    @Override
    public void close() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.execute(() -> {
            state = new LinkState.Closed();
            if (stream == null) {
                talk.close();
                done.complete(null);
            } else {
                stream.end();
                stream.channel().closeFuture().addListener(_ -> done.complete(null));
            }
        });
        done.completeOnTimeout(null, STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private void connect() {
        state = new LinkState.Connecting(state instanceof LinkState.Waiting w ? w.why() : null);
        blocking.execute(() -> {
            // A name is looked up here, because that blocks.
            InetSocketAddress address = config.core().resolve();
            loop.execute(() -> connect(address));
        });
    }

    private void connect(InetSocketAddress address) {
        if (state instanceof LinkState.Closed) {
            return;
        }
        @Nullable LinkStream[] attempt = new LinkStream[1];
        new Bootstrap()
                .group(loop)
                .channel(loops.clientChannel())
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.AUTO_READ, !paused)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 10_000)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        attempt[0] = new LinkStream(config, new Events(), channel, timer);
                        stream = attempt[0];
                    }
                })
                .connect(address)
                .addListener(done -> {
                    if (!done.isSuccess() && attempt[0] != null) {
                        attempt[0].unreachable(done.cause());
                    } else if (!done.isSuccess()) {
                        later("cannot open a connection: " + done.cause().getMessage(), false);
                    }
                });
    }

    private void later(String why, boolean hopeless) {
        Duration pause = hopeless ? backoff.longest() : backoff.next();
        state = new LinkState.Waiting(why, pause);
        LOG.warn("No link to the core: {}. Trying again in {} ms.", why, pause.toMillis());
        timer.newTimeout(
                _ -> loop.execute(() -> {
                    if (state instanceof LinkState.Waiting) {
                        reconnects.increment();
                        connect();
                    }
                }),
                pause.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** What happens to a connection. */
    private final class Events implements LinkStream.Owner {
        @Override
        public void up(LinkStream up) {
            isUp();
            talk.begin(up);
        }

        @Override
        public void offered(LinkStream up) {
            talk.offered(up);
        }

        @Override
        public void managed(LinkStream up, Node element) throws StreamErrorException {
            if (talk.managed(up, element)) {
                up.negotiated();
                isUp();
            }
        }

        private void isUp() {
            state = new LinkState.Up();
            upSince = Instant.now();
            LOG.info("The core at {} has accepted {}", config.core(), config.address());
        }

        @Override
        public void received(LinkStream up, Node node, StanzaReader.Read read) {
            talk.received(node, read);
        }

        @Override
        public void quiet(LinkStream quiet) {
            output.ask();
            ping.send(new Outgoing.Ends() {
                @Override
                public void onResult(Iq result) {}

                @Override
                public void onError(StanzaError error) {}

                @Override
                public void onTimeout() {
                    quiet.fail("the core has not answered a ping for "
                            + config.limits().patience().toSeconds() + " s");
                }
            });
        }

        @Override
        public void down(LinkStream down, String why, LinkStream.End end) {
            boolean wasUp = state instanceof LinkState.Up;
            stream = null;
            if (state instanceof LinkState.Closed) {
                talk.close();
                LOG.info("The link to the core is closed");
                return;
            }
            if (wasUp && upSince.plus(STEADY).isBefore(Instant.now())) {
                backoff.reset();
            }
            later(why, end == LinkStream.End.HOPELESS);
            talk.over(end);
        }
    }

    private final class Pause implements Lane.Reader {
        @Override
        public void pause() {
            read(true);
        }

        @Override
        public void resume() {
            read(false);
        }

        private void read(boolean pause) {
            paused = pause;
            if (stream != null) {
                stream.read(!pause);
            }
        }
    }
}
