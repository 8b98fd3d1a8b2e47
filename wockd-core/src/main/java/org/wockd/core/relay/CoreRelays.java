package org.wockd.core.relay;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoopGroup;
import io.netty.util.Timer;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.wockd.core.relay.RelayConfig.Role;
import org.wockd.core.route.Relays;
import org.wockd.core.store.Stores;
import org.wockd.core.store.Streams;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.jid.JidException;
import org.wockd.protocol.stanza.Stanza;

/** The relays that are configured, each on an event loop of its own choice. */
public final class CoreRelays implements Relays {
    private final Map<String, CoreRelay> byDomain = new LinkedHashMap<>();
    private final @Nullable CoreRelay gateway;
    private final Streams streams;
    private final List<AttachWatcher> watchers = new CopyOnWriteArrayList<>();
    private volatile Consumer<Stanza> route = stanza -> {
        throw new IllegalStateException("the relays are not started");
    };

    /**
     * @param configs with domains that differ, and one gateway at most
     * @param blocking starts a virtual thread
     * @throws IllegalArgumentException where two relays claim the same
     */
    public CoreRelays(
            List<RelayConfig> configs,
            RelayLimits limits,
            Stores stores,
            EventLoopGroup group,
            Timer timer,
            Executor blocking,
            MeterRegistry metrics) {
        CoreRelay.Means means = new CoreRelay.Means(
                stores.mailbox(),
                stores.streams(),
                timer,
                blocking,
                InstantSource.system(),
                s -> route.accept(s),
                watchers,
                limits);
        streams = stores.streams();
        CoreRelay forAllElse = null;
        for (RelayConfig config : configs) {
            CoreRelay relay = new CoreRelay(config, group.next(), means, RelayMetrics.of(config.domain(), metrics));
            if (byDomain.put(config.domain(), relay) != null) {
                throw new IllegalArgumentException("two relays are configured for " + config.domain());
            }
            if (config.role() == Role.GATEWAY) {
                if (forAllElse != null) {
                    throw new IllegalArgumentException("two gateways are configured, "
                            + forAllElse.config().domain() + " and " + config.domain() + "; there can be one");
                }
                forAllElse = relay;
            }
            RelayMetrics.watch(relay, metrics);
        }
        gateway = forAllElse;
    }

    /**
     * Ends the making of the core: the router knows the relays, and the relays need the router. Brings back what a process
     * before this one knew of their links; blocks on the store.
     *
     * @param way sends a stanza that the relays' side made, an error or an unavailable presence; may block
     * @param told who wants to know when a relay has attached
     */
    public void start(Consumer<Stanza> way, List<AttachWatcher> told) {
        watchers.addAll(told);
        route = way;
        for (Streams.Saved kept : streams.all()) {
            if (kept.jid().local() == null) {
                recover(kept);
            }
        }
    }

    private void recover(Streams.Saved kept) {
        CoreRelay relay = byDomain.get(kept.jid().domain());
        if (relay == null) {
            // It is not configured any more.
            var _ = streams.forget(kept.number());
        } else {
            relay.recover(kept);
        }
    }

    @Override
    public @Nullable CoreRelay find(String domain) {
        CoreRelay relay = byDomain.get(domain);
        return relay == null ? gateway : relay;
    }

    /** The relay configured for exactly this domain, null where there is none. */
    public @Nullable CoreRelay of(String domain) {
        return byDomain.get(domain);
    }

    /** The relay that an address belongs to as it came; null where there is none. */
    @Nullable
    CoreRelay at(@Nullable String address) {
        try {
            return address == null ? null : of(Jid.parse(address).domain());
        } catch (JidException e) {
            return null;
        }
    }

    /** All that are configured. */
    public Collection<CoreRelay> all() {
        return List.copyOf(byDomain.values());
    }
}
