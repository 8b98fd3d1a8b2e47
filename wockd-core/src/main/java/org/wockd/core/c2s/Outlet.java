package org.wockd.core.c2s;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.wockd.core.c2s.ClientSession.Parcel;
import org.wockd.core.session.OutFilter;
import org.wockd.core.session.OutFilter.Verdict;
import org.wockd.core.session.Session;
import org.wockd.protocol.stanza.Stanza;

/**
 * The last step before a session: what is sent to one client passes the filters out, and some of it waits here. Nothing that
 * is sent overtakes what waits, and what waits is not counted yet (XEP-0198), so that it may be replaced. Used on the
 * session's loop only.
 */
final class Outlet {
    /** The most that is held back; where it is reached all is let go. */
    static final int MOST_STANZAS = 500;

    static final int MOST_OCTETS = 256 * 1024;

    private final Session session;
    private final List<OutFilter> filters;
    private final Consumer<Parcel> next;
    private final Map<Object, Parcel> held = new LinkedHashMap<>();
    private int octets;

    /**
     * @param next takes what is sent
     */
    Outlet(Session session, List<OutFilter> filters, Consumer<Parcel> next) {
        this.session = session;
        this.filters = filters;
        this.next = next;
    }

    /**
     * Sends a parcel, or does not yet.
     *
     * @param stanza what is in it; null for a mark, which waits for nothing that is held back
     */
    void pass(@Nullable Stanza stanza, Parcel parcel) {
        if (stanza == null) {
            next.accept(parcel);
            return;
        }
        switch (parcel.row() == 0 ? judge(stanza) : Verdict.SEND) {
            case Verdict.Send() -> {
                release();
                next.accept(parcel);
            }
            case Verdict.Hold(Object key) -> hold(key, parcel);
            case Verdict.Drop() -> {}
        }
    }

    private Verdict judge(Stanza stanza) {
        Verdict verdict = Verdict.SEND;
        for (OutFilter filter : filters) {
            Verdict one = filter.judge(session, stanza);
            if (one instanceof Verdict.Drop) {
                return one;
            }
            if (one instanceof Verdict.Hold) {
                verdict = one;
            }
        }
        return verdict;
    }

    private void hold(Object key, Parcel parcel) {
        Parcel before = held.remove(key);
        octets += parcel.octets().length - (before == null ? 0 : before.octets().length);
        held.put(key, parcel);
        if (held.size() >= MOST_STANZAS || octets >= MOST_OCTETS) {
            release();
        }
    }

    /** Sends all that was held back. */
    void release() {
        if (held.isEmpty()) {
            return;
        }
        List<Parcel> all = new ArrayList<>(held.values());
        held.clear();
        octets = 0;
        all.forEach(next);
    }

    /** The client has lost its stream: what it is sent from now on waits where it is counted, and so does what waited here. */
    void left() {
        filters.forEach(filter -> filter.left(session));
        release();
    }
}
