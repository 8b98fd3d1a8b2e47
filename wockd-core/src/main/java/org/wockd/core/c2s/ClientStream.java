package org.wockd.core.c2s;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
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
import org.wockd.protocol.stream.StreamWriter;
import org.wockd.protocol.stream.Unacknowledged;
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

    /** What ends a stream and not the session, for it is no fault of the client's. */
    private static final Set<StreamError> RESUMABLE = EnumSet.of(
            StreamError.CONNECTION_TIMEOUT,
            StreamError.RESET,
            StreamError.RESOURCE_CONSTRAINT,
            StreamError.SYSTEM_SHUTDOWN);

    private static final Lane.Step NOTHING = Lane.Step.of(true, () -> {});

    private final ClientStreams shared;
    private final Channel channel;
    private final StreamFramer framer;
    private final StreamGuards guards;
    private final StreamWriter writer;
    private final Lane lane;
    private final Attachment.Values attachments = new Attachment.Values();

    private volatile StreamState state;
    private volatile String id = StreamHeader.randomId();
    private @Nullable StreamHeader header;
    private volatile @Nullable ClientHeader accepted;
    /** Those of its TLS, once they have been asked for and until it is bound. */
    private volatile @Nullable ChannelBindings bindings;

    private boolean headerSent;
    /** How often a new header was awaited: what came before one does not count behind it. */
    private int restarts;

    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    ClientStream(ClientStreams shared, Channel channel, StreamFramer framer, StreamGuards guards, StreamState state) {
        this.shared = shared;
        this.channel = channel;
        this.framer = framer;
        this.guards = guards;
        this.state = state;
        this.writer = new StreamWriter(
                channel, shared.limits().unwritten().bytes(), shared.limits().linger(), this::unwritable);
        this.lane = new Lane(channel.eventLoop(), shared.blocking(), guards.reader());
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
                case StreamEvent.Closed closed -> closed();
            }
        } catch (StreamErrorException e) {
            end(e);
        } catch (XmlException e) {
            end(StreamErrorException.of(e));
        }
    }

    private void opened(byte[] tag) throws StreamErrorException {
        header = StreamHeader.parse(tag);
        accepted = ClientHeader.accept(header, state, shared.hosts());
        shared.serves(state);
        sendHeader();
        writer.write(Preamble.features(shared.features(), this));
    }

    private void sendHeader() {
        headerSent = true;
        writer.write(Preamble.header(header, accepted == null ? shared.defaultHost() : host(), id));
    }

    private void element(Frame frame) throws XmlException, StreamErrorException {
        ClientHeader stream = accepted;
        if (stream == null) {
            return;
        }
        Node node = stream.reader().read(frame);
        if (node.is(Namespaces.STREAM, "error")) {
            // The client has nothing more to say, and there is nothing to say to that (§4.9.1.1).
            closed();
            return;
        }
        Frame forwardable = stream.isPlain() ? frame : null;
        if (state instanceof StreamState.Bound(ClientSession session)) {
            lane.submit(bound(node, forwardable, session, stream.lang()));
        } else {
            lane.submit(new Arrival(node, forwardable, stream.lang(), restarts));
        }
    }

    /** What is done with an element of a bound stream: a stanza goes its way and is counted, all else is negotiation. */
    private Lane.Step bound(Node node, @Nullable Frame frame, ClientSession session, @Nullable String lang)
            throws StreamErrorException {
        return node.namespace().equals(Namespaces.CLIENT)
                ? new Handled(
                        BoundStanzas.step(node, frame, session, lang, shared),
                        session,
                        !node.local().equals("message"))
                : feature(node);
    }

    private Lane.Step feature(Node node) throws StreamErrorException {
        for (StreamFeature feature : shared.features()) {
            if (feature.wants(node, state)) {
                return Lane.Step.of(feature.isQuick(), () -> negotiate(feature, node));
            }
        }
        throw StreamFeature.unwanted(node);
    }

    /** A stanza that counts when it has been dealt with. */
    private record Handled(Lane.Step step, ClientSession session, boolean mayHaveChangedMore) implements Lane.Step {
        @Override
        public boolean isQuick() {
            return step.isQuick();
        }

        @Override
        public void run() {
            try {
                step.run();
            } finally {
                session.handled(mayHaveChangedMore);
            }
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
        private final @Nullable String lang;
        private final int came;
        private Lane.Step turn = NOTHING;

        private Arrival(Node node, @Nullable Frame frame, @Nullable String lang, int came) {
            this.node = node;
            this.frame = frame;
            this.lang = lang;
            this.came = came;
        }

        @Override
        public boolean isQuick() {
            try {
                turn = decide();
            } catch (StreamErrorException e) {
                end(e);
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
            return state instanceof StreamState.Bound(ClientSession session)
                    ? bound(node, frame, session, lang)
                    : feature(node);
        }
    }

    private void negotiate(StreamFeature feature, Node node) {
        try {
            feature.negotiate(node, this);
        } catch (StreamErrorException e) {
            onLoop(() -> end(e));
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
        ChannelBindings known = bindings;
        if (known != null) {
            return known;
        }
        SslHandler handler = channel.pipeline().get(SslHandler.class);
        ChannelBindings found = handler == null ? ChannelBindings.NONE : Tls.channelBindings(handler);
        // None may be too early.
        bindings = found.types().isEmpty() ? null : found;
        return found;
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
                channel.pipeline().addFirst(shared.tls().handler(Tls.Mode.STARTTLS));
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
        ClientSession session = new ClientSession(full, shared, attachments, this, channel.eventLoop());
        Session replaced;
        try {
            replaced = shared.sessions().bind(session, () -> send(answer));
        } catch (Sessions.TooManySessions e) {
            shared.metrics().refusedBind();
            throw new StanzaErrorException(
                    StanzaError.of(StanzaError.Condition.RESOURCE_CONSTRAINT, String.valueOf(e.getMessage())));
        }
        if (replaced != null) {
            replaced.close(StreamError.CONFLICT, "another client has connected as " + full);
        }
        onLoop(() -> {
            if (state instanceof StreamState.Ended) {
                var _ = session.left(this, false);
                return;
            }
            adopt(session);
        });
    }

    @Override
    public boolean resume(ClientSession session, long h, String token) throws StreamErrorException {
        if (!TakeOver.of(session, this, h, token)) {
            return false;
        }
        onLoop(() -> {
            if (state instanceof StreamState.Ended) {
                var _ = session.left(this, true);
                return;
            }
            adopt(session);
            shared.resumed(session);
        });
        return true;
    }

    /** From now on the stream is this session's; nobody logs in on it any more. */
    private void adopt(ClientSession session) {
        state = new StreamState.Bound(session);
        bindings = null;
        guards.bound(session);
    }

    /** The client has come back on another stream. */
    void supersede() {
        onLoop(() ->
                end(new StreamErrorException(StreamError.CONFLICT, "the session was resumed on another stream"), true));
    }

    /** The client acknowledges what was never sent. */
    void countedTooMuch(Unacknowledged.TooMany too) {
        onLoop(() -> end(TakeOver.tooMany(too)));
    }

    StreamWriter writer() {
        return writer;
    }

    // ---- the end -------------------------------------------------------------------------------------------------

    /** Ends the stream, from any thread. */
    void close(StreamError error, String text) {
        onLoop(() -> end(new StreamErrorException(error, text)));
    }

    /** Whether it is encrypted, and not over. */
    boolean isSecured() {
        return !(state instanceof StreamState.Opened || state instanceof StreamState.Ended);
    }

    /** Completed when the stream has ended and the features know. */
    CompletableFuture<Void> ended() {
        return ended;
    }

    private void end(StreamErrorException why) {
        end(why, RESUMABLE.contains(why.error()));
    }

    /**
     * Ends the stream: says why, closes, and forgets it (RFC 6120 §4.4, §4.9.1).
     *
     * @param why null where the client has closed it before it was bound
     * @param mayResume whether the session outlives it, where it can be resumed
     */
    private void end(@Nullable StreamErrorException why, boolean mayResume) {
        if (state instanceof StreamState.Ended) {
            return;
        }
        StreamState before = state;
        if (before instanceof StreamState.Bound(ClientSession session)) {
            session.flush();
        }
        state = over(before);
        if (!headerSent) {
            sendHeader();
        }
        if (why != null) {
            shared.metrics().error(why.error());
            LOG.debug("the stream with {} ends: {} {}", channel.remoteAddress(), why.error(), why.text());
        }
        writer.end(why == null ? Preamble.END : Preamble.error(why));
        finish(before, mayResume);
    }

    /**
     * The client closes its stream. All that it has sent before is dealt with, and answered. The end of the server's side
     * says that this, and what the client has acknowledged, is durable: after a clean end nothing comes a second time
     * (RFC 6120 §4.4). Who counts is told how much that was (XEP-0198 §4).
     */
    private void closed() {
        if (!(state instanceof StreamState.Bound(ClientSession session))) {
            end(null, false);
            return;
        }
        state = new StreamState.Ended(session);
        guards.ended();
        last(session, () -> session.left(this, false));
        CompletableFuture<Void> durable = ended.thenCompose(_ -> session.durable())
                .thenCompose(_ -> shared.ends().receipts().settled(session));
        // The loop's own timer: the JDK's for futures is a thread that is woken for each, to begin and to end a wait.
        Future<?> limit = channel.eventLoop()
                .schedule(
                        () -> durable.completeExceptionally(new TimeoutException("the store has not answered in time")),
                        shared.limits().linger().toMillis(),
                        TimeUnit.MILLISECONDS);
        var _ = durable.whenComplete((_, failure) -> {
            if (failure == null) {
                session.lastAcknowledgement().ifPresent(writer::write);
            }
            writer.end(failure == null ? Preamble.END : undurable(session, failure));
            limit.cancel(false);
        });
    }

    private static byte[] undurable(ClientSession session, Throwable failure) {
        LOG.debug("{} left, and what it did last is not durable: {}", session.jid(), failure.getMessage());
        return Preamble.error(new StreamErrorException(
                StreamError.RESOURCE_CONSTRAINT,
                "the store fails for now, so what you have acknowledged last may come again"));
    }

    private static StreamState over(StreamState before) {
        return new StreamState.Ended(before instanceof StreamState.Bound(ClientSession session) ? session : null);
    }

    private void finish(StreamState before, boolean mayResume) {
        guards.ended();
        if (before instanceof StreamState.Bound(ClientSession session)) {
            CompletableFuture<Boolean> goesOn = session.left(this, mayResume);
            last(session, () -> goesOn);
        } else {
            lane.close();
            ended.complete(null);
        }
    }

    /**
     * Where the session ends with the stream, features are told after the last stanza is dealt with.
     *
     * @param left whether the session goes on
     */
    private void last(ClientSession session, Supplier<CompletableFuture<Boolean>> left) {
        lane.submit(Lane.Step.of(false, () -> {
            try {
                if (!left.get().join()) {
                    shared.ended(session);
                }
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
            state = over(before);
            writer.end(Preamble.END);
            finish(before, true);
        }
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        switch (cause) {
            case StreamErrorException e -> end(e);
            case DecoderException e when e.getCause() instanceof SSLException tls -> failedTls(tls);
            case SSLException e -> failedTls(e);
            case IOException e -> hangUp();
            default -> {
                LOG.warn("the stream with {} failed: {}", channel.remoteAddress(), String.valueOf(cause.getMessage()));
                LOG.debug("because of", cause);
                hangUp();
            }
        }
    }

    /** Whoever scans ports does this all day: it is counted, and nothing for an operator to read. */
    private void failedTls(SSLException e) {
        shared.metrics().failedTls();
        LOG.debug("TLS with {} failed: {}", channel.remoteAddress(), e.getMessage());
        hangUp();
    }

    private void unwritable(Throwable cause) {
        if (cause instanceof StreamWriter.Overflow) {
            end(new StreamErrorException(StreamError.RESOURCE_CONSTRAINT, String.valueOf(cause.getMessage())));
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
