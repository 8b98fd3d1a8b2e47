package org.wockd.core.store;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.wockd.core.store.Mailbox.Kind;
import org.wockd.protocol.jid.Jid;

/**
 * A stanza on its way into a mailbox.
 *
 * @param owner whose mailbox; its resource is ignored
 * @param from the sender, as the stanza says
 * @param kind what it is
 * @param receivedAt when wockd got it, in milliseconds since 1970
 * @param stanza its XML, UTF-8; not copied, so not to be changed any more
 * @param dedupKey what makes it recognisable when the same sender repeats it: its stanza id, where the sender is known
 *     never to use one twice (a relay, a resumed stream); null when a repetition cannot be told from a second stanza
 */
public record Entry(
        Jid owner,
        Jid from,
        Kind kind,
        long receivedAt,
        byte[] stanza,
        @Nullable String dedupKey) {

    @Override
    public boolean equals(Object o) {
        return o instanceof Entry e
                && owner.equals(e.owner)
                && from.equals(e.from)
                && kind == e.kind
                && receivedAt == e.receivedAt
                && Arrays.equals(stanza, e.stanza)
                && Objects.equals(dedupKey, e.dedupKey);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(stanza);
    }

    /** Without the stanza: what people write does not belong into logs. */
    @Override
    public String toString() {
        return "Entry[" + kind + " " + from + " -> " + owner + ", " + stanza.length + " bytes]";
    }
}
