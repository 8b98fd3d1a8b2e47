package org.wockd.bench.client;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.stream.StreamErrorException;
import org.wockd.protocol.stream.StreamEvent;
import org.wockd.protocol.stream.StreamFramer;
import org.wockd.protocol.stream.StreamHeader;
import org.wockd.protocol.stream.StreamWriter;
import org.wockd.protocol.xml.Frame;
import org.wockd.protocol.xml.Namespaces;
import org.wockd.protocol.xml.Node;
import org.wockd.protocol.xml.NodeReader;
import org.wockd.protocol.xml.NodeWriter;
import org.wockd.protocol.xml.XmlException;

/**
 * A connection while it is negotiated: what to say and what must come next, in the order of the text, on a virtual thread.
 * When it is over, {@link #handTo} gives what comes to a session or a component, on the connection's event loop.
 */
final class Line extends ChannelInboundHandlerAdapter {
    private static final int MAX_STANZA = 1 << 20;
    private static final long MAX_UNWRITTEN = 8L << 20;
    private static final Duration LINGER = Duration.ofSeconds(2);

    /** Who hears what comes after the negotiation, on the event loop. */
    interface Ear {
        /** A first-level element came. */
        void hear(Frame frame);

        /**
         * The connection is gone; nothing comes after that.
         *
         * @param cause null where it was closed in order
         */
        void ended(@Nullable Throwable cause);
    }

    private sealed interface Heard {
        record Event(StreamEvent event) implements Heard {}

        record End(@Nullable Throwable cause) implements Heard {}
    }

    private final Channel channel;
    private final StreamFramer framer = new StreamFramer(MAX_STANZA);
    private final StreamWriter writer;
    private final Duration patience;
    /** What has come and is not taken yet; null when an {@link Ear} takes all. */
    private @Nullable LinkedBlockingQueue<Heard> inbox = new LinkedBlockingQueue<>();

    private @Nullable Ear ear;
    private NodeReader reader = NodeReader.forClient();
    private @Nullable Throwable cause;

    Line(Channel channel, Duration patience) {
        this.channel = channel;
        this.patience = patience;
        this.writer = new StreamWriter(channel, MAX_UNWRITTEN, LINGER, this::fail);
        channel.pipeline().addLast(framer, this);
    }

    Channel channel() {
        return channel;
    }

    StreamWriter writer() {
        return writer;
    }

    NodeReader reader() {
        return reader;
    }

    // ---- negotiating ---------------------------------------------------------------------------------------------

    /** Says something. */
    void say(Node element) {
        writer.write(NodeWriter.toBytes(element, Namespaces.CLIENT));
    }

    /** Opens the stream, for the first time or again, and returns the server's features. */
    Node open(String domain) throws LoginException, InterruptedException {
        StreamHeader _ = exchange(new StreamHeader(Namespaces.CLIENT, null, domain, null, "en", "1.0"));
        return expect(Namespaces.STREAM, "features");
    }

    /** Opens the stream with this header, for the first time or again, and returns the server's. */
    StreamHeader exchange(StreamHeader ours) throws LoginException, InterruptedException {
        onLoop(() -> {
            framer.restart();
            return true;
        });
        greet(ours);
        return greeted();
    }

    /** Says how the stream begins; the other end may have said it already. */
    void greet(StreamHeader ours) {
        writer.write(ours.toBytes());
    }

    /** Waits for the other end's stream header. */
    StreamHeader greeted() throws LoginException, InterruptedException {
        if (!(next() instanceof StreamEvent.Opened(byte[] tag))) {
            throw new LoginException("the server has not opened its stream");
        }
        try {
            StreamHeader theirs = StreamHeader.parse(tag);
            reader = theirs.reader();
            return theirs;
        } catch (StreamErrorException e) {
            throw new LoginException("the server's stream header: " + new String(tag, StandardCharsets.UTF_8), e);
        }
    }

