package org.wockd.core.store;

import java.util.Arrays;
import org.wockd.core.store.Mailbox.Kind;
import org.wockd.protocol.jid.Jid;

/**
 * A stanza that waits in a mailbox.
 *
 * @param id of the row
 * @param from the sender
 * @param kind what it is
 * @param receivedAt when wockd got it, in milliseconds since 1970
 * @param stanza its XML, UTF-8
 * @param archived whether it can be looked up, too
 */
public record Stored(long id, Jid from, Kind kind, long receivedAt, byte[] stanza, boolean archived) {

    @Override
    public boolean equals(Object o) {
        return o instanceof Stored s
                && id == s.id
                && from.equals(s.from)
                && kind == s.kind
                && receivedAt == s.receivedAt
                && Arrays.equals(stanza, s.stanza)
                && archived == s.archived;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(id);
    }

    /** Without the stanza: what people write does not belong into logs. */
    @Override
    public String toString() {
        return "Stored[" + id + ", " + kind + " from " + from + ", " + stanza.length + " bytes]";
    }
}
