package org.wockd.core.relay;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.Stanza;

/**
 * The instances of one relay, and which users each works for. Used on the relay's loop only, but for the numbers.
 *
 * <p>When an instance comes, the users that move to it are taken back from those they had: these are told that the users are
 * unavailable, and the new one gets nothing for them until the others are through with what they were sent. When one goes,
 * what it had not got goes to those that take over.
 */
final class RelayInstances {
    private static final Logger LOG = LoggerFactory.getLogger(RelayInstances.class);

    private final CoreRelay relay;
    private final CoreRelay.Means means;
    private final RelayQueue queue;
    private final Map<String, RelayInstance> byName = new LinkedHashMap<>();

    /** The names of those that have users. */
    private List<String> members = List.of();

    private volatile int attached;
    private volatile int underWay;
    private volatile boolean quick;

    RelayInstances(CoreRelay relay, CoreRelay.Means means, RelayQueue queue) {
        this.relay = relay;
        this.means = means;
        this.queue = queue;
    }

    /** How many are attached and have got all that waited for them; on any thread. */
    int attached() {
        return attached;
    }

    /** How many stanzas are on their way to them and may not have come; on any thread. */
    int underWay() {
        return underWay;
    }

    /** Whether what comes for any of them goes on its way at once; on any thread. */
    boolean areQuick() {
        return quick;
    }

    /** Something about one of them is not as before. */
    void changed() {
        List<RelayInstance> all =
                byName.values().stream().filter(RelayInstance::isMember).toList();
        members = all.stream().map(RelayInstance::name).toList();
        attached = (int) all.stream().filter(RelayInstance::isAttached).count();
        underWay = all.stream().mapToInt(i -> i.flights().size()).sum();
        quick = !all.isEmpty() && all.stream().allMatch(RelayInstance::isQuick);
    }

    /** The one that works for the sender of a stanza; null where there is none. */
    @Nullable
    RelayInstance of(Stanza stanza) {
        String name = Rendezvous.pick(stanza.sender(), members);
        return name == null ? null : byName.get(name);
    }

    /** The one that a link belongs or belonged to. */
    @Nullable
    RelayInstance of(Link link) {
        return first(instance -> instance.isOf(link));
    }

    /** The one that is resumed with this. */
    @Nullable
    RelayInstance resumedWith(String token) {
        return first(instance -> instance.flights() instanceof CountedFlights counted && counted.isResumedWith(token));
    }

    private @Nullable RelayInstance first(Predicate<RelayInstance> which) {
        return byName.values().stream().filter(which).findFirst().orElse(null);
    }

    /** Whether one of this name is there or may come. */
    boolean hasRoom(String name) {
        return byName.containsKey(name)
                || members.size() < means.limits().counted().instances();
    }

    /** The one of this name. */
    RelayInstance named(String name) {
        return byName.computeIfAbsent(name, n -> new RelayInstance(n, relay, means, queue));
    }

    /** Who the users of one are, as it is now. */
    Predicate<Jid> usersOf(RelayInstance instance) {
        List<String> now = members;
        return user -> instance.name().equals(Rendezvous.pick(user, now));
    }

    /**
     * One is about to have users.
     *
     * @return completed when the others are through with what they were sent for those that move to it
     */
    CompletableFuture<Void> comes(RelayInstance coming) {
        if (coming.isMember()) {
            return CompletableFuture.completedFuture(null);
        }
        List<String> after = new ArrayList<>(members);
        after.add(coming.name());
        List<CompletableFuture<Void>> settled = new ArrayList<>();
        for (RelayInstance other : List.copyOf(byName.values())) {
            if (other.isMember()) {
                LOG.info("Some users of {} move to {}", other, coming);
                relay.metrics().moved().increment();
                other.handOver(user -> !other.name().equals(Rendezvous.pick(user, after)));
                settled.add(other.flights().settled());
            } else if (!other.name().equals(coming.name())) {
                forget(other);
            }
        }
        return CompletableFuture.allOf(settled.toArray(CompletableFuture[]::new));
    }

    /** One has been away for longer than the grace time. */
    void lapsed(RelayInstance gone) {
        if (members.isEmpty()) {
            relay.left(gone);
            return;
        }
        List<String> before = new ArrayList<>(members);
        before.add(gone.name());
        LOG.info("{} is gone, and the others take over its users", gone);
        List<Stanza> lost = forget(gone);
        for (String name : members) {
            relay.metrics().moved().increment();
            named(name).takeOver(user -> gone.name().equals(Rendezvous.pick(user, before)));
        }
        relay.again(lost);
    }

    private List<Stanza> forget(RelayInstance gone) {
        byName.remove(gone.name());
        return gone.giveUp();
    }
}
