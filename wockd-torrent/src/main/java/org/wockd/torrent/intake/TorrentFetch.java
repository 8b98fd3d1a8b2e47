package org.wockd.torrent.intake;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.wockd.torrent.intake.IntakeException.Code;

/**
 * Fetches a .torrent file by HTTP or HTTPS.
 *
 * <p>A host is looked up once, every address of it is checked, and the connection goes to a checked address: a name that
 * changes its mind between check and use gains nothing. Each redirect is a new host, looked up and checked again.
 * Certificates are validated against the host's name. The caller's thread blocks, so call it on a virtual one.
 */
public final class TorrentFetch implements AutoCloseable {

    private final AddressPolicy policy;
    private final IntakeLimits limits;
    private final SslContext tls;
    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

    /** Fetches with the trust store of the Java platform. */
    public TorrentFetch(AddressPolicy policy, IntakeLimits limits) {
        this(policy, limits, platformTrust());
    }

    TorrentFetch(AddressPolicy policy, IntakeLimits limits, SslContext tls) {
        this.policy = policy;
        this.limits = limits;
        this.tls = tls;
    }

    private static SslContext platformTrust() {
        try {
            return SslContextBuilder.forClient().build();
        } catch (SSLException e) {
            throw new IllegalStateException("this Java platform has no TLS", e);
        }
    }

    /** Whether {@code text} is an address that {@link #fetch} takes, by its scheme. */
    public static boolean looksLike(String text) {
        return text.regionMatches(true, 0, "http://", 0, 7) || text.regionMatches(true, 0, "https://", 0, 8);
    }

    /**
     * Fetches the bytes behind {@code url}; they are not looked into.
     *
     * @throws IntakeException BAD_URL, FORBIDDEN_ADDRESS, TOO_LARGE or FETCH_FAILED
     */
    public byte[] fetch(String url) throws IntakeException {
        long deadline = System.nanoTime() + limits.fetchTime().toNanos();
        URI at = check(url);
        for (int hop = 0; hop <= limits.redirects(); hop++) {
            HttpGet.Answer answer = get(at, deadline);
            switch (answer) {
                case HttpGet.Answer.Body body -> {
                    return body.bytes();
                }
                case HttpGet.Answer.Redirect redirect -> at = check(follow(at, redirect.location()));
                case HttpGet.Answer.Refused refused ->
                    throw new IntakeException(
                            Code.FETCH_FAILED,
                            at.getHost() + " answered " + refused.status()
                                    + " instead of a .torrent file. Open the address in a browser to see why.");
            }
        }
        throw new IntakeException(
                Code.FETCH_FAILED,
                "The address redirects more than " + limits.redirects() + " times. Give the last one of them instead.");
    }

    private HttpGet.Answer get(URI uri, long deadline) throws IntakeException {
        boolean secure = "https".equals(uri.getScheme());
        String host = uri.getHost();
        int port = uri.getPort() > 0 ? uri.getPort() : secure ? 443 : 80;
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        IntakeException last = null;
        for (InetAddress address : policy.resolve(bare)) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                break;
            }
            try {
                return new HttpGet(loop, secure ? tls : null, limits.torrentBytes())
                        .run(uri, bare, new InetSocketAddress(address, port), left, TimeUnit.NANOSECONDS);
            } catch (IntakeException e) {
                if (e.code() != Code.FETCH_FAILED) {
                    throw e;
                }
                last = e;
            }
        }
        throw last != null ? last : new IntakeException(Code.FETCH_FAILED, HttpGet.tooSlow(bare));
    }

    private static String follow(URI from, @Nullable String location) throws IntakeException {
        if (location == null) {
            throw new IntakeException(
                    Code.FETCH_FAILED, from.getHost() + " redirects to nowhere. Try the address in a browser.");
        }
        try {
            return from.resolve(new URI(location.strip())).toString();
        } catch (URISyntaxException e) {
            throw new IntakeException(
                    Code.BAD_URL, from.getHost() + " redirects to something that is no address. Try another one.", e);
        }
    }

    private static URI check(String url) throws IntakeException {
        String why;
        try {
            URI uri = new URI(url.strip());
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            if (!scheme.equals("http") && !scheme.equals("https")) {
                why = "it starts with neither http:// nor https://";
            } else if (uri.getHost() == null) {
                why = "it names no host";
            } else if (uri.getRawUserInfo() != null) {
                why = "it has a user name in it";
            } else if (url.length() > Magnet.MAX_URL) {
                why = "it is longer than " + Magnet.MAX_URL + " characters";
            } else if (uri.getPort() > 65_535) {
                why = "there is no port " + uri.getPort();
            } else {
                return scheme.equals(uri.getScheme())
                        ? uri
                        : new URI(scheme + url.strip().substring(scheme.length()));
            }
        } catch (URISyntaxException e) {
            throw new IntakeException(Code.BAD_URL, notUsable("a character in it is not allowed"), e);
        }
        throw new IntakeException(Code.BAD_URL, notUsable(why));
    }

    private static String notUsable(String why) {
        return "This address of a .torrent file cannot be used: " + why
                + ". Give a whole one, such as https://example.org/file.torrent.";
    }

    /** Closes what is open; fetches under way fail. */
    @Override
    public void close() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
