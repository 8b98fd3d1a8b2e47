package org.wockd.core.relay;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.core.relay.RelayConfig.Role;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.jid.JidException;
import org.wockd.protocol.relay.Handshake;
import org.wockd.protocol.relay.LinkReader;
import org.wockd.protocol.rule.Lane;
import org.wockd.protocol.rule.Path;
import org.wockd.protocol.stanza.Presence;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.stanza.StanzaReader;
import org.wockd.protocol.stream.StreamError;
import org.wockd.protocol.stream.StreamErrorException;
import org.wockd.protocol.stream.StreamEvent;
import org.wockd.protocol.stream.StreamFramer;
import org.wockd.protocol.stream.StreamHeader;
import org.wockd.protocol.stream.StreamTimeouts;
import org.wockd.protocol.stream.StreamWriter;
import org.wockd.protocol.xml.Frame;
import org.wockd.protocol.xml.Namespaces;
import org.wockd.protocol.xml.Node;

/** One connection of a relay, seen from the core, from its header to its end. */
final class RelayStream extends ChannelInboundHandlerAdapter implements CoreRelay.Link {
    private static final Logger LOG = LoggerFactory.getLogger(RelayStream.class);
    private static final Duration LINGER = Duration.ofSeconds(2);
    private static final int KEEP_ALIVE_SECONDS = 60;
    private static final byte[] KEEP_ALIVE = " ".getBytes(StandardCharsets.US_ASCII);

    private sealed interface State {
        record Opening() implements State {}

        record Handshaking(CoreRelay relay, String id, LinkReader reader) implements State {}

        record Attached(CoreRelay relay, LinkReader reader) implements State {}

        record Over() implements State {}
    }

    private final RelayStreams core;
    private final MeterRegistry metrics;
    private final Attempts attempts;
    private final Channel channel;
    private final StreamWriter writer;
    private final StreamTimeouts timeouts;
    private final Lane lane;
    private State state = new State.Opening();
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
    public void write(Stanza stanza, StreamWriter.Fate fate) {
        writer.write(LinkReader.toBytes(stanza), fate);
    }

