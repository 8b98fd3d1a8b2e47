package org.wockd.core.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wockd.core.auth.ChannelBindings;
import org.wockd.core.auth.TlsChannelBindings;

/** A client that nobody here wrote (the JDK's) shakes hands with the server over loopback. */
class TlsTest {

    @TempDir
    Path folder;

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor();
    private final BlockingQueue<ChannelBindings> serverBindings = new LinkedBlockingQueue<>();
    private final Pems capulet = Pems.ec("capulet.example");
    private final Pems montague = Pems.make(
            "montague.example", "RSA", 2048, "SHA384withRSA", Instant.now().plus(Duration.ofDays(90)));
    private @Nullable Certificates certificates;
    private @Nullable Channel server;

    @BeforeEach
    void serve() {
        certificates = new Certificates(
                List.of(capulet.into(folder, "capulet.example"), montague.into(folder, "montague.example")),
                folder,
                InstantSource.system(),
                new SimpleMeterRegistry());
        server = listen(new Tls(certificates, tasks));
    }

    private Channel listen(Tls tls) {
        return new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept(channel, tls.handler(Tls.Mode.DIRECT));
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
    }

    private void accept(Channel channel, SslHandler handler) {
        assertThat(Tls.channelBindings(handler)).isSameAs(ChannelBindings.NONE);
        channel.pipeline().addLast(handler);
        handler.handshakeFuture().addListener(done -> {
            if (done.isSuccess()) {
                serverBindings.add(Tls.channelBindings(handler));
                var written = channel.writeAndFlush(
                        channel.alloc().buffer().writeBytes("hello\n".getBytes(StandardCharsets.UTF_8)));
                written.addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
            }
        });
    }

    @AfterEach
    void stop() {
        loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        tasks.close();
        if (certificates != null) {
            certificates.close();
        }
    }

    private int port() {
        return ((InetSocketAddress) java.util.Objects.requireNonNull(server).localAddress()).getPort();
    }

