package org.wockd.bench.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.channel.EventLoop;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stream.StreamWriter;
import org.wockd.protocol.xep.StreamManagement;
import org.wockd.protocol.xml.Frame;
import org.wockd.protocol.xml.Namespaces;
import org.wockd.protocol.xml.Node;
import org.wockd.protocol.xml.NodeReader;
import org.wockd.protocol.xml.NodeWriter;
import org.wockd.protocol.xml.XmlException;

/**
 * A client that is logged in. It counts (XEP-0198) where it was told to, and answers the server's questions, as a client
 * that does nothing must. All of it happens on {@link #loop()}; messages are handed on unparsed.
 */
public final class Session {
    private static final byte[] END = "</stream:stream>".getBytes(UTF_8);
    private static final byte[] REQUEST = NodeWriter.toBytes(StreamManagement.request(), Namespaces.CLIENT);
    private static final String PING = "urn:xmpp:ping";
    private static final String ROSTER = "jabber:iq:roster";

    /** Who hears what comes. */
    public interface Listener {
        /** A message came. */
        default void message(Frame message) {}

        /** A presence came. */
        default void presence(Frame presence) {}

        /** The server tells of a change in the roster (RFC 6121 §2.1.6), in this {@code query}. */
        default void rosterPush(Node query) {}

        /** The server has acknowledged so many of the stanzas that were sent. */
        default void acknowledged(long stanzas) {}

        /**
         * The connection is gone, although {@link Session#close} was not called.
         *
         * @param why null where the server closed it without a reason
         */
        void lost(@Nullable String why);
    }

    private final Line line;
    private final StreamWriter writer;
    private final NodeReader reader;
    private final String jid;
    private final boolean managed;
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private Listener listener;
    private @Nullable Map<String, CompletableFuture<Node>> asked;
    private long handled;
    private long sent;
    private long acknowledged;
    private boolean awaitsAcknowledgement;
    private boolean closing;
    private @Nullable String streamError;

    Session(Line line, String jid, boolean managed, Listener listener) {
        this.line = line;
        this.writer = line.writer();
        this.reader = line.reader();
        this.jid = jid;
        this.managed = managed;
        this.listener = listener;
    }

    /** The full JID. */
    public String jid() {
        return jid;
    }

    /** The bare JID. */
    public String account() {
        return jid.substring(0, jid.indexOf('/'));
    }

    /** The thread of this session. */
    public EventLoop loop() {
        return line.channel().eventLoop();
    }

    /** Hands what comes to another one; on the loop. */
    public void listener(Listener next) {
        listener = next;
    }

    // ---- speaking ------------------------------------------------------------------------------------------------

    /** Sends a stanza, and where the session counts, asks for its acknowledgement unless one is awaited already; on the loop. */
    public void send(byte[] stanza) {
        sent++;
        writer.write(stanza);
        ask();
    }

    private void ask() {
        if (managed && !awaitsAcknowledgement && acknowledged < sent) {
            awaitsAcknowledgement = true;
            writer.write(REQUEST);
        }
    }

    /** How many stanzas were sent since counting began; on the loop. */
    public long sent() {
        return sent;
    }

    /** Asks with an iq; its answer, result or error, comes on the loop. */
    public CompletableFuture<Node> ask(Node iq) {
        CompletableFuture<Node> answer = new CompletableFuture<>();
        loop().execute(() -> {
            if (gone.isDone()) {
                answer.completeExceptionally(
                        new LoginException("nothing can be asked: the connection was lost before"));
                return;
            }
            if (asked == null) {
                asked = new HashMap<>();
            }
            String id = "q" + sent;
            asked.put(id, answer);
            send(NodeWriter.toBytes(iq.with("id", id), Namespaces.CLIENT));
        });
        return answer;
    }

    /** Pings the server: when the answer is there, all that was sent before was dealt with. */
    public CompletableFuture<Node> fence() {
        return ask(Node.of(Namespaces.CLIENT, "iq").with("type", "get").plus(Node.of(PING, "ping")));
    }

    /** Closes the stream in order; completed when the connection is gone. */
    public CompletableFuture<Void> close() {
        loop().execute(() -> {
            closing = true;
            if (managed) {
                writer.write(acknowledgement());
            }
            writer.end(END);
        });
        return gone;
    }

    private byte[] acknowledgement() {
        return NodeWriter.toBytes(StreamManagement.acknowledgement(handled), Namespaces.CLIENT);
    }

    // ---- hearing -------------------------------------------------------------------------------------------------

    Line.Ear ear() {
        return new Line.Ear() {
            @Override
            public void hear(Frame frame) {
                Session.this.hear(frame);
            }

            @Override
            public void ended(@Nullable Throwable cause) {
                Session.this.ended(cause);
            }
        };
    }

    private void hear(Frame frame) {
        byte[] octets = frame.octets();
        if (octets.length > 3 && octets[1] == 'm' && octets[2] == 'e') {
            handled++;
            listener.message(frame);
            return;
        }
        if (octets.length > 3 && octets[1] == 'p' && octets[2] == 'r') {
            handled++;
            listener.presence(frame);
            return;
        }
        try {
            hear(reader.read(frame));
        } catch (XmlException e) {
            streamError = "the server has sent what is no XML: " + e.getMessage();
            line.drop();
        }
    }

    private void hear(Node element) {
        if (element.is(Namespaces.CLIENT, "iq")) {
            handled++;
            iq(element);
        } else if (StreamManagement.is(element, "r")) {
            writer.write(acknowledgement());
        } else if (StreamManagement.is(element, "a")) {
            Long h = StreamManagement.count(element);
            acknowledged = h == null ? acknowledged : h;
            awaitsAcknowledgement = false;
            listener.acknowledged(acknowledged);
            ask();
        } else if (element.is(Namespaces.STREAM, "error")) {
            streamError = element.toString();
        }
    }

    private void iq(Node iq) {
        String type = String.valueOf(iq.attribute("type"));
        if (type.equals("result") || type.equals("error")) {
            CompletableFuture<Node> waits = asked == null ? null : asked.remove(String.valueOf(iq.attribute("id")));
            if (waits != null) {
                waits.complete(iq);
            }
            return;
        }
        boolean ping = iq.child(PING, "ping") != null;
        Node roster = iq.child(ROSTER, "query");
        Node answer = Node.of(Namespaces.CLIENT, "iq")
                .with("type", ping || roster != null ? "result" : "error")
                .with("to", iq.attribute("from"))
                .with("id", iq.attribute("id"));
        if ("error".equals(answer.attribute("type"))) {
            answer = answer.plus(Node.of(Namespaces.CLIENT, "error")
                    .with("type", "cancel")
                    .plus(Node.of(Namespaces.STANZA_ERRORS, Condition.SERVICE_UNAVAILABLE.element())));
        }
        send(NodeWriter.toBytes(answer, Namespaces.CLIENT));
        if (roster != null) {
            listener.rosterPush(roster);
        }
    }

    private void ended(@Nullable Throwable cause) {
        String why = streamError != null ? streamError : cause == null ? null : cause.toString();
        if (asked != null) {
            asked.values()
                    .forEach(waits -> waits.completeExceptionally(
                            new LoginException("the connection was lost before the answer: " + why)));
        }
        gone.complete(null);
        if (!closing) {
            listener.lost(why);
        }
    }
}
