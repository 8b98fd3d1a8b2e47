package org.wockd.core.relay;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.protocol.service.Endpoint;
import org.wockd.protocol.service.EventLoops;
import org.wockd.protocol.service.Frame;
import org.wockd.protocol.service.StartException;
import org.wockd.protocol.stream.StreamError;

/** Listens for relays (XEP-0114, the accept method). */
public final class RelayListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RelayListener.class);

    private final Channel server;
    private final ChannelGroup open;

    private RelayListener(Channel server, ChannelGroup open) {
        this.server = server;
        this.open = open;
    }

    /**
     * Listens.
     *
     * @throws StartException where the port cannot be had
     */
    public static RelayListener open(Endpoint at, EventLoops loops, RelayStreams core, MeterRegistry metrics) {
        ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
        Attempts attempts = new Attempts();
        var binding = new ServerBootstrap()
                .group(loops.group())
                .channel(loops.serverChannel())
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (open.size() >= core.limits().connections()) {
                            LOG.warn("More than {} relays are connected; one more is turned away", open.size());
                            channel.close().addListener(_ -> {});
                            return;
                        }
                        open.add(channel);
                        RelayStream stream = new RelayStream(core, channel, attempts, metrics);
                        LOG.debug("A relay connected from {}: {}", channel.remoteAddress(), stream);
                    }
                })
                .bind(at.resolve())
                .awaitUninterruptibly();
        if (!binding.isSuccess()) {
            Throwable cause = binding.cause();
            throw Frame.cannotListen("listen.relay", at, cause instanceof IOException io ? io : new IOException(cause));
        }
        metrics.gauge("wockd.relay.connections", open, ChannelGroup::size);
        RelayListener listener = new RelayListener(binding.channel(), open);
        LOG.info("Listening for relays on {}", listener.address());
        return listener;
    }

    /** Where it listens; the port is the real one. */
    public InetSocketAddress address() {
        return (InetSocketAddress) server.localAddress();
    }

    /** Stops listening and ends all streams, which are told so. */
    @Override
    public void close() {
        server.close().awaitUninterruptibly();
        for (Channel channel : open) {
            RelayStream stream = channel.pipeline().get(RelayStream.class);
            if (stream != null) {
                stream.end(StreamError.SYSTEM_SHUTDOWN, "the server stops");
            }
        }
        open.newCloseFuture().awaitUninterruptibly(5_000);
    }
}
