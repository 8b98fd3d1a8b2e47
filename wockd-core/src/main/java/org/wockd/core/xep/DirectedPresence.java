package org.wockd.core.xep;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.wockd.protocol.jid.Jid;

/** To whom a client has sent directed presence (RFC 6121 §4.6), at most {@value #LIMIT} addresses. */
final class DirectedPresence {
    static final int LIMIT = 1_000;

    private final Set<Jid> addresses = new HashSet<>();

    /** False where there are as many as there may be. */
    synchronized boolean add(Jid address) {
        return addresses.contains(address) || (addresses.size() < LIMIT && addresses.add(address));
    }

    synchronized void remove(Jid address) {
        addresses.remove(address);
    }

    /** Who must be told that it is over; nobody afterwards. */
    synchronized List<Jid> drain() {
        List<Jid> all = List.copyOf(addresses);
        addresses.clear();
        return all;
    }
}
