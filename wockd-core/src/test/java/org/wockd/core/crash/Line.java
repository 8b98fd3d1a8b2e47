package org.wockd.core.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** An XML stream under TLS, one element after the other. Elements may be said on any thread, and are heard on one. */
final class Line implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 120_000;

    private final Socket raw;
    private final SSLSocket socket;
    private final InputStream in;
    private boolean failed;
    private volatile boolean endedWell;

    private Line(Socket raw, SSLSocket socket) throws IOException {
        this.raw = raw;
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    static Line connect(int port) throws IOException {
        Socket raw = new Socket(InetAddress.getLoopbackAddress(), port);
        try {
            raw.setSoTimeout(PATIENCE_MILLIS);
            raw.setTcpNoDelay(true);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Trusting()}, null);
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(raw, "localhost", port, true);
            socket.startHandshake();
            return new Line(raw, socket);
        } catch (GeneralSecurityException e) {
            raw.close();
            throw new IllegalStateException(e);
        } catch (IOException e) {
            raw.close();
            throw e;
        }
    }

    synchronized void say(String xml) throws IOException {
        socket.getOutputStream().write(xml.getBytes(UTF_8));
        socket.getOutputStream().flush();
    }

    /** The next element, or the stream's header; null at the end. */
    @Nullable
    String next() throws IOException {
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        int depth = 0;
        while (true) {
            int octet = in.read();
            if (octet < 0) {
                return null;
            }
            if (octet != '<') {
                if (depth > 0) {
                    element.write(octet);
                }
                continue;
            }
            String tag = tag();
            if (tag.startsWith("<?")) {
                continue;
            }
            if (tag.startsWith("</stream:stream")) {
                endedWell = !failed;
                return null;
            }
            element.writeBytes(tag.getBytes(UTF_8));
            if (tag.startsWith("</")) {
                depth--;
            } else if (!tag.endsWith("/>") && !tag.startsWith("<stream:stream")) {
                depth++;
            }
            if (depth == 0) {
                failed |= element.toString(UTF_8).startsWith("<stream:error");
                return element.toString(UTF_8);
            }
        }
    }

    /** Whether the other end has closed its stream in order, with no error in front. */
    boolean endedWell() {
        return endedWell;
    }

    private String tag() throws IOException {
        ByteArrayOutputStream tag = new ByteArrayOutputStream();
        tag.write('<');
        int quote = 0;
        while (true) {
            int octet = in.read();
            if (octet < 0) {
                throw new IOException("the stream ended within a tag");
            }
            tag.write(octet);
            if (quote != 0) {
                quote = octet == quote ? 0 : quote;
            } else if (octet == '\'' || octet == '"') {
                quote = octet;
            } else if (octet == '>') {
                return tag.toString(UTF_8);
            }
        }
    }

    /** The next element, which must be of one kind. */
    String next(String kind) throws IOException {
        String element = next();
        if (element == null) {
            throw new IOException("the stream ended before <" + kind + ">");
        }
        if (!element.startsWith("<" + kind)) {
            throw new IOException("instead of <" + kind + "> came " + element);
        }
        return element;
    }

    /** Opens the stream, logs in, and opens it again. */
    void login(String name, String password) throws IOException {
        open();
        String plain = Base64.getEncoder().encodeToString(("\0" + name + "\0" + password).getBytes(UTF_8));
        say("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>" + plain + "</auth>");
        next("success");
        open();
    }

    private void open() throws IOException {
        say("<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='localhost'"
                + " version='1.0'>");
        next("stream:stream");
        next("stream:features");
    }

    void bind(String resource) throws IOException {
        say("<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>" + resource
                + "</resource></bind></iq>");
        String answer = next("iq");
        if (!answer.contains("type='result'")) {
            throw new IOException("not bound: " + answer);
        }
    }

    /** The value of an attribute of the first tag that has one of this name; null where none has. */
    static @Nullable String attribute(String xml, String name) {
        Matcher value = Pattern.compile(" " + name + "=['\"]([^'\"]*)['\"]").matcher(xml);
        return value.find() ? value.group(1) : null;
    }

    /** The network is gone; with a reset, what was on its way is gone too. */
    void breaks(boolean reset) throws IOException {
        if (reset) {
            raw.setSoLinger(true, 0);
        }
        raw.close();
    }

    @Override
    public void close() throws IOException {
        breaks(false);
    }

    /** The certificate of a first start is signed by itself; what it binds to is tested elsewhere. */
    private static final class Trusting implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