    private static SSLContext trusting() throws Exception {
        var context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustAll()}, null);
        return context;
    }

    private SSLSocket connect(SSLContext context, String version, @Nullable String sni, String... alpn)
            throws IOException {
        var socket = (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port());
        var parameters = socket.getSSLParameters();
        parameters.setProtocols(new String[] {version});
        parameters.setApplicationProtocols(alpn);
        parameters.setServerNames(sni == null ? List.of() : List.of(new SNIHostName(sni)));
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(60_000);
        socket.startHandshake();
        return socket;
    }

    private static X509Certificate shown(SSLSocket socket) throws IOException {
        return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }

    private ChannelBindings ofServer() throws InterruptedException {
        return java.util.Objects.requireNonNull(serverBindings.poll(60, TimeUnit.SECONDS));
    }

    private static void readHello(SSLSocket socket) throws IOException {
        assertThat(socket.getInputStream().readNBytes(6)).isEqualTo("hello\n".getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"capulet.example", "montague.example"})
    void bothEndsHaveEqualBindings(String host) throws Exception {
        try (var socket = connect(trusting(), "TLSv1.3", host, Tls.ALPN)) {
            var client = new TlsChannelBindings((ExtendedSSLSession) socket.getSession(), shown(socket));
            var server = ofServer();
            assertThat(server.types()).containsExactly("tls-exporter", "tls-server-end-point");
            assertThat(server.data("tls-exporter")).hasSize(32).isEqualTo(client.data("tls-exporter"));
            assertThat(server.data("tls-server-end-point"))
                    .hasSize(host.startsWith("m") ? 48 : 32)
                    .isEqualTo(client.data("tls-server-end-point"));
            assertThat(server.data("tls-unique")).isNull();
        }
    }

    @Test
    void onTls12OnlyTheEndPointBinds() throws Exception {
        try (var socket = connect(trusting(), "TLSv1.2", "capulet.example", Tls.ALPN)) {
            var client = new TlsChannelBindings((ExtendedSSLSession) socket.getSession(), shown(socket));
            var server = ofServer();
            assertThat(server.types()).containsExactly("tls-server-end-point").isEqualTo(client.types());
            assertThat(server.data("tls-server-end-point")).isEqualTo(client.data("tls-server-end-point"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aResumedConnectionHasABindingOfItsOwn(String version) throws Exception {
        var context = trusting();
        try (var socket = connect(context, version, "montague.example", Tls.ALPN)) {
            readHello(socket);
        }
        var first = ofServer();
        try (var socket = connect(context, version, "montague.example", Tls.ALPN)) {
            readHello(socket);
            var client = new TlsChannelBindings((ExtendedSSLSession) socket.getSession(), shown(socket));
            var server = ofServer();
            assertThat(server.types()).isEqualTo(client.types()).isEqualTo(first.types());
            assertThat(server.data("tls-server-end-point")).isEqualTo(client.data("tls-server-end-point"));
            if (version.equals("TLSv1.3")) {
                assertThat(server.data("tls-exporter"))
                        .isEqualTo(client.data("tls-exporter"))
                        .isNotEqualTo(first.data("tls-exporter"));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.3,capulet.example,capulet.example",
        "TLSv1.3,MONTAGUE.example,montague.example",
        "TLSv1.2,montague.example,montague.example",
        "TLSv1.3,verona.example,capulet.example",
        "TLSv1.3,,capulet.example",
    })
    void theNamedHostsCertificateIsShownElseTheDefault(String version, @Nullable String sni, String expected)
            throws Exception {
        try (var socket = connect(trusting(), version, sni, Tls.ALPN)) {
            assertThat(shown(socket).getSubjectX500Principal().getName()).isEqualTo("CN=" + expected);
            assertThat(socket.getSession().getProtocol()).isEqualTo(version);
        }
    }

    @Test
    void alpnIsAnsweredLeftOutOrRefused() throws Exception {
        try (var socket = connect(trusting(), "TLSv1.3", "capulet.example", "h2", Tls.ALPN)) {
            assertThat(socket.getApplicationProtocol()).isEqualTo(Tls.ALPN);
        }
        try (var socket = connect(trusting(), "TLSv1.3", "capulet.example")) {
            assertThat(socket.getApplicationProtocol()).isEmpty();
        }
        var context = trusting();
        assertThatThrownBy(() -> connect(context, "TLSv1.3", "capulet.example", "h2"))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("no_application_protocol");
    }

    @Test
    void aNewCertificateIsShownToTheNextClient() throws Exception {
        var next = Pems.ec("capulet.example");
        next.into(folder, "capulet.example");
        java.util.Objects.requireNonNull(certificates).reload();
        try (var socket = connect(trusting(), "TLSv1.3", "capulet.example", Tls.ALPN)) {
            assertThat(shown(socket).getEncoded()).isEqualTo(next.certificate().getEncoded());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "RSA,2048,SHA1withRSA,32",
        "RSA,2048,SHA256withRSA,32",
        "RSA,2048,SHA512withRSA,64",
        "EC,384,SHA384withECDSA,48",
        "Ed25519,0,Ed25519,0",
    })
    void theEndPointIsHashedAsTheSignatureSays(String kind, int bits, String signature, int length) throws Exception {
        var pems = Pems.make(
                "capulet.example", kind, bits, signature, Instant.now().plus(Duration.ofDays(9)));
        var file = folder.resolve("some.crt");
        Pems.replace(file, pems.chain());
        try (var socket = connect(trusting(), "TLSv1.2", "capulet.example", Tls.ALPN)) {
            var bindings = new TlsChannelBindings(
                    (ExtendedSSLSession) socket.getSession(),
                    PemFiles.chain(file).getFirst());
            byte[] data = bindings.data("tls-server-end-point");
            assertThat(data == null ? 0 : data.length).isEqualTo(length);
        }
    }
}
