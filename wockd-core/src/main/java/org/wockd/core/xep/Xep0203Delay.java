package org.wockd.core.xep;

import java.time.Instant;
import java.util.List;
import org.wockd.core.feature.Feature;
import org.wockd.core.store.Stored;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.xep.Delay;
import org.wockd.protocol.xep.Spec;

/** Delayed Delivery: what waited in a mailbox tells since when. */
final class Xep0203Delay implements Feature {

    @Override
    public Spec spec() {
        return Delay.SPEC;
    }

    @Override
    public List<String> hostFeatures() {
        return List.of(Delay.NAMESPACE);
    }

    /** The stored stanza, after whatever delays it had on its way here. */
    static Stanza read(Stored row, Jid owner) {
        Stanza stanza = StoredStanzas.read(row.stanza());
        return stanza.content(
                stanza.content().plus(Delay.of(Jid.domain(owner.domain()), Instant.ofEpochMilli(row.receivedAt()))));
    }
}
