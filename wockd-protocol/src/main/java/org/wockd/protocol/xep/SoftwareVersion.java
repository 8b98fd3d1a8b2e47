package org.wockd.protocol.xep;

import org.wockd.protocol.xml.Node;

/**
 * Software Version, XEP-0092 version 1.1. The operating system is not told: it would help attackers only.
 *
 * @param name of the software
 * @param version of it
 */
public record SoftwareVersion(String name, String version) {
    public static final Spec SPEC = new Spec("XEP-0092", "Software Version", "1.1");

    /** The namespace of the protocol, and the feature of answering. */
    public static final String NAMESPACE = "jabber:iq:version";

    /** The payload of the answer. */
    public Node toNode() {
        return Node.of(NAMESPACE, "query")
                .plus(
                        Node.of(NAMESPACE, "name").plus(name),
                        Node.of(NAMESPACE, "version").plus(version));
    }
}
