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
    private int fences;

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

    /** One that says version 1.0, and is offered stream management. */
    static Component modern(int port, String from) throws IOException {
        Component component = new Component(port);
        String domain = from.contains("/") ? from.substring(0, from.indexOf('/')) : from;
        component.say("<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept'"
                + " xmlns:stream='http://etherx.jabber.org/streams' version='1.0' from='" + from + "' to='" + domain
                + "'>");
        component.shakeHands(Stage.SECRET);
        component.hears("<handshake/><stream:features><sm xmlns='urn:xmpp:sm:3'/></stream:features>");
        return component;
    }

    /** Begins to count, and returns what the stream is resumed with. */
    String enables() throws IOException {
        say("<enable xmlns='urn:xmpp:sm:3' resume='true'/>");
        String enabled = hears("<enabled [^>]*/>");
        Matcher id = Pattern.compile(" id='([^']+)'").matcher(enabled);
        if (!id.find()) {
            throw new AssertionError("no id in " + enabled);
        }
        return id.group(1);
    }

    /** Resumes, and returns how much the core has of what it was sent. */
    long resumes(String token, long h) throws IOException {
        say("<resume xmlns='urn:xmpp:sm:3' previd='" + token + "' h='" + h + "'/>");
        String resumed = hears("<(resumed|failed) [^>]*/>");
        Matcher count = Pattern.compile("<resumed [^>]*\\bh='(\\d+)'").matcher(resumed);
        if (!count.find()) {
            throw new AssertionError("not resumed: " + resumed);
        }
        return Long.parseLong(count.group(1));
    }

    void acknowledges(long h) throws IOException {
        say("<a xmlns='urn:xmpp:sm:3' h='" + h + "'/>");
    }

    /** Asks how much the core has. */
    long asks() throws IOException {
        say("<r xmlns='urn:xmpp:sm:3'/>");
        Matcher count = Pattern.compile("\\bh='(\\d+)'").matcher(hears("<a [^>]*/>"));
        if (!count.find()) {
            throw new AssertionError("no count");
        }
        return Long.parseLong(count.group(1));
    }

    /** All that comes up to the answer to a ping: whatever the core has sent before is in it. */
    String fence(String domain) throws IOException {
        String id = "fence" + ++fences;
        say("<iq type='get' from='" + domain + "' to='localhost' id='" + id + "'><ping xmlns='urn:xmpp:ping'/></iq>");
        return hears("<iq type='result' id='" + id + "'[^>]*/>");
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
