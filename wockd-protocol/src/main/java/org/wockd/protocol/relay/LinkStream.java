package org.wockd.protocol.relay;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.Timeout;
import io.netty.util.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaReader;
import org.wockd.protocol.stream.StreamError;
import org.wockd.protocol.stream.StreamErrorException;
import org.wockd.protocol.stream.StreamEvent;
import org.wockd.protocol.stream.StreamFramer;
import org.wockd.protocol.stream.StreamHeader;
import org.wockd.protocol.stream.StreamTimeouts;
import org.wockd.protocol.stream.StreamWriter;
import org.wockd.protocol.xep.StreamManagement;
import org.wockd.protocol.xml.Frame;
import org.wockd.protocol.xml.Namespaces;
import org.wockd.protocol.xml.Node;

/** One connection of a relay to the core, from the header to its end. Used on its event loop only. */
final class LinkStream extends ChannelInboundHandlerAdapter {
    private static final Duration LINGER = Duration.ofSeconds(2);

    /** How long a core that says 1.0 may take to offer features. */
    private static final Duration FEATURES = Duration.ofSeconds(5);

    /** Whose connection it is. */
    interface Owner {
        /** The core has accepted the relay, and does not count stanzas. */
        void up(LinkStream stream);

        /** The core has accepted the relay, and offers stream management (XEP-0198). */
        void offered(LinkStream stream);

        /** An element of stream management has come. */
        void managed(LinkStream stream, Node element) throws StreamErrorException;

        /** A stanza has come, or what should be one. */
        void received(LinkStream stream, Node node, StanzaReader.Read read);

        /** Nothing was heard for a while. */
        void quiet(LinkStream stream);

        /**
         * The connection is over; called once.
         *
         * @param why for the log, with what to do
         */
        void down(LinkStream stream, String why, End end);
    }

    /** How a connection has ended, for the next one. */
    enum End {
        /** The link may go on where it was. */
        BROKEN,
        /** The core has ended it because of what was sent: to send it again would change nothing. */
        REFUSED,
        /** Another attempt will fail as this one, until somebody does something. */
        HOPELESS
    }

    private sealed interface State {
        record Opening() implements State {}

        record Handshaking(LinkReader reader, boolean modern) implements State {}

        /** The core may offer features. */
        record Choosing(LinkReader reader, Timeout patience) implements State {}

        record Up(LinkReader reader) implements State {}

        record Over() implements State {}
    }

    private final LinkConfig config;
    private final Owner owner;
    private final Channel channel;
    private final Timer timer;
    private final StreamWriter writer;
    private final StreamTimeouts timeouts;
    private State state = new State.Opening();
    /** The first reason there was; what follows from it says less. */
    private @Nullable String why;

    private End end = End.BROKEN;

    /** Takes over a channel that is not connected yet. */
    LinkStream(LinkConfig config, Owner owner, Channel channel, Timer timer) {
        this.config = config;
        this.owner = owner;
        this.channel = channel;
        this.timer = timer;
        LinkConfig.Limits limits = config.limits();
        this.writer = new StreamWriter(
                channel, limits.unwritten(), LINGER, cause -> fail("could not write: " + cause.getMessage()));
        StreamFramer framer = new StreamFramer(limits.stanza());
        this.timeouts = new StreamTimeouts(framer, timer, limits.patience(), limits.patience());
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addLast(framer, timeouts);
        pipeline.addLast(new IdleStateHandler(Math.toIntExact(limits.patience().toSeconds()), 0, 0));
        pipeline.addLast(this);
    }

    void write(Stanza stanza) {
        writer.write(LinkReader.toBytes(stanza));
    }

    /** Writes an element that is no stanza. */
    void write(Node element) {
        writer.write(LinkReader.toBytes(element));
    }

    /** Nothing more is negotiated. */
    void negotiated() {
        timeouts.negotiated();
    }

    /** Ends the stream well. */
    void end() {
        because("it was closed");
        writer.end(LinkReader.end());
    }

    /** Ends the stream because of something the core did or did not do. */
    void fail(String reason) {
        because(reason);
        writer.end(LinkReader.end());
    }

    /** Reads on, or not. */
    void read(boolean on) {
        channel.config().setAutoRead(on);
    }

