package org.wockd.core.relay;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.Presence;

/** Who was told by whom that he is available: they are told otherwise when that ends. Bounded. */
final class SentPresences {
    private record Sent(Jid from, Jid to) {}

    private final Set<Sent> available = new LinkedHashSet<>();
    private final int limit;

    SentPresences(int limit) {
        this.limit = limit;
    }

    /** Takes note of a presence on its way; false where it is one too many to be remembered. */
    boolean note(Presence presence) {
        Jid from = presence.from();
        Jid to = presence.to();
        if (from == null || to == null) {
            return true;
        }
        Sent sent = new Sent(from, to);
        if (presence.type() == Presence.Type.UNAVAILABLE) {
            available.remove(sent);
        } else if (presence.type() == Presence.Type.AVAILABLE) {
            return available.contains(sent) || (available.size() < limit && available.add(sent));
        }
        return true;
    }

    /** The presences that take back all that was said, which is forgotten by that. */
    List<Presence> takeBack() {
        return takeBack(_ -> true);
    }

    /** The same of what these have said. */
    List<Presence> takeBack(Predicate<Jid> whose) {
        List<Presence> all = new ArrayList<>();
        available.removeIf(sent -> {
            boolean taking = whose.test(sent.from);
            if (taking) {
                all.add(Presence.of(sent.from, sent.to, Presence.Type.UNAVAILABLE));
            }
            return taking;
        });
        return all;
    }
}
