package org.wockd.core.mail;

import java.time.Instant;
import org.wockd.core.store.Stored;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.xep.Delay;

/** What has waited in a mailbox, as it is sent then. */
final class Waiting {
    private Waiting() {}

    /** The stored stanza, after whatever delays it had on its way here. */
    static Stanza read(Stored row, Jid owner, ArchiveIds ids) {
        Stanza stanza = StoredStanzas.read(row.stanza());
        Stanza kept = row.archived() && stanza instanceof Message message
                ? StanzaIds.with(message, owner, ids.of(owner, row.id()))
                : stanza;
        return kept.content(
                kept.content().plus(Delay.of(Jid.domain(owner.domain()), Instant.ofEpochMilli(row.receivedAt()))));
    }
}
