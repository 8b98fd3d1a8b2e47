package org.wockd.core.relay;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.Presence;

/** To whom a relay said that its addresses are available: they are told otherwise when it goes. Bounded. */
final class SentPresences {
    private record Sent(Jid from, Jid to) {}

    private final Set<Sent> available = new LinkedHashSet<>();
    private final int limit;

    SentPresences(int limit) {
        this.limit = limit;
    }

    /** Takes note of a presence on its way from the relay. */
    void note(Presence presence) {
        Jid from = presence.from();
        Jid to = presence.to();
        if (from == null || to == null) {
            return;
        }
        if (presence.type() == Presence.Type.UNAVAILABLE) {
            available.remove(new Sent(from, to));
        } else if (presence.type() == Presence.Type.AVAILABLE && available.size() < limit) {
            available.add(new Sent(from, to));
        }
    }

    /** The presences that take back all that was said, which is forgotten by that. */
    List<Presence> takeBack() {
        List<Presence> all = new ArrayList<>(available.size());
        for (Sent sent : available) {
            all.add(Presence.of(sent.from, sent.to, Presence.Type.UNAVAILABLE));
        }
        available.clear();
        return all;
    }
}
