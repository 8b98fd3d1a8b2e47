package org.wockd.protocol.relay;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.rule.Outgoing;
import org.wockd.protocol.stanza.Iq;
import org.wockd.protocol.stanza.Presence;
import org.wockd.protocol.stanza.StanzaError;
import org.wockd.protocol.xep.Caps;
import org.wockd.protocol.xep.Disco;
import org.wockd.protocol.xep.PayloadException;

/**
 * Which clients are online, as far as they told the relay, and what they are interested in (XEP-0115, XEP-0163 §4.3.2).
 * What a verification string stands for is asked once, of the first client that shows it, and believed only when it
 * matches. Bounded: clients beyond the limit are not tracked, and so are pushed nothing. Safe for use by many threads.
 */
public final class Presences implements LinkListener {
    private static final Logger LOG = LoggerFactory.getLogger(Presences.class);
    private static final Duration ANSWER = Duration.ofSeconds(60);

    /** A client; its features are null while they are not known. */
    private record Client(@Nullable Caps caps, @Nullable Set<String> features) {
        boolean has(String feature) {
            return features != null && features.contains(feature);
        }
    }

    private final Jid domain;
    private final Outgoing outgoing;
    private final int limit;
    private final CapsCache cache = new CapsCache();
    private final Map<Jid, Map<String, Client>> online = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final List<BiConsumer<Jid, Set<String>>> watchers = new CopyOnWriteArrayList<>();

    /**
     * @param domain the relay's, which asks
     * @param outgoing mostly {@link RelayLink#outgoing()}
     * @param limit the most clients that are tracked
     */
    public Presences(Jid domain, Outgoing outgoing, int limit, MeterRegistry metrics) {
        this.domain = domain;
        this.outgoing = outgoing;
        this.limit = limit;
        metrics.gauge("wockd.presences", count);
    }

    /** Adds somebody who is told when the features of a client that is online become known; must not block. */
    public void watch(BiConsumer<Jid, Set<String>> watcher) {
        watchers.add(watcher);
    }

    /** The clients of a user that announced a feature, such as {@code urn:example:1+notify}. */
    public List<Jid> interested(Jid bare, String feature) {
        return clients(bare).entrySet().stream()
                .filter(e -> e.getValue().has(feature))
                .map(e -> bare.withResource(e.getKey()))
                .toList();
    }

    /** Whether a client of the user is online. */
    public boolean isOnline(Jid bare) {
        return !clients(bare).isEmpty();
    }

    /**
     * Takes a presence.
     *
     * @param presence available or unavailable
     * @return whether it is the first of this user since nobody of it was online
     */
    boolean seen(Presence presence) {
        Jid from = presence.sender();
        String resource = from.resource();
        if (presence.type() == Presence.Type.UNAVAILABLE) {
            if (resource == null) {
                forget(from);
            } else {
                gone(from.bare(), resource);
            }
            return false;
        }
        if (resource == null) {
            return false;
        }
        Caps caps = caps(presence);
        CapsCache.Known known = cache.get(caps);
        boolean first = put(from.bare(), resource, new Client(caps, known.features()));
        if (!known.isAsked() && caps != null) {
            ask(from, caps);
        }
        if (known.features() != null) {
            tell(from, known.features());
        }
        return first;
    }

    /** Forgets all clients of a user. */
    void forget(Jid bare) {
        Map<String, Client> gone = online.remove(bare.bare());
        if (gone != null) {
            count.addAndGet(-gone.size());
        }
    }

    /** What was known of the presences holds no more; what verification strings stand for still does. */
    @Override
    public void down() {
        List.copyOf(online.keySet()).forEach(this::forget);
    }

    private Map<String, Client> clients(Jid bare) {
        return online.getOrDefault(bare, Map.of());
    }

    private boolean put(Jid bare, String resource, Client client) {
        boolean[] first = new boolean[1];
        online.compute(bare, (user, before) -> {
            boolean known = before != null && before.containsKey(resource);
            if (!known && count.get() >= limit) {
                LOG.warn("More than {} clients are online; {} is pushed nothing", limit, bare);
                return before;
            }
            first[0] = before == null;
            if (!known) {
                count.incrementAndGet();
            }
            return with(before, resource, client);
        });
        return first[0];
    }

    private void gone(Jid bare, String resource) {
        online.computeIfPresent(bare, (user, before) -> {
            if (!before.containsKey(resource)) {
                return before;
            }
            count.decrementAndGet();
            Map<String, Client> after = new HashMap<>(before);
            after.remove(resource);
            return after.isEmpty() ? null : Map.copyOf(after);
        });
    }

    private static Map<String, Client> with(@Nullable Map<String, Client> before, String resource, Client client) {
        Map<String, Client> after = before == null ? new HashMap<>() : new HashMap<>(before);
        after.put(resource, client);
        return Map.copyOf(after);
    }

    private static @Nullable Caps caps(Presence presence) {
        try {
            return Caps.in(presence.node());
        } catch (PayloadException e) {
            return null;
        }
    }

    private void ask(Jid client, Caps caps) {
        outgoing.request(
                domain,
                client,
                Iq.Type.GET,
                Disco.InfoQuery.of(caps.discoNode()).toNode(),
                ANSWER,
                new Outgoing.Ends() {
                    @Override
                    public void onResult(Iq result) {
                        answered(client, caps, result);
                    }

                    @Override
                    public void onError(StanzaError error) {
                        cache.forget(caps);
                    }

                    @Override
                    public void onTimeout() {
                        cache.forget(caps);
                    }
                });
    }

    private void answered(Jid client, Caps caps, Iq result) {
        Disco.InfoQuery info;
        try {
            info = Disco.InfoQuery.parse(result.content().nodes().getFirst());
        } catch (PayloadException | NoSuchElementException e) {
            cache.forget(caps);
            return;
        }
        Set<String> features = Set.copyOf(info.features());
        switch (caps.check(info)) {
            case VALID -> {
                cache.put(caps, features);
                online.forEach((bare, clients) -> clients.forEach((resource, other) -> {
                    if (caps.equals(other.caps()) && other.features() == null) {
                        learn(bare, resource, caps, features);
                    }
                }));
            }
            case UNVERIFIABLE -> {
                cache.forget(caps);
                learn(client.bare(), String.valueOf(client.resource()), caps, features);
            }
            case MISMATCH, ILL_FORMED -> {
                LOG.debug("{} shows capabilities that are not its own", client);
                cache.forget(caps);
            }
        }
    }

    private void learn(Jid bare, String resource, Caps caps, Set<String> features) {
        Map<String, Client> now = online.computeIfPresent(
                bare,
                (user, before) ->
                        before.containsKey(resource) ? with(before, resource, new Client(caps, features)) : before);
        if (now != null && now.containsKey(resource)) {
            tell(bare.withResource(resource), features);
        }
    }

    private void tell(Jid client, Set<String> features) {
        watchers.forEach(watcher -> watcher.accept(client, features));
    }
}
