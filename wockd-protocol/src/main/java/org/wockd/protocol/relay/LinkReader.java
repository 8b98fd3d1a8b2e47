package org.wockd.protocol.relay;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaReader;
import org.wockd.protocol.stanza.StanzaWriter;
import org.wockd.protocol.stream.StreamError;
import org.wockd.protocol.stream.StreamErrorException;
import org.wockd.protocol.stream.StreamHeader;
import org.wockd.protocol.xml.Frame;
import org.wockd.protocol.xml.Namespaces;
import org.wockd.protocol.xml.Node;
import org.wockd.protocol.xml.NodeReader;
import org.wockd.protocol.xml.NodeWriter;
import org.wockd.protocol.xml.XmlException;

/** Reads and writes the elements of a link after its header; both ends do it alike. */
public final class LinkReader {
    private static final byte[] CONTENT = Namespaces.COMPONENT.getBytes(StandardCharsets.US_ASCII);

    private final NodeReader reader;
    private final boolean plain;

    /**
     * A reader for what follows the other end's header.
     *
     * @throws StreamErrorException {@code invalid-namespace} where it is not the header of a link
     */
    public LinkReader(StreamHeader header) throws StreamErrorException {
        if (!header.content().equals(Namespaces.COMPONENT)) {
            throw new StreamErrorException(
                    StreamError.INVALID_NAMESPACE,
                    "a relay's stream has the namespace " + Namespaces.COMPONENT + ", not " + header.content());
        }
        this.reader = header.reader();
        this.plain = header.prefixes().keySet().stream().allMatch("stream"::equals);
    }

    /** Parses an element. */
    public Node node(Frame frame) throws StreamErrorException {
        try {
            return reader.read(frame);
        } catch (XmlException e) {
            throw StreamErrorException.of(e);
        }
    }

    /** Makes a stanza of an element and, where these mean the same on any other stream, its octets. */
    public StanzaReader.Read stanza(Node node, Frame frame) throws StreamErrorException {
        return StanzaReader.read(node, forwardable(frame));
    }

    private @Nullable Frame forwardable(Frame frame) {
        return plain && !names(frame) ? frame : null;
    }

    /** Whether the octets inside name the link's own content namespace, which is another on other streams. */
    private static boolean names(Frame frame) {
        byte[] octets = frame.octets();
        int last = frame.tailStart() - CONTENT.length;
        for (int i = frame.headEnd(); i <= last; i++) {
            int matched = 0;
            while (matched < CONTENT.length && octets[i + matched] == CONTENT[matched]) {
                matched++;
            }
            if (matched == CONTENT.length) {
                return true;
            }
        }
        return false;
    }

    /** A stanza as it goes over a link. */
    public static byte[] toBytes(Stanza stanza) {
        return StanzaWriter.toBytes(stanza, Namespaces.COMPONENT);
    }

    /** Another element as it goes over a link. */
    public static byte[] toBytes(Node node) {
        return NodeWriter.toBytes(node, Namespaces.COMPONENT);
    }

    /** The last octets of a stream that ends well. */
    public static byte[] end() {
        return "</stream:stream>".getBytes(StandardCharsets.UTF_8);
    }

    /** The last octets of a stream that ends with an error. */
    public static byte[] end(StreamError error, String text) {
        return end(error.node(text));
    }

    /** The same, of an error that says more. */
    public static byte[] end(Node error) {
        return (NodeWriter.toString(error, Namespaces.COMPONENT) + "</stream:stream>").getBytes(StandardCharsets.UTF_8);
    }
}
