package org.wockd.protocol.xep;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.xml.Node;

/** Delayed Delivery, XEP-0203 version 2.0: since when a stanza has waited, and where. */
public final class Delay {
    public static final Spec SPEC = new Spec("XEP-0203", "Delayed Delivery", "2.0");

    /** The namespace of the protocol, and the feature of speaking it. */
    public static final String NAMESPACE = "urn:xmpp:delay";

    private Delay() {}

    /**
     * A {@code <delay/>}.
     *
     * @param by who has kept the stanza
     * @param since when it came there, written to the millisecond in UTC (XEP-0082)
     */
    public static Node of(Jid by, Instant since) {
        return Node.of(NAMESPACE, "delay")
                .with("from", by.toString())
                .with("stamp", since.truncatedTo(ChronoUnit.MILLIS).toString());
    }
}
