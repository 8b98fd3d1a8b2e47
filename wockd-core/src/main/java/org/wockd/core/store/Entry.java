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
 * @param xml its XML
 * @param dedupKey what makes it recognisable when the same sender repeats it: its stanza id, where the sender is known
 *     never to use one twice (a relay); null when a repetition cannot be told from a second stanza
 * @param waits whether it waits to be delivered
 * @param peer the other side of the conversation, under which it can be looked up; null where it is not to be looked up
 * @param counted the stream that it came on and its number there, committed together with it; null where nobody counts
 */
public record Entry(
        Jid owner,
        Jid from,
        Kind kind,
        long receivedAt,
        StoredXml xml,
        @Nullable String dedupKey,
        boolean waits,
        @Nullable Jid peer,
        @Nullable Counted counted) {

    /**
     * One whose XML is already written.
     *
     * @param stanza its XML, UTF-8; not copied, so not to be changed any more
     */
    public Entry(
            Jid owner,
            Jid from,
            Kind kind,
            long receivedAt,
            byte[] stanza,
            @Nullable String dedupKey,
            boolean waits,
            @Nullable Jid peer,
            @Nullable Counted counted) {
        this(owner, from, kind, receivedAt, StoredXml.of(stanza), dedupKey, waits, peer, counted);
    }

    /** Its XML, UTF-8; not to be changed. */
    public byte[] stanza() {
        return xml.octets();
    }

    /**
     * The place of a stanza among those of a stream.
     *
     * @param stream its number
     * @param position how many came up to this one
     * @param owed what the store could not note of the stream up to this one; noted together with this
     */
    public record Counted(long stream, long position, Streams.Owed owed) {
        /** Nothing is owed. */
        public Counted(long stream, long position) {
            this(stream, position, Streams.Owed.NOTHING);
        }
    }

    /** One that waits to be delivered, and is kept no longer. */
    public static Entry waiting(
            Jid owner, Jid from, Kind kind, long receivedAt, byte[] stanza, @Nullable String dedupKey) {
        return new Entry(owner, from, kind, receivedAt, stanza, dedupKey, true, null, null);
    }

    /** This entry, waiting no more. */
    public Entry delivered() {
        return new Entry(owner, from, kind, receivedAt, xml, dedupKey, false, peer, counted);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Entry e
                && owner.equals(e.owner)
                && from.equals(e.from)
                && kind == e.kind
                && receivedAt == e.receivedAt
                && Arrays.equals(stanza(), e.stanza())
                && Objects.equals(dedupKey, e.dedupKey)
                && waits == e.waits
                && Objects.equals(peer, e.peer)
                && Objects.equals(counted, e.counted);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(stanza());
    }

    /** Without the stanza: what people write does not belong into logs. */
    @Override
    public String toString() {
        return "Entry[" + kind + " " + from + " -> " + owner + ", " + stanza().length + " bytes]";
    }
}
