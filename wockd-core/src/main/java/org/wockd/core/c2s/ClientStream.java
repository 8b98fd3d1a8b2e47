package org.wockd.core.c2s;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.core.auth.ChannelBindings;
import org.wockd.core.session.Attachment;
import org.wockd.core.session.Session;
import org.wockd.core.session.Sessions;
import org.wockd.core.tls.Tls;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.rule.Lane;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaError;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.stanza.StanzaWriter;
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
import org.wockd.protocol.xml.NodeWriter;
import org.wockd.protocol.xml.XmlException;

/**
 * The stream of one client, from its first octet to its last.
 *
 * <p>It lives on one event loop and its fields are touched there only; what a feature does on another thread comes back
 * through the loop before the lane goes on, so nothing overtakes it. What it knows of features is what
 * {@link StreamFeature} says.
 */
final class ClientStream extends SimpleChannelInboundHandler<StreamEvent> implements Negotiation {
    private static final Logger LOG = LoggerFactory.getLogger(ClientStream.class);
    private static final byte[] END = "</stream:stream>".getBytes(StandardCharsets.UTF_8);

    private static final Lane.Step NOTHING = Lane.Step.of(true, () -> {});

    private final ClientStreams shared;
    private final Channel channel;
    private final StreamFramer framer;
    private final StreamTimeouts timeouts;
    private final StreamWriter writer;
    private final Lane lane;
    private final Attachment.Values attachments = new Attachment.Values();

    private volatile StreamState state;
    private volatile String id = StreamHeader.randomId();
    private @Nullable StreamHeader header;
    private volatile @Nullable ClientHeader accepted;
    private boolean headerSent;
    /** How often a new header was awaited: what came before one does not count behind it. */
    private int restarts;

    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    ClientStream(
            ClientStreams shared, Channel channel, StreamFramer framer, StreamTimeouts timeouts, StreamState state) {
        this.shared = shared;
        this.channel = channel;
        this.framer = framer;
        this.timeouts = timeouts;
        this.state = state;
        this.writer = new StreamWriter(
                channel, shared.limits().unwritten().bytes(), shared.limits().linger(), this::unwritable);
        this.lane = new Lane(channel.eventLoop(), shared.blocking(), new Lane.Reader() {
            @Override
            public void pause() {
                channel.config().setAutoRead(false);
            }

            @Override
            public void resume() {
                channel.config().setAutoRead(true);
            }
        });
    }

    // ---- what comes in -------------------------------------------------------------------------------------------

    @Override
    protected void channelRead0(ChannelHandlerContext context, StreamEvent event) {
        if (state instanceof StreamState.Ended) {
            return;
        }
        try {
            switch (event) {
                case StreamEvent.Opened opened -> opened(opened.tag());
                case StreamEvent.Element element -> element(element.frame());
                case StreamEvent.Closed closed -> end(null, null);
            }
        } catch (StreamErrorException e) {
            end(e.error(), e.text());
        } catch (XmlException e) {
            end(StreamError.of(e.kind()), e.getMessage());
        }
    }

    private void opened(byte[] tag) throws StreamErrorException {
        header = StreamHeader.parse(tag);
        accepted = ClientHeader.accept(header, state, shared.hosts());
        sendHeader();
        Node features = Node.of(Namespaces.STREAM, "features");
        for (StreamFeature feature : shared.features()) {
            Node offer = feature.offer(this);
            if (offer != null) {
                features = features.plus(offer);
            }
        }
        writer.write(("<stream:features>" + inside(features) + "</stream:features>").getBytes(StandardCharsets.UTF_8));
    }

    private static String inside(Node node) {
        StringBuilder out = new StringBuilder();
        node.children().forEach(child -> NodeWriter.append(out, child, Namespaces.CLIENT));
        return out.toString();
    }

    private void sendHeader() {
        headerSent = true;
        StreamHeader opened = header;
        String lang = opened == null || opened.lang() == null ? "en" : opened.lang();
        String to = opened == null ? null : opened.from();
        String from = accepted == null ? shared.defaultHost() : host();
        writer.write(new StreamHeader(Namespaces.CLIENT, from, to, id, lang, "1.0").toBytes());
    }

