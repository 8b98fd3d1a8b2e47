package org.wockd.bench.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.relay.Handshake;
import org.wockd.protocol.service.Secret;
import org.wockd.protocol.stream.StreamHeader;
import org.wockd.protocol.xml.Frame;
import org.wockd.protocol.xml.Namespaces;
import org.wockd.protocol.xml.Node;
import org.wockd.protocol.xml.NodeReader;
import org.wockd.protocol.xml.NodeWriter;
import org.wockd.protocol.xml.XmlException;

/**
 * A plain component (XEP-0114) that sends back what it is told: a message goes to its sender with all that is in it, an iq
 * that asks is answered with its own payload. Presences, answers and errors are passed over. Or one that only listens.
 */
public final class Component implements AutoCloseable {
    private static final byte[] END = "</stream:stream>".getBytes(UTF_8);

    /**
     * Where a component attaches.
     *
     * @param listener the server's listener for components
     * @param domain the component's address
     * @param secret what it shows the server that it knows
     */
    public record Place(InetSocketAddress listener, String domain, Secret secret) {}

    private final Line line;
    private final NodeReader reader;
    private final Consumer<String> onLost;
    private final LongAdder echoed = new LongAdder();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CompletableFuture<Void> gone = new CompletableFuture<>();

    private final @Nullable Consumer<Frame> listener;

    private Component(Line line, @Nullable Consumer<Frame> listener, Consumer<String> onLost) {
        this.line = line;
        this.reader = line.reader();
        this.listener = listener;
        this.onLost = onLost;
    }

    /**
     * Attaches one; blocks.
     *
     * @param onLost told why, if the connection ends although {@link #close} was not called
     */
    public static Component attach(Dialer dialer, Place place, Consumer<String> onLost)
            throws LoginException, InterruptedException {
        return attach(dialer, place, null, onLost);
    }

    /**
     * Attaches one that sends nothing back; blocks.
     *
     * @param listener gets all messages, on the event loop of client 0
     * @param onLost told why, if the connection ends although {@link #close} was not called
     */
    public static Component listen(Dialer dialer, Place place, Consumer<Frame> listener, Consumer<String> onLost)
            throws LoginException, InterruptedException {
        return attach(dialer, place, listener, onLost);
    }

    private static Component attach(
            Dialer dialer, Place place, @Nullable Consumer<Frame> listener, Consumer<String> onLost)
            throws LoginException, InterruptedException {
        Line line = dialer.dial(place.listener(), 0);
        try {
            StreamHeader header =
                    line.exchange(new StreamHeader(Namespaces.COMPONENT, null, place.domain(), null, null, null));
            if (header.id() == null) {
                throw new LoginException("the server's stream has no id to be signed: " + header);
            }
            line.say(Handshake.request(header.id(), place.secret()));
            Node _ = line.expect(Namespaces.CLIENT, "handshake");
            Component component = new Component(line, listener, onLost);
            line.handTo(component.ear());
            return component;
        } catch (LoginException e) {
            line.drop();
            throw new LoginException(place.domain() + ": " + e.getMessage(), e);
        }
    }

    /** How many stanzas it has sent back. */
    public long echoed() {
        return echoed.sum();
    }

    /** Closes the stream in order, and waits until the connection is gone. */
    @Override
    public void close() {
        closing.set(true);
        line.writer().end(END);
        gone.join();
    }

    private Line.Ear ear() {
        return new Line.Ear() {
            @Override
            public void hear(Frame frame) {
                byte[] octets = frame.octets();
                if (listener != null && octets.length > 2 && octets[1] == 'm' && octets[2] == 'e') {
                    listener.accept(frame);
                    return;
                }
                try {
                    answer(reader.read(frame));
                } catch (XmlException e) {
                    lost("the server has sent what is no XML: " + e.getMessage());
                    line.drop();
                }
            }

            @Override
            public void ended(@Nullable Throwable cause) {
                lost(String.valueOf(cause));
                gone.complete(null);
            }
        };
    }

    private void lost(String why) {
        if (closing.compareAndSet(false, true)) {
            onLost.accept(why);
        }
    }

    private void answer(Node stanza) {
        if (stanza.is(Namespaces.STREAM, "error")) {
            lost(stanza.toString());
            return;
        }
        String type = String.valueOf(stanza.attribute("type"));
        boolean asks = type.equals("get") || type.equals("set");
        if (listener != null) {
            return;
        }
        if (stanza.is(Namespaces.CLIENT, "iq") ? !asks : !stanza.local().equals("message") || type.equals("error")) {
            return;
        }
        Node back = stanza.with("to", stanza.attribute("from")).with("from", stanza.attribute("to"));
        line.writer().write(NodeWriter.toBytes(asks ? back.with("type", "result") : back, Namespaces.CLIENT));
        echoed.increment();
    }
}
