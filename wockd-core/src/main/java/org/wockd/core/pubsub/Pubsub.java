package org.wockd.core.pubsub;

import java.nio.charset.StandardCharsets;
import org.wockd.protocol.stanza.StanzaError;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.xml.Frame;
import org.wockd.protocol.xml.Node;
import org.wockd.protocol.xml.NodeReader;
import org.wockd.protocol.xml.NodeWriter;
import org.wockd.protocol.xml.XmlException;

/** What the files of XEP-0060 share: namespaces, its own error conditions, and payloads as they are stored. */
public final class Pubsub {
    /** Of what everybody may ask for. */
    public static final String NAMESPACE = "http://jabber.org/protocol/pubsub";

    /** Of what an owner may ask for. */
    public static final String OWNER = NAMESPACE + "#owner";

    static final String EVENT = NAMESPACE + "#event";
    private static final String ERRORS = NAMESPACE + "#errors";

    private Pubsub() {}

    /**
     * An error with a condition of XEP-0060 §12.
     *
     * @param own the name of the condition, as {@code closed-node}
     */
    static StanzaErrorException error(Condition condition, String own, String text) {
        return new StanzaErrorException(StanzaError.of(condition, text).with(Node.of(ERRORS, own)));
    }

    /** The error for a part of XEP-0060 that is not built, by the name of its feature (§11). */
    static StanzaErrorException unsupported(String feature) {
        return new StanzaErrorException(
                StanzaError.of(Condition.FEATURE_NOT_IMPLEMENTED, "this service does not know " + feature)
                        .with(Node.of(ERRORS, "unsupported").with("feature", feature)));
    }

    /** The error for a node that is not there, or that the asker must not know of. */
    static StanzaErrorException noNode(String node) {
        return new StanzaErrorException(Condition.ITEM_NOT_FOUND, "there is no node '" + node + "' here");
    }

    /** An element as it is stored. */
    public static byte[] stored(Node node) {
        return NodeWriter.toBytes(node, "");
    }

    /** An element that was stored. */
    public static Node read(byte[] xml) {
        try {
            return NodeReader.forClient().read(new Frame(xml, xml.length, xml.length));
        } catch (XmlException e) {
            throw new IllegalStateException("what was stored is not XML", e);
        }
    }

    static Node read(String xml) {
        return read(xml.getBytes(StandardCharsets.UTF_8));
    }
}
