package org.wockd.core.transfer;

import org.wockd.protocol.xep.Spec;

/** Portable Import/Export Format for XMPP-IM Servers: what writing and reading share. */
public final class Xep0227Portable {
    /** What it implements. */
    public static final Spec SPEC = new Spec("XEP-0227", "Portable Import/Export Format for XMPP-IM Servers", "1.1");

    static final String NAMESPACE = "urn:xmpp:pie:0";
    static final String SCRAM = "urn:xmpp:pie:0#scram";
    static final String ROSTER = "jabber:iq:roster";
    static final String XINCLUDE = "http://www.w3.org/2001/XInclude";

    private Xep0227Portable() {}
}
