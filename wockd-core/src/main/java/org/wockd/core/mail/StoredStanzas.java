package org.wockd.core.mail;

import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaReader;
import org.wockd.protocol.xml.Frame;
import org.wockd.protocol.xml.NodeReader;
import org.wockd.protocol.xml.XmlException;

/** Reads stanzas back that {@link org.wockd.protocol.stanza.StanzaWriter#stored} has written. */
public final class StoredStanzas {
    private StoredStanzas() {}

    public static Stanza read(byte[] xml) {
        try {
            return StanzaReader.stored(NodeReader.forClient().read(new Frame(xml, xml.length, xml.length)));
        } catch (XmlException e) {
            throw new IllegalStateException("what was stored is not XML", e);
        }
    }
}
