package org.wockd.core.tls;

import io.netty.handler.ssl.SslHandler;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.TrustManager;
import org.wockd.core.auth.ChannelBindings;
import org.wockd.core.auth.TlsChannelBindings;
import org.wockd.protocol.service.ExitCode;
import org.wockd.protocol.service.StartException;

/** The server's end of TLS 1.2 and 1.3, by the JDK, in a form that a Netty pipeline takes (RFC 9325). */
public final class Tls {

    /** The ALPN name of direct TLS for clients (XEP-0368 §3). */
    public static final String ALPN = "xmpp-client";

    private static final String[] CIPHERS = {
        "TLS_AES_128_GCM_SHA256",
        "TLS_AES_256_GCM_SHA384",
        "TLS_CHACHA20_POLY1305_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
        "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"
    };
    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};
    private static final int SESSIONS = 10_000;
    private static final Duration SESSION_LIFE = Duration.ofHours(24);
    private static final Duration HANDSHAKE = Duration.ofSeconds(20);

    private final SSLContext context;
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
        this.context = context(certificates);
    }

    /**
     * A new handler for one connection, to be the first of its pipeline. Its handshake ends after 20 seconds at the
     * latest.
     */
    public SslHandler handler(Mode mode) {
        var handler = switch (mode) {
            case DIRECT -> new SslHandler(engine(context, ALPN), false, executor);
            case STARTTLS -> new SslHandler(engine(context), true, executor);
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

    /**
     * An engine for one connection. It is made without Netty's SslContext, which reads all authorities that the JDK knows and
     * asks for Bouncy Castle: that is half a second, and hundreds of classes, for nothing.
     *
     * @param protocols those that ALPN may choose; a client that wants to talk something else only is a mistake or an attack,
     *     and is refused (RFC 7301 §3.2)
     */
    private static SSLEngine engine(SSLContext context, String... protocols) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(VERSIONS);
        parameters.setCipherSuites(CIPHERS);
        parameters.setApplicationProtocols(protocols);
        engine.setSSLParameters(parameters);
        return engine;
    }

    private static SSLContext context(Certificates certificates) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            // It trusts no certificate of a client, since none is asked for. With null the JDK would read all
            // authorities.
            context.init(new KeyManager[] {certificates.keyManager()}, new TrustManager[0], null);
            SSLSessionContext sessions = context.getServerSessionContext();
            sessions.setSessionCacheSize(SESSIONS);
            sessions.setSessionTimeout(Math.toIntExact(SESSION_LIFE.toSeconds()));
            // A Java that lacks a version or a cipher is found out now, not by the first client.
            var _ = engine(context, ALPN);
            return context;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new StartException(
                    ExitCode.SOFTWARE,
                    "This Java cannot serve TLS 1.2 and 1.3: " + e.getMessage() + ". Check its java.security file.",
                    e);
        }
    }
}
