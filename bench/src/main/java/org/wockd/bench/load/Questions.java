package org.wockd.bench.load;

import org.wockd.protocol.xml.Node;

/** What one client asks, again and again; used on its event loop. */
interface Questions {
    /** The next iq to send, without an id. */
    Node next();

    /**
     * The answer to one has come, and is a result.
     *
     * @param asked when it was asked, by {@link System#nanoTime}
     */
    void answered(Node result, long asked);
}
