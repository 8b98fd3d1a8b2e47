package org.wockd.protocol.relay;

import org.wockd.protocol.stanza.StanzaError;

/** How an acknowledged message ends; exactly one of these is called, on the link's event loop, and must not block. */
public interface Delivery {

    /** The core has it: it is stored, or with its receiver. */
    void delivered();

    /** The core will not have it; to send it again would change nothing, unless the error's type is {@code wait}. */
    void refused(StanzaError error);

    /**
     * The link was lost, or was not there. Whether the core has it is not known: send it again, with the same
     * {@linkplain org.wockd.protocol.xep.OriginId origin id}, when the link is up. The core drops what it knows already.
     */
    void lost();
}
