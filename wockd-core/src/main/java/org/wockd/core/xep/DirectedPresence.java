package org.wockd.core.xep;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.xml.Name;
import org.wockd.protocol.xml.Node;

/** To whom a client has sent directed presence (RFC 6121 §4.6), at most {@value #LIMIT} addresses. */
final class DirectedPresence {
    static final int LIMIT = 1_000;

    /** Of the element that it is kept as over a restart. */
    static final Name NAME = Name.of("urn:wockd:session:1", "directed");

    private final Set<Jid> addresses = new HashSet<>();

    static DirectedPresence load(Node saved) {
        DirectedPresence directed = new DirectedPresence();
        saved.children().forEach(to -> directed.add(Jid.parse(to.text())));
        return directed;
    }

    synchronized @Nullable Node save() {
        return addresses.isEmpty()
                ? null
                : Node.of(NAME)
                        .plus(addresses.stream()
                                .map(Jid::toString)
                                .sorted()
                                .map(to -> Node.of(NAME.namespace(), "to").plus(to))
                                .toList());
    }

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
