package org.wockd.core.play;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A socket and the octets on it: says what no client library would. */
final class Wire implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 60_000;

    private Socket socket;
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private int fences;

    private Wire(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
    }

    static Wire connect(int port) throws IOException {
        return connect(InetAddress.getLoopbackAddress(), port);
    }

    static Wire connect(InetAddress address, int port) throws IOException {
        return new Wire(new Socket(address, port));
    }

    /** Sends octets as they are. */
    Wire say(String xml) throws IOException {
        return say(xml.getBytes(UTF_8));
    }

    Wire say(byte[] octets) throws IOException {
        socket.getOutputStream().write(octets);
        socket.getOutputStream().flush();
        return this;
    }

    /** Opens a client's stream to a host. */
    Wire open(String host) throws IOException {
        return say("<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='" + host
                + "' version='1.0'>");
    }

    /** Reads until a text has come, and returns all that has come with it and was not returned before. */
    String hear(String until) throws IOException {
        InputStream in = socket.getInputStream();
        while (!heard.toString(UTF_8).contains(until)) {
            byte[] octets = new byte[8192];
            int count = in.read(octets);
            assertThat(count)
                    .as("waiting for «%s», the stream ended after «%s»", until, heard.toString(UTF_8))
                    .isPositive();
            heard.write(octets, 0, count);
        }
        String all = heard.toString(UTF_8);
        int end = all.indexOf(until) + until.length();
        heard.reset();
        heard.writeBytes(all.substring(end).getBytes(UTF_8));
        return all.substring(0, end);
    }

    /** Reads until the other end has closed, and returns all that came. */
    String hearAll() throws IOException {
        InputStream in = socket.getInputStream();
        byte[] octets = new byte[8192];
        try {
            for (int count; (count = in.read(octets)) >= 0; ) {
                heard.write(octets, 0, count);
            }
        } catch (java.net.SocketException e) {
            // Reset: all the same, it is closed.
            heard.writeBytes(new byte[0]);
        }
        String all = heard.toString(UTF_8);
        heard.reset();
        return all;
    }

    /** Goes over to TLS, as after proceed. */
    Wire secure() throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Trusting()}, null);
            SSLSocket secured =
                    (SSLSocket) context.getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
            secured.startHandshake();
            socket = secured;
            return this;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A stream up to the mechanisms, under TLS. */
    String starttls() throws IOException {
        open("localhost").hear("</stream:features>");
        say("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>").hear("<proceed");
        hear("/>");
        secure();
        open("localhost");
        return hear("</stream:features>");
    }

    /** Encrypts, logs in with PLAIN, and opens the stream to bind on. */
    void login(String name, String password) throws IOException {
        starttls();
        say("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>" + plain(name, password) + "</auth>");
        hear("<success");
        hear(">");
        open("localhost");
        hear("</stream:features>");
    }

    static String plain(String name, String password) {
        return Base64.getEncoder().encodeToString(("\0" + name + "\0" + password).getBytes(UTF_8));
    }

    /** Binds a resource, and returns the answer. */
    String bind(String resource) throws IOException {
        say("<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>" + resource
                + "</resource></bind></iq>");
        return hear("</iq>");
    }

    /** Asks for an answer and waits for it: what was sent before has been dealt with then. Returns all that came before. */
    String fence() throws IOException {
        String id = "fence" + ++fences;
        say("<iq type='get' id='" + id + "' to='localhost'><ping xmlns='urn:xmpp:ping'/></iq>");
        return hear("id='" + id + "'") + hear("/>");
    }

    /** Attaches as a relay, and returns what the core says to the handshake. */
    String attach(String domain, String secret) throws IOException {
        say("<stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' to='"
                + domain + "'>");
        Matcher id = Pattern.compile(" id='([^']*)'").matcher(hear("accept'") + hear(">"));
        assertThat(id.find()).isTrue();
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest((id.group(1) + secret).getBytes(UTF_8));
            say("<handshake>" + HexFormat.of().formatHex(digest) + "</handshake>");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        return hear(">");
    }

    /** The connection is gone, without a word. */
    void breaks() throws IOException {
        socket.close();
    }

    @Override
    public void close() throws IOException {
        breaks();
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
