package org.wockd.core.pubsub;

import com.github.benmanes.caffeine.cache.Cache;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.protocol.cache.Caches;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.rule.Outgoing;
import org.wockd.protocol.stanza.Iq;
import org.wockd.protocol.stanza.Presence;
import org.wockd.protocol.stanza.StanzaError;
import org.wockd.protocol.xep.Caps;
import org.wockd.protocol.xep.Disco;
import org.wockd.protocol.xep.PayloadException;
import org.wockd.protocol.xml.Node;

/**
 * In which nodes a client is interested: the features that end with {@code +notify} (XEP-0163 §4.2) behind the hash in its
 * presence (XEP-0115). A hash is asked about once, of the first client that shows it, and believed of others only when it is
 * verified. Clients with the same hash share one set; nothing is kept for a client.
 *
 * <p>What is to be done for clients whose hash is not known yet waits here for the answer, and is done in the order in which
 * it came; nothing that comes while it is being done overtakes it. Bounded: {@value #HASHES} hashes of {@value #MOST_NODES}
 * nodes, and {@value #MOST_WAITING} things that wait for one; what is too much is dropped and counted. Safe for use by many threads.
 */
final class Interests {
    private static final Logger LOG = LoggerFactory.getLogger(Interests.class);
    private static final String NOTIFY = "+notify";
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final int HASHES = 1_000;
    private static final int MOST_WAITING = 1_000;
    private static final int MOST_NODES = 100;
    private static final int LONGEST = 300;

    /** A hash, and where it holds for one client only, that client. */
    private record Key(Caps caps, @Nullable Jid only) {}

    /** Something to do for a client when it is known what interests it. */
    private record Waiter(Jid asker, Jid client, Consumer<Set<String>> then) {}

    /** What is known of a hash. */
    private sealed interface State {
        /** The answer is awaited. */
        record Asked(Deque<Waiter> waiting) implements State {}

        /** It stands for an interest in these nodes. */
        record Known(Set<String> nodes) implements State {}

        /** It is not what its clients say, so each of them is asked. */
        record Distrusted() implements State {}

        /** Nobody has answered, and who shows it now is asked anew. */
        record GivenUp() implements State {}
    }

    /** The place of a hash; guards its state. */
    private static final class Entry {
        private State state = new State.Asked(new ArrayDeque<>(1));
    }

    private final Cache<Key, Entry> known = Caches.builder().maximumSize(HASHES).build();
    private final Outgoing outgoing;
    private final Executor blocking;
    private final Counter dropped;

    /**
     * @param outgoing sends the questions
     * @param blocking starts a virtual thread
     */
    Interests(Outgoing outgoing, Executor blocking, MeterRegistry metrics) {
        this.outgoing = outgoing;
        this.blocking = blocking;
        this.dropped = metrics.counter("wockd.pubsub.unsent");
        metrics.gauge("wockd.pubsub.caps", known, Cache::estimatedSize);
    }

    /** The hash in a presence; null where there is none that can be read and is of a sensible length. */
    static @Nullable Caps caps(@Nullable Presence presence) {
        if (presence == null) {
            return null;
        }
        Node c = presence.content().child(Caps.NAMESPACE, "c");
        try {
            Caps caps = c == null ? null : Caps.parse(c);
            return caps != null && caps.node().length() + caps.ver().length() <= LONGEST ? caps : null;
        } catch (PayloadException e) {
            LOG.debug("{} shows caps that are none: {}", presence.from(), e.getMessage());
            return null;
        }
    }

    /** What is known of a client's interests without asking; empty where nothing is. */
    Set<String> known(Jid client, @Nullable Caps caps) {
        if (caps == null) {
            return Set.of();
        }
        return switch (state(key(caps, client))) {
            case State.Known(Set<String> nodes) -> nodes;
            case State.Distrusted() ->
                state(new Key(caps, client)) instanceof State.Known(Set<String> nodes) ? nodes : Set.of();
            case State.Asked _, State.GivenUp _ -> Set.of();
        };
    }

    private State state(Key key) {
        Entry entry = known.getIfPresent(key);
        if (entry == null) {
            return new State.GivenUp();
        }
        synchronized (entry) {
            return entry.state;
        }
    }

    /**
     * Does something with the nodes that interest a client: now where they are known, else when the client has answered.
     *
     * @param asker an account that the client knows, in whose name it is asked
     * @param then may block; not called where the client does not answer
     */
    void when(Jid asker, Jid client, Caps caps, Consumer<Set<String>> then) {
        when(key(caps, client), new Waiter(asker, client, then));
    }