    @Override
    public void end(StreamError error, String text) {
        writer.end(LinkReader.end(error, text));
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
                writer.end(LinkReader.end());
            }
        }
    }

    /** XEP-0114 §3: the relay names its own domain. */
    private void opened(byte[] tag) throws StreamErrorException {
        StreamHeader header = StreamHeader.parse(tag);
        LinkReader reader = new LinkReader(header);
        String id = StreamHeader.randomId();
        answer(header.to(), id);
        CoreRelay relay = relay(header.to());
        if (relay == null) {
            LOG.warn("A relay for '{}' tried to attach; none is configured for that domain", header.to());
            throw new StreamErrorException(
                    StreamError.HOST_UNKNOWN,
                    "no relay is configured for " + header.to() + "; add it to the core's configuration");
        }
        state = new State.Handshaking(relay, id, reader);
    }

    private void answer(@Nullable String from, String id) {
        answered = true;
        writer.write(new StreamHeader(Namespaces.COMPONENT, from, null, id, null, null).toBytes());
    }

    private @Nullable CoreRelay relay(@Nullable String to) {
        try {
            return to == null ? null : core.relays().of(Jid.parse(to).domain());
        } catch (JidException e) {
            return null;
        }
    }

    private void element(Frame frame) throws StreamErrorException {
        switch (state) {
            case State.Handshaking shaking -> handshake(shaking, shaking.reader.node(frame));
            case State.Attached attached -> {
                Node node = attached.reader.node(frame);
                stanza(attached.relay, attached.reader.stanza(node, frame));
            }
            case State.Opening _, State.Over _ -> {}
        }
    }

    private void handshake(State.Handshaking shaking, Node node) throws StreamErrorException {
        CoreRelay relay = shaking.relay;
        if (!Handshake.is(node)) {
            throw new StreamErrorException(StreamError.NOT_AUTHORIZED, "a relay begins with the handshake");
        }
        if (!Handshake.verify(shaking.id, relay.config().secret(), node.text().strip())) {
            refuse(relay.config().domain());
            return;
        }
        attempts.succeeded(relay.config().domain());
        state = new State.Attached(relay, shaking.reader);
        timeouts.negotiated();
        writer.write(LinkReader.toBytes(Handshake.accepted()));
        relay.attach(this);
    }

    /** The more often it was wrong, the later it is told so. */
    private void refuse(String domain) {
        metrics.counter("wockd.relay.refused", "relay", domain).increment();
        Duration delay = attempts.failed(domain);
        LOG.warn(
                "A relay at {} showed a wrong secret for {}; give the relay and the core's configuration the same one",
                channel.remoteAddress(),
                domain);
        state = new State.Over();
        timeouts.negotiated();
        channel.config().setAutoRead(false);
        core.timer()
                .newTimeout(
                        _ -> end(StreamError.NOT_AUTHORIZED, "the secret is wrong"),
                        delay.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private void stanza(CoreRelay relay, StanzaReader.Read read) throws StreamErrorException {
        switch (read) {
            case StanzaReader.Read.Good good -> {
                Stanza stanza = good.stanza().from() == null
                        ? good.stanza().from(Jid.domain(relay.config().domain()))
                        : good.stanza();
                check(relay.config(), stanza);
                if (stanza instanceof Presence presence) {
                    relay.note(presence);
                }
                Path.Plan plan = core.path().plan(stanza, answer -> back(relay, answer));
                if (plan != null) {
                    lane.submit(plan);
                }
            }
            case StanzaReader.Read.Refused refused -> back(relay, refused.answer());
            case StanzaReader.Read.Dropped dropped ->
                LOG.debug("Dropped a stanza of {}: {}", relay.config().domain(), dropped.why());
        }
    }

    private static void back(CoreRelay relay, Stanza answer) {
        try {
            relay.send(answer);
        } catch (StanzaErrorException e) {
            LOG.debug("An answer for {} was lost: {}", relay.config().domain(), e.getMessage());
        }
    }

    /** Who may write as whom (XEP-0114 §3). */
    private void check(RelayConfig config, Stanza stanza) throws StreamErrorException {
        if (stanza.to() == null) {
            throw new StreamErrorException(
                    StreamError.IMPROPER_ADDRESSING, "a " + stanza.kind() + " from a relay must say whom it is for");
        }
        String domain = stanza.sender().domain();
        boolean allowed = domain.equals(config.domain())
                || (config.role() == Role.GATEWAY
                        && !core.hosts().serves(domain)
                        && core.relays().of(domain) == null);
        if (!allowed) {
            LOG.warn("{} tried to send as {}; its stream is ended", config.domain(), stanza.from());
            throw new StreamErrorException(
                    StreamError.INVALID_FROM, config.domain() + " may not send stanzas from " + domain);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent && !writer.isEnded()) {
            // A connection that is dead shows it when something is written (RFC 6120 §4.6.1).
            writer.write(KEEP_ALIVE);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        lane.close();
        if (state instanceof State.Attached attached) {
            attached.relay.detach(this);
        }
        state = new State.Over();
    }

    private void unwritable(Throwable cause) {
        if (cause instanceof StreamWriter.Overflow) {
            LOG.warn("Ending the stream of a relay at {}: {}", channel.remoteAddress(), cause.getMessage());
        }
        end(StreamError.RESOURCE_CONSTRAINT, String.valueOf(cause.getMessage()));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        switch (cause) {
            case StreamErrorException e -> {
                if (!answered) {
                    answer(null, StreamHeader.randomId());
                }
                LOG.info(
                        "Ending the stream of a relay at {} with {}: {}",
                        channel.remoteAddress(),
                        e.error().condition(),
                        e.text());
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
