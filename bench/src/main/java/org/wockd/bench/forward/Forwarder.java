package org.wockd.bench.forward;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.wockd.protocol.service.EventLoops;
import org.wockd.protocol.stream.StreamFramer;

/**
 * Ends TLS as the core does (the JDK's, on as many event loops, connections in turn), and hands what one client
 * says to its partner: the one that connects next.
 */
public final class Forwarder implements AutoCloseable {
    private static final int BACKLOG = 1024;
    private static final int MAX_STANZA = 1 << 20;

    /** What is handed on. */
    public enum Unit {
        /** Octets, as many as TLS gives at once, without a look at them. */
        OCTETS,
        /** Whole stanzas, as wockd's framer finds them. */
        STANZAS
    }

    private final EventLoops loops = EventLoops.open("loop");
    private final Channel listener;

    /**
     * Listens on any free port of loopback.
     *
     * @param certificate in PEM
     * @param key in PEM (PKCS #8)
     */
    public Forwarder(Unit unit, Path certificate, Path key) throws IOException, InterruptedException {
        SslContext tls = SslContextBuilder.forServer(certificate.toFile(), key.toFile())
                .sslProvider(SslProvider.JDK)
                .protocols("TLSv1.3", "TLSv1.2")
                .build();
        Partners partners = new Partners();
        ChannelFuture bound = new ServerBootstrap()
                .group(loops.group())
                .channel(loops.serverChannel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                        if (unit == Unit.STANZAS) {
                            channel.pipeline().addLast(new StreamFramer(MAX_STANZA), new Whole());
                        }
                        channel.pipeline().addLast(new ToPartner(partners));
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .await();
        if (!bound.isSuccess()) {
            loops.close();
            throw new IOException("the forwarder cannot listen", bound.cause());
        }
        listener = bound.channel();
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /** Completes when it has been closed. */
    public void awaitEnd() throws InterruptedException {
        listener.closeFuture().await();
    }

    @Override
    public void close() {
        var _ = listener.close();
        loops.close();
    }
}
