package org.wockd.core.c2s;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.Timer;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.core.tls.Tls;
import org.wockd.protocol.service.Endpoint;
import org.wockd.protocol.service.EventLoops;
import org.wockd.protocol.service.Frame;
import org.wockd.protocol.stream.StreamError;
import org.wockd.protocol.stream.StreamFramer;
import org.wockd.protocol.stream.StreamTimeouts;

/** Listens for clients: on TCP with STARTTLS, and with TLS from the first octet (XEP-0368). */
final class ClientListener {
    private static final Logger LOG = LoggerFactory.getLogger(ClientListener.class);

    private final EventLoops loops;
    private final Timer timer;
    private final ClientStreams shared;
    private final int limit;
    private final Set<ClientStream> streams = ConcurrentHashMap.newKeySet();

    /**
     * @param limit the most connections at once; one more is closed at once
     */
    ClientListener(EventLoops loops, Timer timer, ClientStreams shared, int limit) {
        this.loops = loops;
        this.timer = timer;
        this.shared = shared;
        this.limit = limit;
    }

    /**
     * Listens at an address.
     *
     * @param key the configuration key of the address, for the text where it cannot be had
     */
    Channel listen(Endpoint endpoint, Tls.Mode mode, String key) {
        ChannelFuture bound = new ServerBootstrap()
                .group(loops.group())
                .channel(loops.serverChannel())
                .option(ChannelOption.SO_BACKLOG, 1024)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel client) {
                        accept(client, mode);
                    }
                })
                .bind(endpoint.resolve())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            Throwable cause = bound.cause();
            throw Frame.cannotListen(key, endpoint, cause instanceof IOException io ? io : new IOException(cause));
        }
        return bound.channel();
    }

    private void accept(SocketChannel client, Tls.Mode mode) {
        if (shared.metrics().opened() > limit) {
            shared.metrics().refused();
            shared.metrics().closed();
            LOG.warn(
                    "{} is turned away: there are {} connections, which is the most (limits.connections)",
                    client.remoteAddress(),
                    limit);
            var _ = client.close();
            return;
        }
        StreamFramer framer = new StreamFramer(shared.limits().anonymous().toIntExact());
        StreamTimeouts timeouts = new StreamTimeouts(
                framer, timer, shared.limits().negotiation(), shared.limits().element());
        StreamState state = new StreamState.Opened();
        if (mode == Tls.Mode.DIRECT) {
            client.pipeline().addLast(shared.tls().handler(mode));
            state = new StreamState.Secured();
        }
        ReadGate gate = new ReadGate(client);
        StreamPace pace = new StreamPace(shared.rates().stream(), gate, timer);
        StreamSilence silence = new StreamSilence(
                timer, gate, shared.limits().silence(), shared.limits().answer());
        ClientStream stream =
                new ClientStream(shared, client, framer, new StreamGuards(timeouts, pace, silence, gate), state);
        streams.add(stream);
        client.closeFuture().addListener(f -> {
            shared.metrics().closed();
            streams.remove(stream);
        });
        client.pipeline().addLast(pace.octets(), silence, framer, timeouts, pace.stanzas(), stream);
        admit(client, stream);
    }

    /** Before anybody has logged in, the address is all that is known of a client. */
    private void admit(SocketChannel client, ClientStream stream) {
        if (client.remoteAddress() == null) {
            // Gone before it was looked at.
            var _ = client.close();
            return;
        }
        InetAddress address = client.remoteAddress().getAddress();
        if (shared.connections().enter(address)) {
            client.closeFuture().addListener(f -> shared.connections().leave(address));
            return;
        }
        // Said on the stream, so that it can be read at the other end; that costs no more than the time to close.
        client.eventLoop()
                .execute(() -> stream.close(
                        StreamError.POLICY_VIOLATION,
                        "there are " + shared.connections().limit()
                                + " connections from your address, which is the most there may be; close one first"));
    }

    /**
     * Ends every stream with {@code see-other-host}, but those that are still in the clear: they are told once they are
     * encrypted.
     *
     * @return how many were ended
     */
    int leave(String host) {
        List<ClientStream> ending =
                streams.stream().filter(ClientStream::isSecured).toList();
        ending.forEach(stream -> stream.close(StreamError.SEE_OTHER_HOST, host));
        return ending.size();
    }

    /** Closes every stream with {@code system-shutdown}, and waits until the features know of it. */
    void closeStreams(Duration within) throws InterruptedException {
        streams.forEach(
                stream -> stream.close(StreamError.SYSTEM_SHUTDOWN, "the server is stopping; come back in a while"));
        List<CompletableFuture<Void>> ends =
                streams.stream().map(ClientStream::ended).toList();
        try {
            CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new))
                    .get(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.warn("not every stream could be closed in {} seconds", within.toSeconds());
        }
    }
}
