package org.wockd.core.relay;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.Presence;

/** Of whom an instance of a relay was told that he is available, and of whom it has to be told. Used on the relay's loop only. */
final class RelayAudience {
    private final int limit;
    private SentPresences told;
    /** The users that it has not been told of; null where there are none. */
    private @Nullable Predicate<Jid> newcomers;
    /** Presences that could not wait: then it must be told all anew. */
    private long missed;

    /** @param limit the most that are remembered */
    RelayAudience(int limit) {
        this.limit = limit;
        this.told = new SentPresences(limit);
    }

    /** It knows nothing. */
    void forget() {
        told = new SentPresences(limit);
        toldNothing();
    }

    /** It has to be told of everybody. */
    void toldNothing() {
        newcomers = _ -> true;
    }

    /** It has to be told of these, too. */
    void add(Predicate<Jid> users) {
        Predicate<Jid> before = newcomers;
        newcomers = before == null ? users : before.or(users);
    }

    /** It is told; false where that is one too many to be remembered. */
    boolean note(Presence presence) {
        return told.note(presence);
    }

    /** It could not be told. */
    void miss() {
        missed++;
    }

    /** What takes back what it was told of these. */
    List<Presence> takeBack(Predicate<Jid> users) {
        return told.takeBack(users);
    }

    /** The users that it has to be told of now, and need not be after; null where there are none. */
    @Nullable
    Predicate<Jid> news() {
        Predicate<Jid> users = missed > 0 ? _ -> true : newcomers;
        newcomers = null;
        missed = 0;
        return users;
    }
}
