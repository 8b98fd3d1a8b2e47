package org.wockd.core.store;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaWriter;

/**
 * The XML of a stanza as it is stored, in UTF-8, which is written when it is first asked for: what is delivered at once is
 * never stored.
 */
public final class StoredXml {
    /** How much a start tag may grow on its way. */
    private static final int TAG = 256;

    private final @Nullable Stanza stanza;
    private volatile byte @Nullable [] octets;

    private StoredXml(@Nullable Stanza stanza, byte @Nullable [] octets) {
        this.stanza = stanza;
        this.octets = octets;
    }

    /** The XML of a stanza. */
    public static StoredXml of(Stanza stanza) {
        // Of one that did not come as octets, only writing tells how long it is.
        return StanzaWriter.cameAs(stanza) == 0 ? of(StanzaWriter.stored(stanza)) : new StoredXml(stanza, null);
    }

    /** XML that is already written; not copied, so not to be changed any more. */
    public static StoredXml of(byte[] octets) {
        return new StoredXml(null, octets);
    }

    /** The XML; not to be changed. */
    public byte[] octets() {
        byte[] written = octets;
        if (written == null) {
            // Two threads may both write it; they write the same.
            written = StanzaWriter.stored(Objects.requireNonNull(stanza));
            octets = written;
        }
        return written;
    }

    /** About how many octets it has, without writing it. */
    public int size() {
        byte[] written = octets;
        return written == null ? StanzaWriter.cameAs(Objects.requireNonNull(stanza)) + TAG : written.length;
    }
}
