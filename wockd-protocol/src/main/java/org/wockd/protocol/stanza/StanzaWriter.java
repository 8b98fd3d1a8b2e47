package org.wockd.protocol.stanza;

import java.nio.charset.StandardCharsets;
import org.wockd.protocol.xml.Frame;
import org.wockd.protocol.xml.Namespaces;
import org.wockd.protocol.xml.NodeWriter;

/** Writes stanzas as UTF-8: the start tag anew, and the content as the octets it came as where there are any. */
public final class StanzaWriter {

    private StanzaWriter() {}

    /**
     * The octets of a stanza.
     *
     * @param content the content namespace of the stream it is for
     */
    public static byte[] toBytes(Stanza stanza, String content) {
        Frame frame = stanza.content().frame();
        if (frame == null) {
            return NodeWriter.toBytes(stanza.node(), content);
        }
        StringBuilder open = new StringBuilder(160);
        NodeWriter.appendOpen(open, stanza.head(), content);
        byte[] start = open.toString().getBytes(StandardCharsets.UTF_8);
        byte[] end = ("</" + stanza.kind() + ">").getBytes(StandardCharsets.UTF_8);
        int inside = frame.tailStart() - frame.headEnd();
        byte[] octets = new byte[start.length + inside + end.length];
        System.arraycopy(start, 0, octets, 0, start.length);
        System.arraycopy(frame.octets(), frame.headEnd(), octets, start.length, inside);
        System.arraycopy(end, 0, octets, start.length + inside, end.length);
        return octets;
    }

    /** The XML of a stanza that stands alone, with its namespace declared, as it is stored. */
    public static byte[] stored(Stanza stanza) {
        return toBytes(stanza, "");
    }

    /** How many octets a stanza had when it came, 0 where it was made here or changed inside. */
    public static int cameAs(Stanza stanza) {
        Frame frame = stanza.content().frame();
        return frame == null ? 0 : frame.length();
    }

    /** The content namespace of clients, the usual one. */
    public static byte[] toClient(Stanza stanza) {
        return toBytes(stanza, Namespaces.CLIENT);
    }
}
