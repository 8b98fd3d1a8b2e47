package org.wockd.core.pubsub;

import com.github.benmanes.caffeine.cache.Interner;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.xep.Caps;

/**
 * Which clients of contacts on other servers have told an account that they are available, and the hash of what they can do.
 * Contacts of this server are not in it, since their sessions are here. Bounded: clients beyond the limits are not known,
 * and so are sent nothing. Nothing blocks; safe for use by many threads.
 */
final class ContactPresences {
    private static final int MOST = 50_000;
    private static final int MOST_OF_ONE = 1_000;

    /** A client of a contact. */
    record Client(Jid jid, Caps caps) {}

    private final Map<Jid, Map<Jid, Caps>> byAccount = new ConcurrentHashMap<>();
    private final Interner<Caps> hashes = Interner.newWeakInterner();
    private final AtomicInteger count = new AtomicInteger();
    private final Counter refused;

    ContactPresences(MeterRegistry metrics) {
        metrics.gauge("wockd.pubsub.contacts", count);
        refused = metrics.counter("wockd.pubsub.contacts.refused");
    }

    /**
     * A client is available.
     *
     * @return whether it is known now
     */
    boolean seen(Jid account, Jid client, Caps caps) {
        boolean[] isKnown = new boolean[1];
        byAccount.compute(account, (_, before) -> {
            Map<Jid, Caps> clients = before == null ? new HashMap<>(2) : before;
            if (clients.containsKey(client)) {
                isKnown[0] = true;
            } else if (clients.size() < MOST_OF_ONE && count.get() < MOST) {
                isKnown[0] = true;
                count.incrementAndGet();
            } else {
                refused.increment();
            }
            if (isKnown[0]) {
                clients.put(client, hashes.intern(caps));
            }
            return clients.isEmpty() ? null : clients;
        });
        return isKnown[0];
    }

    /** The hash that a client has shown; null where it is not known. */
    @Nullable
    Caps caps(Jid account, Jid client) {
        Caps[] caps = new Caps[1];
        byAccount.computeIfPresent(account, (_, clients) -> {
            caps[0] = clients.get(client);
            return clients;
        });
        return caps[0];
    }

    /** A client is not available any more; of a bare JID all of its clients. */
    void gone(Jid account, Jid client) {
        byAccount.computeIfPresent(account, (_, clients) -> {
            int before = clients.size();
            clients.keySet()
                    .removeIf(jid -> jid.equals(client)
                            || (client.resource() == null && jid.bare().equals(client)));
            count.addAndGet(clients.size() - before);
            return clients.isEmpty() ? null : clients;
        });
    }

    /** The clients of all contacts that have told an account that they are available. */
    List<Client> of(Jid account) {
        List<Client> all = new ArrayList<>();
        byAccount.computeIfPresent(account, (_, clients) -> {
            clients.forEach((jid, caps) -> all.add(new Client(jid, caps)));
            return clients;
        });
        return all;
    }
}