    private void element(Frame frame) throws XmlException, StreamErrorException {
        ClientHeader stream = accepted;
        if (stream == null) {
            return;
        }
        Node node = stream.reader().read(frame);
        Frame forwardable = stream.isPlain() ? frame : null;
        if (state instanceof StreamState.Bound(ClientSession session)) {
            lane.submit(BoundStanzas.step(node, forwardable, session, shared));
        } else {
            lane.submit(new Arrival(node, forwardable, restarts));
        }
    }

    /**
     * An element that came before the stream was bound. What it means is decided when its turn has come, for those in front
     * of it may have changed the stream's state: after {@code <starttls/>} or a login, nothing counts that came before the
     * new header (RFC 6120 §5.4.3.3, §6.4.6).
     */
    private final class Arrival implements Lane.Step {
        private final Node node;
        private final @Nullable Frame frame;
        private final int came;
        private Lane.Step turn = NOTHING;

        private Arrival(Node node, @Nullable Frame frame, int came) {
            this.node = node;
            this.frame = frame;
            this.came = came;
        }

        @Override
        public boolean isQuick() {
            try {
                turn = decide();
            } catch (StreamErrorException e) {
                end(e.error(), e.text());
            }
            return turn.isQuick();
        }

        @Override
        public void run() {
            turn.run();
        }

        private Lane.Step decide() throws StreamErrorException {
            boolean isStale = came != restarts;
            if (state instanceof StreamState.Ended || (isStale && state instanceof StreamState.Secured)) {
                // What came in the clear is dropped without a word, as the framer drops what it still holds of it.
                return NOTHING;
            }
            if (isStale) {
                throw new StreamErrorException(
                        StreamError.POLICY_VIOLATION,
                        "<" + node.local() + "> was sent before the stream was begun again; wait for the answer first");
            }
            if (state instanceof StreamState.Bound(ClientSession session)) {
                return BoundStanzas.step(node, frame, session, shared);
            }
            for (StreamFeature feature : shared.features()) {
                if (feature.wants(node, state)) {
                    return Lane.Step.of(feature.isQuick(), () -> negotiate(feature, node));
                }
            }
            throw StreamFeature.unwanted(node);
        }
    }

    private void negotiate(StreamFeature feature, Node node) {
        try {
            feature.negotiate(node, this);
        } catch (StreamErrorException e) {
            close(e.error(), e.text());
        } catch (RuntimeException | Error e) {
            LOG.error("negotiating <{}> with {} failed", node.local(), channel.remoteAddress(), e);
            close(StreamError.INTERNAL_SERVER_ERROR, "the server failed at this; its log says why");
        }
    }

    // ---- what a stream feature may do ----------------------------------------------------------------------------

    @Override
    public StreamState state() {
        return state;
    }

