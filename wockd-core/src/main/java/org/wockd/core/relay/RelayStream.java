package org.wockd.core.relay;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.protocol.relay.Handshake;
import org.wockd.protocol.relay.LinkReader;
import org.wockd.protocol.rule.Lane;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stream.StreamError;
import org.wockd.protocol.stream.StreamErrorException;
import org.wockd.protocol.stream.StreamEvent;
import org.wockd.protocol.stream.StreamFramer;
import org.wockd.protocol.stream.StreamHeader;
import org.wockd.protocol.stream.StreamTimeouts;
import org.wockd.protocol.stream.StreamWriter;
import org.wockd.protocol.stream.Unacknowledged;
import org.wockd.protocol.xep.StreamManagement;
import org.wockd.protocol.xml.Frame;
import org.wockd.protocol.xml.Namespaces;
import org.wockd.protocol.xml.Node;

/** One connection of a relay, seen from the core, from its header to its end. */
final class RelayStream extends ChannelInboundHandlerAdapter implements Link {
    private static final Logger LOG = LoggerFactory.getLogger(RelayStream.class);
    private static final Duration LINGER = Duration.ofSeconds(2);
    private static final int KEEP_ALIVE_SECONDS = 60;

    private final RelayStreams core;
    private final MeterRegistry metrics;
    private final Attempts attempts;
    private final Channel channel;
    private final StreamWriter writer;
    private final StreamTimeouts timeouts;
    private final Lane lane;
    private final CompletableFuture<Void> dealtWith = new CompletableFuture<>();
    private RelayStage state = new RelayStage.Opening();
    private boolean answered;

    /** Takes over a channel that has just been accepted. */
    RelayStream(RelayStreams core, Channel channel, Attempts attempts, MeterRegistry metrics) {
        this.core = core;
        this.metrics = metrics;
        this.attempts = attempts;
        this.channel = channel;
        RelayLimits limits = core.limits();
        this.writer = new StreamWriter(channel, limits.unwritten(), LINGER, this::unwritable);
        StreamFramer framer = new StreamFramer(limits.stanza());
        this.timeouts = new StreamTimeouts(framer, core.timer(), limits.patience(), limits.patience());
        this.lane = new Lane(channel.eventLoop(), core.blocking(), new Lane.Reader() {
            @Override
            public void pause() {
                channel.config().setAutoRead(false);
            }

            @Override
            public void resume() {
                channel.config().setAutoRead(true);
            }
        });
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addLast(framer, timeouts, new IdleStateHandler(0, KEEP_ALIVE_SECONDS, 0), this);
    }

    @Override
    public void write(byte[] octets, StreamWriter.Fate fate, CompletableFuture<Void> mayGo) {
        writer.write(octets, fate, mayGo);
    }

    @Override
    public void end(StreamError error, String text) {
        writer.end(LinkReader.end(error, text));
    }

    @Override
    public void end(Unacknowledged.TooMany too) {
        LOG.warn("Ending the stream of a relay at {}: {}", channel.remoteAddress(), too.getMessage());
        onLoop(() -> partWith(Link.End.CLOSED));
        writer.end(LinkReader.end(StreamError.UNDEFINED_CONDITION
                .node(String.valueOf(too.getMessage()))
                .plus(StreamManagement.handledCountTooHigh(too))));
    }

    @Override
    public CompletableFuture<Void> stop(StreamError error, String text) {
        end(error, text);
        onLoop(this::dry);
        return dealtWith;
    }

    @Override
    public void resumed(@Nullable CountedFlights flights, Runnable over) {
        onLoop(() -> {
            if (!(state instanceof RelayStage.Resuming(CoreRelay relay, LinkReader reader, RelayName instance))) {
                over.run();
                return;
            }
            if (flights == null) {
                state = choosing(relay, reader, instance);
                write(StreamManagement.failed(Condition.ITEM_NOT_FOUND));
            } else {
                state = new RelayStage.Attached(relay, reader, new RelayInflow(core, relay, this, lane, flights));
            }
        });
    }

    private void onLoop(Runnable task) {
        try {
            channel.eventLoop().execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("The core stops, and the stream of a relay at {} with it", channel.remoteAddress());
            dealtWith.complete(null);
        }
    }