    @SuppressWarnings("ReferenceEquality") // whether it was made here, and not whether it is like that
    private void when(Key key, Waiter waiter) {
        Entry before = known.getIfPresent(key);
        Entry made = before == null ? new Entry() : before;
        Entry entry = before == null ? known.get(key, _ -> made) : before;
        boolean isNew = before == null && entry == made;
        State state;
        synchronized (entry) {
            state = entry.state;
            if (state instanceof State.Asked(Deque<Waiter> waiting)) {
                if (waiting.size() < MOST_WAITING) {
                    waiting.add(waiter);
                } else {
                    dropped.increment();
                }
            }
        }
        switch (state) {
            case State.Asked _ -> {
                if (isNew) {
                    ask(key, entry, waiter);
                }
            }
            case State.Known(Set<String> nodes) -> waiter.then().accept(nodes);
            case State.Distrusted() -> when(new Key(key.caps(), waiter.client()), waiter);
            case State.GivenUp() -> when(key, waiter);
        }
    }

    private static Key key(Caps caps, Jid client) {
        return new Key(caps, Caps.SHA_1.equals(caps.hash()) ? null : client);
    }

    private void ask(Key key, Entry entry, Waiter first) {
        outgoing.request(
                first.asker(),
                first.client(),
                Iq.Type.GET,
                Disco.InfoQuery.of(key.caps().discoNode()).toNode(),
                ANSWER,
                new Outgoing.Ends() {
                    @Override
                    public void onResult(Iq result) {
                        blocking.execute(() -> answered(key, entry, first, result));
                    }

                    @Override
                    public void onError(StanzaError error) {
                        blocking.execute(() -> failed(key, entry, first.client()));
                    }

                    @Override
                    public void onTimeout() {
                        blocking.execute(() -> failed(key, entry, first.client()));
                    }
                });
    }

    private void answered(Key key, Entry entry, Waiter asked, Iq result) {
        Disco.InfoQuery info;
        try {
            Node query = result.content().first();
            info = query == null ? Disco.InfoQuery.of(null) : Disco.InfoQuery.parse(query);
        } catch (PayloadException e) {
            LOG.debug("{} answers what is no disco#info: {}", asked.client(), e.getMessage());
            failed(key, entry, asked.client());
            return;
        }
        if (key.only() == null && key.caps().check(info) != Caps.Check.VALID) {
            LOG.debug("{} shows a hash that is not that of what it says", asked.client());
            distrust(key, entry);
            return;
        }
        Set<String> nodes = info.features().stream()
                .filter(feature -> feature.endsWith(NOTIFY) && feature.length() <= LONGEST)
                .map(feature -> feature.substring(0, feature.length() - NOTIFY.length()))
                .limit(MOST_NODES)
                .collect(Collectors.toUnmodifiableSet());
        drain(entry, nodes);
    }

    /** Does all that has waited, and only then lets others through. */
    private static void drain(Entry entry, Set<String> nodes) {
        Waiter next = next(entry, nodes);
        while (next != null) {
            try {
                next.then().accept(nodes);
            } catch (RuntimeException e) {
                LOG.error("{} could not be told of what interests it", next.client(), e);
            }
            next = next(entry, nodes);
        }
    }

    private static @Nullable Waiter next(Entry entry, Set<String> nodes) {
        synchronized (entry) {
            Waiter next = entry.state instanceof State.Asked(Deque<Waiter> waiting) ? waiting.poll() : null;
            if (next == null) {
                entry.state = new State.Known(nodes);
            }
            return next;
        }
    }

    /** Who shows this hash is asked one by one. */
    private void distrust(Key key, Entry entry) {
        List<Waiter> all = List.of();
        synchronized (entry) {
            if (entry.state instanceof State.Asked(Deque<Waiter> waiting)) {
                all = List.copyOf(waiting);
            }
            entry.state = new State.Distrusted();
        }
        all.forEach(waiter -> when(new Key(key.caps(), waiter.client()), waiter));
    }

    /** A client has not answered: what was for it is dropped, and the next one with this hash is asked. */
    private void failed(Key key, Entry entry, Jid client) {
        Waiter next = null;
        synchronized (entry) {
            if (entry.state instanceof State.Asked(Deque<Waiter> waiting)) {
                int before = waiting.size();
                waiting.removeIf(waiter -> waiter.client().equals(client));
                dropped.increment(before - waiting.size());
                next = waiting.peek();
            }
            if (next == null) {
                entry.state = new State.GivenUp();
                known.asMap().remove(key, entry);
            }
        }
        if (next != null) {
            ask(key, entry, next);
        }
    }
}