    Channel channel() {
        return channel;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        // XEP-0114 §3: the address in 'to' is the relay's own. Who says 1.0 may be offered features.
        writer.write(new StreamHeader(
                        Namespaces.COMPONENT,
                        config.address().toString(),
                        config.domain().toString(),
                        null,
                        null,
                        "1.0")
                .toBytes());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws StreamErrorException {
        switch ((StreamEvent) message) {
            case StreamEvent.Opened opened -> opened(StreamHeader.parse(opened.tag()));
            case StreamEvent.Element element -> element(element.frame());
            case StreamEvent.Closed _ -> writer.end(LinkReader.end());
        }
    }

    private void opened(StreamHeader header) throws StreamErrorException {
        LinkReader reader = new LinkReader(header);
        String id = header.id();
        if (id == null) {
            throw new StreamErrorException(StreamError.BAD_FORMAT, "the core's stream header has no id");
        }
        state = new State.Handshaking(reader, "1.0".equals(header.version()));
        writer.write(LinkReader.toBytes(Handshake.request(id, config.secret())));
    }

    private void element(Frame frame) throws StreamErrorException {
        switch (state) {
            case State.Handshaking shaking -> {
                Node node = shaking.reader.node(frame);
                if (Handshake.is(node)) {
                    accepted(shaking);
                } else if (!refused(node)) {
                    throw new StreamErrorException(
                            StreamError.POLICY_VIOLATION, "<" + node.local() + "> came before the handshake");
                }
            }
            case State.Choosing choosing -> {
                Node node = choosing.reader.node(frame);
                choosing.patience.cancel();
                state = new State.Up(choosing.reader);
                if (node.is(Namespaces.STREAM, "features") && node.child(StreamManagement.NAMESPACE, "sm") != null) {
                    owner.offered(this);
                } else {
                    plain();
                    element(choosing.reader, node, frame);
                }
            }
            case State.Up up -> element(up.reader, up.reader.node(frame), frame);
            case State.Opening _, State.Over _ -> {}
        }
    }

    private void accepted(State.Handshaking shaking) {
        if (shaking.modern) {
            // Another server may say 1.0 and offer nothing.
            state = new State.Choosing(
                    shaking.reader,
                    timer.newTimeout(
                            _ -> channel.eventLoop().execute(this::notOffered),
                            FEATURES.toMillis(),
                            TimeUnit.MILLISECONDS));
        } else {
            state = new State.Up(shaking.reader);
            plain();
        }
    }

    private void notOffered() {
        if (state instanceof State.Choosing choosing) {
            state = new State.Up(choosing.reader);
            plain();
        }
    }

    private void plain() {
        timeouts.negotiated();
        owner.up(this);
    }

    private void element(LinkReader reader, Node node, Frame frame) throws StreamErrorException {
        if (node.namespace().equals(StreamManagement.NAMESPACE)) {
            owner.managed(this, node);
        } else if (!refused(node) && !node.is(Namespaces.STREAM, "features")) {
            owner.received(this, node, reader.stanza(node, frame));
        }
    }

    /** Takes a stream error; false where it is something else. */
    private boolean refused(Node node) {
        if (!node.is(Namespaces.STREAM, "error")) {
            return false;
        }
        Node condition = node.child();
        String name = condition == null ? "undefined-condition" : condition.local();
        String text = node.childText(Namespaces.STREAM_ERRORS, "text");
        String advice = switch (name) {
            case "not-authorized" ->
                "the secret for " + config.domain()
                        + " is wrong; give the relay and the core's configuration of it the same one";
            case "host-unknown" ->
                "the core does not know a relay " + config.domain() + "; add it to the core's configuration";
            case "conflict" -> "another process has attached as " + config.domain() + "; stop one of them";
            default -> "the core ended the stream with " + name;
        };
        because(text == null ? advice : advice + " (it says: " + text + ")");
        end = switch (name) {
            case "not-authorized", "host-unknown", "conflict" -> End.HOPELESS;
            case "system-shutdown", "connection-timeout", "resource-constraint", "internal-server-error", "reset" ->
                End.BROKEN;
            default -> End.REFUSED;
        };
        writer.end(LinkReader.end());
        return true;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent && state instanceof State.Up) {
            owner.quiet(this);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        over();
    }

    /** The attempt failed before there was a connection. */
    void unreachable(@Nullable Throwable cause) {
        because("cannot reach the core at " + config.core() + ": "
                + (cause == null ? "no answer" : cause.getMessage()));
        over();
    }

    private void because(String reason) {
        if (why == null) {
            why = reason;
        }
    }

    private void over() {
        if (!(state instanceof State.Over)) {
            if (state instanceof State.Choosing choosing) {
                choosing.patience.cancel();
            }
            state = new State.Over();
            owner.down(this, why == null ? "the core closed the connection" : why, end);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof StreamErrorException e) {
            because(e.text());
            end = End.REFUSED;
            writer.end(LinkReader.end(e.error(), e.text()));
        } else {
            because("the connection broke: " + cause.getMessage());
            writer.end(LinkReader.end());
        }
    }
}