    @Override
    public String host() {
        ClientHeader stream = accepted;
        return stream == null ? "" : stream.host();
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public InetAddress peer() {
        return channel.remoteAddress() instanceof InetSocketAddress address
                ? address.getAddress()
                : InetAddress.getLoopbackAddress();
    }

    @Override
    public ChannelBindings channelBindings() {
        SslHandler handler = channel.pipeline().get(SslHandler.class);
        return handler == null ? ChannelBindings.NONE : Tls.channelBindings(handler);
    }

    @Override
    public <T> T attachment(Attachment<T> key) {
        return attachments.get(key);
    }

    @Override
    public void send(Node element) {
        writer.write(NodeWriter.toBytes(element, Namespaces.CLIENT));
    }

    @Override
    public void send(Stanza stanza) {
        writer.write(StanzaWriter.toClient(stanza));
    }

    @Override
    public void secure(Node proceed) {
        onLoop(() -> {
            if (restarted(new StreamState.Secured())) {
                framer.restartSecured();
                // The handler lets the first write pass in the clear: that is this element.
                channel.pipeline().addFirst(shared.tls().handler(channel.alloc(), Tls.Mode.STARTTLS));
                send(proceed);
            }
        });
    }

    @Override
    public void authenticated(Jid account, Node success) {
        onLoop(() -> {
            if (restarted(new StreamState.Authenticated(account))) {
                framer.restart();
                framer.limit(shared.limits().stanza().toIntExact());
                send(success);
            }
        });
    }

    /** Awaits a new header in another state; false where the stream has ended meanwhile. */
    private boolean restarted(StreamState next) {
        if (state instanceof StreamState.Ended) {
            return false;
        }
        state = next;
        id = StreamHeader.randomId();
        headerSent = false;
        restarts++;
        return true;
    }

    @Override
    public void bind(Jid full, Stanza answer) {
        ClientSession session = new ClientSession(full, writer, attachments, this::close, shared::undelivered);
        Session replaced;
        try {
            replaced = shared.sessions().bind(session);
        } catch (Sessions.TooManySessions e) {
            throw new StanzaErrorException(
                    StanzaError.of(StanzaError.Condition.RESOURCE_CONSTRAINT, String.valueOf(e.getMessage())));
        }
        if (replaced != null) {
            replaced.close(StreamError.CONFLICT, "another client has connected as " + full);
        }
        onLoop(() -> {
            if (state instanceof StreamState.Ended) {
                shared.sessions().unbind(session);
                return;
            }
            state = new StreamState.Bound(session);
            timeouts.negotiated();
            send(answer);
        });
    }

    // ---- the end -------------------------------------------------------------------------------------------------

    /** Ends the stream, from any thread. */
    void close(StreamError error, String text) {
        onLoop(() -> end(error, text));
    }

    /** Completed when the stream has ended and the features know. */
    CompletableFuture<Void> ended() {
        return ended;
    }

    /** Ends the stream: says why, closes, and forgets it (RFC 6120 §4.4, §4.9.1). */
    private void end(@Nullable StreamError error, @Nullable String text) {
        if (state instanceof StreamState.Ended) {
            return;
        }
        StreamState before = state;
        state = new StreamState.Ended();
        if (!headerSent) {
            sendHeader();
        }
        if (error != null) {
            shared.metrics().error(error);
            LOG.debug("the stream with {} ends: {} {}", channel.remoteAddress(), error.condition(), text);
        }
        writer.end(error == null ? END : errorAndEnd(error, text));
        finish(before);
    }

    private static byte[] errorAndEnd(StreamError error, @Nullable String text) {
        String xml = "<stream:error>" + inside(error.node(text)) + "</stream:error></stream:stream>";
        return xml.getBytes(StandardCharsets.UTF_8);
    }

    /** What was bound is bound no more, at once; the features are told after the last stanza is dealt with. */
    private void finish(StreamState before) {
        timeouts.negotiated();
        if (!(before instanceof StreamState.Bound(ClientSession session))) {
            lane.close();
            ended.complete(null);
            return;
        }
        shared.sessions().unbind(session);
        lane.submit(Lane.Step.of(false, () -> {
            try {
                shared.ended(session);
            } finally {
                ended.complete(null);
            }
        }));
        lane.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (!(state instanceof StreamState.Ended)) {
            StreamState before = state;
            state = new StreamState.Ended();
            writer.end(END);
            finish(before);
        }
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        switch (cause) {
            case StreamErrorException e -> end(e.error(), e.text());
            case IOException e -> hangUp();
            default -> {
                LOG.warn("the stream with {} failed: {}", channel.remoteAddress(), String.valueOf(cause.getMessage()));
                LOG.debug("because of", cause);
                hangUp();
            }
        }
    }

    private void unwritable(Throwable cause) {
        if (cause instanceof StreamWriter.Overflow) {
            end(StreamError.RESOURCE_CONSTRAINT, cause.getMessage());
        } else {
            hangUp();
        }
    }

    /** Without a word: the other end is not there to hear one. */
    private void hangUp() {
        var _ = channel.close();
    }

    private void onLoop(Runnable run) {
        if (channel.eventLoop().inEventLoop()) {
            run.run();
        } else {
            channel.eventLoop().execute(run);
        }
    }
}
