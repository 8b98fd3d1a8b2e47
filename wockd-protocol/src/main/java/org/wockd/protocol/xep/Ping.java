package org.wockd.protocol.xep;

import org.wockd.protocol.xml.Node;

/** XMPP Ping, XEP-0199 version 2.0.1: a question whose only answer is that there is one. */
public final class Ping {
    public static final Spec SPEC = new Spec("XEP-0199", "XMPP Ping", "2.0.1");

    /** The namespace of the protocol, and the feature of answering. */
    public static final String NAMESPACE = "urn:xmpp:ping";

    private Ping() {}

    /** The payload of the question; the answer has none. */
    public static Node question() {
        return Node.of(NAMESPACE, "ping");
    }
}
