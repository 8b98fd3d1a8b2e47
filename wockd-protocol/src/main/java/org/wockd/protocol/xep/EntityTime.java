package org.wockd.protocol.xep;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.wockd.protocol.xml.Node;

/** Entity Time, XEP-0202 version 2.0. */
public final class EntityTime {
    public static final Spec SPEC = new Spec("XEP-0202", "Entity Time", "2.0");

    /** The namespace of the protocol, and the feature of answering. */
    public static final String NAMESPACE = "urn:xmpp:time";

    private EntityTime() {}

    /** The payload of the answer: the time in UTC, and what must be added to it where the entity is. */
    public static Node of(Instant now, ZoneId zone) {
        ZoneOffset offset = zone.getRules().getOffset(now);
        // XEP-0082 §3.2: the offset of UTC itself may be Z.
        return Node.of(NAMESPACE, "time")
                .plus(
                        Node.of(NAMESPACE, "tzo").plus(offset.getId()),
                        Node.of(NAMESPACE, "utc")
                                .plus(now.truncatedTo(ChronoUnit.SECONDS).toString()));
    }
}
