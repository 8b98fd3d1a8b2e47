package org.wockd.core.c2s;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.stream.StreamErrorException;
import org.wockd.protocol.stream.StreamHeader;
import org.wockd.protocol.xml.Namespaces;
import org.wockd.protocol.xml.Node;
import org.wockd.protocol.xml.NodeWriter;

/** The octets with which the server's side of a stream begins and ends (RFC 6120 §4.2, §4.3.2, §4.4, §4.9). */
final class Preamble {
    /** Closes a stream. */
    static final byte[] END = octets("</stream:stream>");

    private Preamble() {}

    /**
     * The header of a stream.
     *
     * @param opened the client's, null where it could not be read
     * @param from the host that serves it
     */
    static byte[] header(@Nullable StreamHeader opened, String from, String id) {
        String wanted = opened == null ? null : ClientHeader.lang(opened);
        String to = opened == null ? null : opened.from();
        return new StreamHeader(Namespaces.CLIENT, from, to, id, wanted == null ? "en" : wanted, "1.0").toBytes();
    }

    /** What is on offer to a stream in its state. */
    static byte[] features(List<StreamFeature> all, Negotiation stream) {
        StringBuilder out = new StringBuilder("<stream:features>");
        for (StreamFeature feature : all) {
            Node offer = feature.offer(stream);
            if (offer != null) {
                NodeWriter.append(out, offer, Namespaces.CLIENT);
            }
        }
        return octets(out.append("</stream:features>").toString());
    }

    /** An error, and the end of the stream. */
    static byte[] error(StreamErrorException why) {
        StringBuilder out = new StringBuilder("<stream:error>");
        why.error().node(why.text()).children().forEach(child -> NodeWriter.append(out, child, Namespaces.CLIENT));
        Node application = why.application();
        if (application != null) {
            NodeWriter.append(out, application, Namespaces.CLIENT);
        }
        return octets(out.append("</stream:error></stream:stream>").toString());
    }

    private static byte[] octets(String xml) {
        return xml.getBytes(StandardCharsets.UTF_8);
    }
}
