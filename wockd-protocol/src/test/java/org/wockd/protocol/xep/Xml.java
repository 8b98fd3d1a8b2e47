package org.wockd.protocol.xep;

import org.wockd.protocol.xml.Frame;
import org.wockd.protocol.xml.Node;
import org.wockd.protocol.xml.NodeReader;
import org.wockd.protocol.xml.XmlException;

/** XML in, as it stands in the XEPs. */
final class Xml {
    private Xml() {}

    static Node read(String xml) {
        try {
            return NodeReader.forClient().read(Frame.of(xml));
        } catch (XmlException e) {
            throw new AssertionError(xml, e);
        }
    }

    /** The text between tags that only lays them out is not what a payload holds. */
    static String line(String xml) {
        return xml.replaceAll(">\\s+<", "><").strip();
    }
}