    /** The next element. */
    Node hear() throws LoginException, InterruptedException {
        return switch (next()) {
            case StreamEvent.Element(var frame) -> {
                try {
                    yield reader.read(frame);
                } catch (XmlException e) {
                    throw new LoginException("the server has sent what is no XML: " + e.getMessage(), e);
                }
            }
            case StreamEvent.Closed() -> throw new LoginException("the server has closed the stream");
            case StreamEvent.Opened(byte[] tag) ->
                throw new LoginException(
                        "a stream header where none was expected: " + new String(tag, StandardCharsets.UTF_8));
        };
    }

    /** The next element, which must be this one. */
    Node expect(String namespace, String local) throws LoginException, InterruptedException {
        Node heard = hear();
        if (!heard.is(namespace, local)) {
            throw new LoginException("instead of <" + local + "/> came " + heard);
        }
        return heard;
    }

    private StreamEvent next() throws LoginException, InterruptedException {
        LinkedBlockingQueue<Heard> from = inbox;
        if (from == null) {
            throw new IllegalStateException("another one reads this line");
        }
        return switch (from.poll(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            case null -> throw new LoginException("no answer for " + patience.toSeconds() + " s");
            case Heard.Event(StreamEvent event) -> event;
            case Heard.End(Throwable why) -> throw ended(why);
        };
    }

    private static LoginException ended(@Nullable Throwable why) {
        return why == null
                ? new LoginException("the server has closed the connection")
                : new LoginException("the connection was lost: " + why, why);
    }

    /**
     * Puts TLS under the stream, waits until it is there, and returns what was agreed on. No session is resumed, so that
     * every login costs the same.
     */
    SSLSession secure(SslContext tls, String domain) throws LoginException, InterruptedException {
        SslHandler handler = onLoop(() -> {
            framer.restartSecured();
            SslHandler fresh = tls.newHandler(channel.alloc());
            SSLEngine engine = fresh.engine();
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(domain)));
            engine.setSSLParameters(parameters);
            fresh.setHandshakeTimeoutMillis(patience.toMillis());
            channel.pipeline().addFirst(fresh);
            return fresh;
        });
        if (!handler.handshakeFuture().await(patience.toMillis())) {
            throw new LoginException("no TLS within " + patience.toSeconds() + " s");
        }
        if (!handler.handshakeFuture().isSuccess()) {
            throw ended(handler.handshakeFuture().cause());
        }
        return handler.engine().getSession();
    }

    /** From now on this one hears all, on the event loop, beginning with what has come already. */
    void handTo(Ear next) throws LoginException, InterruptedException {
        onLoop(() -> {
            LinkedBlockingQueue<Heard> before = inbox;
            ear = next;
            inbox = null;
            if (before != null) {
                before.forEach(heard -> tell(next, heard));
            }
            return true;
        });
    }

    private <T> T onLoop(Callable<T> task) throws LoginException, InterruptedException {
        try {
            return channel.eventLoop().submit(task).get();
        } catch (ExecutionException e) {
            throw ended(e.getCause());
        }
    }

    /** Hangs up without a word. */
    void drop() {
        var _ = channel.close();
    }

    // ---- on the event loop ---------------------------------------------------------------------------------------

    private void fail(Throwable why) {
        if (cause == null) {
            cause = why;
        }
        drop();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        heard(new Heard.Event((StreamEvent) message));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        heard(new Heard.End(cause));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable why) {
        fail(why);
    }

    private void heard(Heard what) {
        if (ear != null) {
            tell(ear, what);
        } else if (inbox != null) {
            inbox.add(what);
        }
    }

    private void tell(Ear to, Heard what) {
        switch (what) {
            case Heard.Event(StreamEvent.Element(var frame)) -> to.hear(frame);
            case Heard.Event(StreamEvent.Closed()) -> drop();
            case Heard.Event(StreamEvent.Opened(byte[] tag)) -> fail(new IllegalStateException("a header"));
            case Heard.End(Throwable why) -> to.ended(why);
        }
    }
}
