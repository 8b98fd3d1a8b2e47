package org.wockd.core.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.wockd.protocol.relay.Handshake;
import org.wockd.protocol.service.Secret;

/** A component that writes XML by hand. */
final class Component implements AutoCloseable {
    private static final Pattern ID = Pattern.compile(" id='([0-9a-f]+)'");

    private final Socket socket;
    private final StringBuilder heard = new StringBuilder();

    private Component(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(60_000);
    }

    /** Connects and says nothing. */
    static Component silent(int port) throws IOException {
        return new Component(port);
    }

    /** Connects and opens a stream. */
    static Component opened(int port, String domain) throws IOException {
        Component component = new Component(port);
        component.say("<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept'"
                + " xmlns:stream='http://etherx.jabber.org/streams' to='" + domain + "'>");
        return component;
    }

    /** Connects, opens a stream, and shows the secret. */
    static Component attached(int port, String domain) throws IOException {
        Component component = opened(port, domain);
        component.shakeHands(Stage.SECRET);
        component.hears("<handshake/>");
        return component;
    }

    void shakeHands(Secret secret) throws IOException {
        String header = hears("id='[^']*'[^>]*>");
        Matcher id = ID.matcher(header);
        if (!id.find()) {
            throw new AssertionError("no id in " + header);
        }
        say("<handshake>" + Handshake.digest(id.group(1), secret) + "</handshake>");
    }

    void say(String xml) throws IOException {
        socket.getOutputStream().write(xml.getBytes(UTF_8));
    }

    /** Reads until it has heard something like this; gives all up to its end, which is then forgotten. */
    String hears(String regex) throws IOException {
        Pattern pattern = Pattern.compile(regex, Pattern.DOTALL);
        byte[] buffer = new byte[4096];
        while (true) {
            Matcher found = pattern.matcher(heard);
            if (found.find()) {
                String all = heard.substring(0, found.end());
                heard.delete(0, found.end());
                return all;
            }
            int read = socket.getInputStream().read(buffer);
            if (read < 0) {
                throw new AssertionError("the stream ended before " + regex + " in: " + heard);
            }
            heard.append(new String(buffer, 0, read, UTF_8));
        }
    }

    /** Breaks the connection without a word, as a process that is killed does. */
    void breakDown() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