    /** Nothing more is taken from it; told when all that was taken is dealt with. */
    private void dry() {
        lane.submit(Lane.Step.of(true, () -> dealtWith.complete(null)));
        lane.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws StreamErrorException {
        if (writer.isEnded()) {
            return;
        }
        switch ((StreamEvent) message) {
            case StreamEvent.Opened opened -> opened(opened.tag());
            case StreamEvent.Element element -> element(element.frame());
            case StreamEvent.Closed _ -> {
                // What was sent before still goes its way; then nobody is behind this link any more.
                partWith(Link.End.CLOSED);
                writer.end(LinkReader.end());
            }
        }
    }

    /** XEP-0114 §3: the relay names its own domain. */
    private void opened(byte[] tag) throws StreamErrorException {
        StreamHeader header = StreamHeader.parse(tag);
        LinkReader reader = new LinkReader(header);
        String id = StreamHeader.randomId();
        answer(header.to(), id, RelayName.isModern(header));
        CoreRelay relay = core.relays().at(header.to());
        if (relay == null) {
            LOG.warn("A relay for '{}' tried to attach; none is configured for that domain", header.to());
            throw new StreamErrorException(
                    StreamError.HOST_UNKNOWN,
                    "no relay is configured for " + header.to() + "; add it to the core's configuration");
        }
        RelayName instance = RelayName.in(header, relay.config().domain());
        state = new RelayStage.Handshaking(relay, id, reader, instance);
    }

    private void answer(@Nullable String from, String id, boolean modern) {
        answered = true;
        writer.write(new StreamHeader(Namespaces.COMPONENT, from, null, id, null, modern ? "1.0" : null).toBytes());
    }

    private void element(Frame frame) throws StreamErrorException {
        switch (state) {
            case RelayStage.Handshaking shaking ->
                handshake(shaking, shaking.reader().node(frame));
            case RelayStage.Choosing choosing ->
                choice(choosing, choosing.reader().node(frame), frame);
            case RelayStage.Resuming _ ->
                throw new StreamErrorException(
                        StreamError.POLICY_VIOLATION, "nothing may come between <resume/> and its answer");
            case RelayStage.Attached attached -> {
                Node node = attached.reader().node(frame);
                if (node.namespace().equals(StreamManagement.NAMESPACE)) {
                    manage(attached, node);
                } else {
                    attached.inflow().take(attached.reader().stanza(node, frame));
                }
            }
            case RelayStage.Opening _, RelayStage.Over _ -> {}
        }
    }

    private RelayStage.Choosing choosing(CoreRelay relay, LinkReader reader, RelayName instance) {
        return new RelayStage.Choosing(
                relay,
                reader,
                instance,
                core.timer()
                        .newTimeout(
                                _ -> onLoop(this::chooseNothing),
                                RelayStage.Choosing.PATIENCE.toMillis(),
                                TimeUnit.MILLISECONDS));
    }

    /** It knows nothing of features and waits for stanzas. */
    private void chooseNothing() {
        if (state instanceof RelayStage.Choosing choosing) {
            attach(choosing);
        }
    }

    private RelayStage.Attached attach(RelayStage.Choosing choosing) {
        choosing.patience().cancel();
        RelayStage.Attached attached = new RelayStage.Attached(
                choosing.relay(), choosing.reader(), new RelayInflow(core, choosing.relay(), this, lane, null));
        state = attached;
        choosing.relay().attach(choosing.instance().name(), this);
        return attached;
    }

    private void choice(RelayStage.Choosing choosing, Node node, Frame frame) throws StreamErrorException {
        if (StreamManagement.is(node, "enable")) {
            choosing.patience().cancel();
            enable(choosing, node);
        } else if (StreamManagement.is(node, "resume")) {
            choosing.patience().cancel();
            String token = node.attribute("previd");
            state = new RelayStage.Resuming(choosing.relay(), choosing.reader(), choosing.instance());
            choosing.relay().resume(this, String.valueOf(token), StreamManagement.neededCount(node));
        } else if (node.namespace().equals(StreamManagement.NAMESPACE)) {
            write(StreamManagement.failed(Condition.UNEXPECTED_REQUEST));
        } else {
            attach(choosing).inflow().take(choosing.reader().stanza(node, frame));
        }
    }

    private void enable(RelayStage.Choosing choosing, Node enable) {
        String resume = enable.attribute("resume");
        boolean resumable = "true".equals(resume) || "1".equals(resume);
        CoreRelay relay = choosing.relay();
        CountedFlights counted = relay.enable(choosing.instance().name(), this, resumable);
        state = new RelayStage.Attached(relay, choosing.reader(), new RelayInflow(core, relay, this, lane, counted));
    }

    private void manage(RelayStage.Attached attached, Node node) throws StreamErrorException {
        RelayInflow inflow = attached.inflow();
        if (inflow.isCounted() && StreamManagement.is(node, "r")) {
            inflow.acknowledge();
        } else if (inflow.isCounted() && StreamManagement.is(node, "a")) {
            attached.relay().acknowledged(this, StreamManagement.neededCount(node));
        } else {
            // §3 and §5: too late, or not without <enable/>.
            write(StreamManagement.failed(Condition.UNEXPECTED_REQUEST));
        }
    }

    private void handshake(RelayStage.Handshaking shaking, Node node) throws StreamErrorException {
        CoreRelay relay = shaking.relay();
        if (!Handshake.is(node)) {
            throw new StreamErrorException(StreamError.NOT_AUTHORIZED, "a relay begins with the handshake");
        }
        if (!Handshake.verify(shaking.id(), relay.config().secret(), node.text().strip())) {
            refuse(relay.config().domain());
            return;
        }
        attempts.succeeded(relay.config().domain());
        timeouts.negotiated();
        write(Handshake.accepted());
        RelayStage.Choosing choosing = choosing(relay, shaking.reader(), shaking.instance());
        if (shaking.instance().modern()) {
            state = choosing;
            writer.write(RelayStage.Choosing.FEATURES);
        } else {
            attach(choosing);
        }
    }

    /** The more often it was wrong, the later it is told so. */
    private void refuse(String domain) {
        metrics.counter("wockd.relay.refused", "relay", domain).increment();
        Duration delay = attempts.failed(domain);
        LOG.warn("A relay at {} showed a wrong secret for {}; give both the same one", channel.remoteAddress(), domain);
        state = new RelayStage.Over();
        timeouts.negotiated();
        channel.config().setAutoRead(false);
        core.timer()
                .newTimeout(
                        _ -> end(StreamError.NOT_AUTHORIZED, "the secret is wrong"),
                        delay.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent && !writer.isEnded()) {
            // A connection that is dead shows it when something is written (RFC 6120 §4.6.1).
            writer.write(new byte[] {' '});
            if (state instanceof RelayStage.Attached attached) {
                attached.relay().idle(this);
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        partWith(Link.End.BROKEN);
    }

    /** Its instance has lost it. */
    private void partWith(Link.End end) {
        dry();
        switch (state) {
            case RelayStage.Choosing choosing -> choosing.patience().cancel();
            case RelayStage.Attached attached -> attached.relay().detach(this, end);
            default -> {}
        }
        state = new RelayStage.Over();
    }

    private void unwritable(Throwable cause) {
        LOG.info("Ending the stream of a relay at {}: {}", channel.remoteAddress(), cause.getMessage());
        end(StreamError.RESOURCE_CONSTRAINT, String.valueOf(cause.getMessage()));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        switch (cause) {
            case StreamErrorException e -> {
                if (!answered) {
                    answer(null, StreamHeader.randomId(), false);
                }
                LOG.info(
                        "Ending the stream of a relay at {} with {}: {}",
                        channel.remoteAddress(),
                        e.error().condition(),
                        e.text());
                // It would do the same again if it could go on.
                partWith(Link.End.CLOSED);
                end(e.error(), e.text());
            }
            case IOException e -> {
                LOG.info("The connection of a relay at {} broke: {}", channel.remoteAddress(), e.getMessage());
                var _ = context.close();
            }
            default -> {
                LOG.error("The stream of a relay at {} failed", channel.remoteAddress(), cause);
                end(StreamError.INTERNAL_SERVER_ERROR, "the server failed at this; its log says why");
            }
        }
    }
}
