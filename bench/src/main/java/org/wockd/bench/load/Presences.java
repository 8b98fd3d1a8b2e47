package org.wockd.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;
import org.wockd.protocol.xml.Frame;
import org.wockd.protocol.xml.Namespaces;
import org.wockd.protocol.xml.Node;
import org.wockd.protocol.xml.NodeWriter;

/** The presences that clients send (RFC 6121 §3 and §4). */
final class Presences {
    private static final byte[] STATUS = "<status".getBytes(UTF_8);

    private Presences() {}

    static byte[] available() {
        return "<presence/>".getBytes(UTF_8);
    }

    static byte[] unavailable() {
        return "<presence type='unavailable'/>".getBytes(UTF_8);
    }

    /** A presence for all contacts, with a letter as its status. */
    static byte[] status(Letter letter) {
        return ("<presence><status>" + letter.run() + " " + letter.flow() + " " + letter.number()
                        + "</status></presence>")
                .getBytes(UTF_8);
    }

    /** The letter in a presence, null where it is none of ours. */
    static @Nullable Letter letter(Frame presence) {
        return Letter.in(presence, STATUS);
    }

    /**
     * A step of a subscription.
     *
     * @param type subscribe or subscribed
     */
    static byte[] subscription(String type, String to) {
        Node presence =
                Node.of(Namespaces.CLIENT, "presence").with("type", type).with("to", to);
        return NodeWriter.toBytes(presence, Namespaces.CLIENT);
    }
}
