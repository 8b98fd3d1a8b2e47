package org.wockd.core.session;

import org.wockd.protocol.stanza.Stanza;

/**
 * What the receiving side may still stop or hold back for one client, between the router and the client's session. Its
 * calls for one session come one at a time, in the order in which the stanzas are sent, and must not block.
 */
public interface OutFilter {

    /** What happens to a stanza that is on its way to the client of a session. */
    Verdict judge(Session session, Stanza stanza);

    /** The client has lost its stream: what it said there of what it wants counts no more. */
    void left(Session session);

    /** What happens to a stanza. */
    sealed interface Verdict {
        /** It is sent, after all that is held back. */
        record Send() implements Verdict {}

        /** It is held back, in the place of what is held back under the same key. */
        record Hold(Object key) implements Verdict {}

        /** The client does not get it. A message that is a row of a mailbox is sent all the same. */
        record Drop() implements Verdict {}

        /** Nothing special. */
        Verdict SEND = new Send();

        /** The client can do without. */
        Verdict DROP = new Drop();
    }
}
