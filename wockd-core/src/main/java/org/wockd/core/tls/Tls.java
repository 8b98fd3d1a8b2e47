package org.wockd.core.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLException;
import org.wockd.core.auth.ChannelBindings;
import org.wockd.core.auth.TlsChannelBindings;
import org.wockd.protocol.service.ExitCode;
import org.wockd.protocol.service.StartException;

/** The server's end of TLS 1.2 and 1.3, by the JDK, in a form that a Netty pipeline takes (RFC 9325). */
public final class Tls {

    /** The ALPN name of direct TLS for clients (XEP-0368 §3). */
    public static final String ALPN = "xmpp-client";

    private static final List<String> CIPHERS = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");
    private static final int SESSIONS = 10_000;
    private static final Duration SESSION_LIFE = Duration.ofHours(24);
    private static final Duration HANDSHAKE = Duration.ofSeconds(20);

    private final SslContext direct;
    private final SslContext starttls;
    private final Executor executor;

    /** How a connection comes to TLS. */
    public enum Mode {
        /** From its first octet, with ALPN (XEP-0368). */
        DIRECT,
        /** After {@code <starttls/>}: the handler lets the first write, {@code <proceed/>}, pass in the clear. */
        STARTTLS
    }

    /**
     * Takes the certificates.
     *
     * @param executor where the costly parts of a handshake run, so that they do not hold an event loop up
     */
    public Tls(Certificates certificates, Executor executor) {
        this.executor = executor;
        try {
            this.starttls = context(certificates).build();
            this.direct = context(certificates)
                    .applicationProtocolConfig(new ApplicationProtocolConfig(
                            Protocol.ALPN,
                            // A client that wants to talk something else only is a mistake or an attack (RFC 7301
                            // §3.2).
                            SelectorFailureBehavior.FATAL_ALERT,
                            SelectedListenerFailureBehavior.ACCEPT,
                            ALPN))
                    .build();
        } catch (SSLException e) {
            throw new StartException(
                    ExitCode.SOFTWARE,
                    "This Java cannot serve TLS 1.2 and 1.3: " + e.getMessage() + ". Check its java.security file.",
                    e);
        }
    }

    /**
     * A new handler for one connection, to be the first of its pipeline. Its handshake ends after 20 seconds at the
     * latest.
     */
    public SslHandler handler(ByteBufAllocator allocator, Mode mode) {
        var handler = switch (mode) {
            case DIRECT -> direct.newHandler(allocator, executor);
            case STARTTLS -> new SslHandler(starttls.newEngine(allocator), true, executor);
        };
        handler.setHandshakeTimeoutMillis(HANDSHAKE.toMillis());
        return handler;
    }

    /** The certificate that was shown to the client; empty before the handshake is done. */
    public static Optional<X509Certificate> certificate(SslHandler handler) {
        var local = handler.engine().getSession().getLocalCertificates();
        return local != null && local.length > 0 && local[0] instanceof X509Certificate certificate
                ? Optional.of(certificate)
                : Optional.empty();
    }

    /** What log-ins on the connection can be bound to; {@link ChannelBindings#NONE} before the handshake is done. */
    public static ChannelBindings channelBindings(SslHandler handler) {
        var session = (ExtendedSSLSession) handler.engine().getSession();
        return certificate(handler)
                .<ChannelBindings>map(certificate -> new TlsChannelBindings(session, certificate))
                .orElse(ChannelBindings.NONE);
    }

    private static SslContextBuilder context(Certificates certificates) {
        return SslContextBuilder.forServer(certificates.keyManager())
                .sslProvider(SslProvider.JDK)
                .protocols("TLSv1.3", "TLSv1.2")
                .ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                .clientAuth(ClientAuth.NONE)
                .sessionCacheSize(SESSIONS)
                .sessionTimeout(SESSION_LIFE.toSeconds());
    }
}
