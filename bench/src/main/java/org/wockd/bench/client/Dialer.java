package org.wockd.bench.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.service.EventLoops;

/**
 * Connects clients to the server under load, and logs them in.
 *
 * <p>A client is known by its number. Two that make a pair (0 and 1, 2 and 3, …) share an event loop, so what a pair counts
 * needs no lock. On loopback the clients come from several addresses, for an address has only so many ports, and servers
 * limit connections by address. Certificates are not checked: the server under load has made its own.
 */
public final class Dialer implements AutoCloseable {
    private static final int ADDRESSES_IN_A_NET = 250;
    /** One cipher, so that no server has a cheaper one than another. */
    private static final List<String> CIPHERS = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");

    private final Target target;
    private final int addresses;
    private final EventLoops loops;
    private final EventLoop[] each;
    private final SslContext tls;
    private volatile String lastTls = "";

    /**
     * @param threads how many event loops there are
     * @param addresses how many addresses of loopback the clients come from
     */
    public Dialer(Target target, int threads, int addresses) {
        this.target = target;
        this.addresses = addresses;
        this.loops = EventLoops.open("bench", threads);
        this.each = Stream.generate(() -> loops.group().next()).limit(threads).toArray(EventLoop[]::new);
        try {
            // Nothing is resumed, so nothing need be kept.
            this.tls = SslContextBuilder.forClient()
                    .sslProvider(SslProvider.JDK)
                    .ciphers(CIPHERS)
                    .trustManager(InsecureTrustManagerFactory.INSTANCE)
                    .endpointIdentificationAlgorithm(null)
                    .sessionCacheSize(1)
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    /** The server that it connects to. */
    public Target target() {
        return target;
    }

    /** The protocol and the cipher of the last connection that was secured; empty before there was one. */
    public String tls() {
        return lastTls;
    }

    /** The event loops, all of them once. */
    public Stream<EventLoop> loops() {
        return Stream.of(each);
    }

    /** Connects client {@code number}, with TLS where the target wants it from the first octet; blocks. */
    Line dial(int number) throws LoginException, InterruptedException {
        Line dialled = dial(target.address(), number);
        if (target.security() == Target.Security.TLS) {
            secure(dialled);
        }
        return dialled;
    }

    /** Connects to another address of the server, from where client {@code number} would; blocks. */
    Line dial(InetSocketAddress to, int number) throws LoginException, InterruptedException {
        CompletableFuture<Line> line = new CompletableFuture<>();
        ChannelFuture connected = new Bootstrap()
                .group(each[(number / 2) % each.length])
                .channel(loops.clientChannel())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        target.patience().toMillis())
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        line.complete(new Line(channel, target.patience()));
                    }
                })
                .connect(to, from(number));
        if (!connected.await().isSuccess()) {
            throw new LoginException("no connection: " + connected.cause(), connected.cause());
        }
        try {
            return line.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Puts TLS under a line, which is dropped where that fails; blocks. */
    void secure(Line line) throws LoginException, InterruptedException {
        try {
            SSLSession agreed = line.secure(tls, target.domain());
            lastTls = agreed.getProtocol() + " " + agreed.getCipherSuite();
        } catch (LoginException e) {
            line.drop();
            throw e;
        }
    }

    private @Nullable InetSocketAddress from(int number) {
        if (!target.address().getAddress().isLoopbackAddress()
                || target.address().getAddress().getAddress().length != 4) {
            return null;
        }
        return new InetSocketAddress(local(number % addresses), 0);
    }

    /** One of the addresses of loopback; the first is 127.0.0.1. */
    static InetAddress local(int which) {
        byte[] octets = {127, 0, (byte) (which / ADDRESSES_IN_A_NET), (byte) (which % ADDRESSES_IN_A_NET + 1)};
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four octets are an address", e);
        }
    }

    @Override
    public void close() {
        loops.close();
    }
}
