package org.wockd.core.xep;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.core.feature.Feature;
import org.wockd.core.feature.PresenceWatcher;
import org.wockd.core.route.Post;
import org.wockd.core.session.Attachment;
import org.wockd.core.session.Session;
import org.wockd.core.session.Sessions;
import org.wockd.core.store.Accounts;
import org.wockd.core.store.Entry;
import org.wockd.core.store.LimitExceeded;
import org.wockd.core.store.Mailbox;
import org.wockd.core.store.StoreException;
import org.wockd.core.store.Stored;
import org.wockd.core.store.Stores;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.stanza.Presence;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.stanza.StanzaWriter;
import org.wockd.protocol.xep.Spec;
import org.wockd.protocol.xml.Namespaces;
import org.wockd.protocol.xml.Node;

/**
 * Offline messages: they are stored for whom nobody can take them, and delivered to the first client that can.
 *
 * <p>A row leaves the mailbox when it was handed to the network, not before; until then it belongs to one client, so that
 * two who come at once do not both get it. What waits is sent before the client is seen to be available, hence before all
 * that comes later. A message stored in the same moment is found by whoever of the two comes second: the client looks
 * once more when it is seen, and the one who stores looks for clients afterwards.
 */
public final class Xep0160OfflineMessages implements Feature, Post, PresenceWatcher {
    private static final Logger LOG = LoggerFactory.getLogger(Xep0160OfflineMessages.class);
    private static final Attachment<Delivery> DELIVERY = new Attachment<>(Delivery::new);

    /** How many are sent before the client must have taken them. */
    private static final int PAGE = 50;

    private static final int PAGE_OCTETS = 256 * 1024;
    private static final int MOST_UNDER_WAY = 4 * PAGE;

    private final Accounts accounts;
    private final Mailbox mailbox;
    private final Sessions sessions;
    private final Predicate<Jid> neverRepeats;
    private final Executor blocking;
    private final InstantSource clock;
    private final Duration patience;
    private final Locks locks = new Locks();

    /**
     * @param neverRepeats whether a sender never gives two messages the same id, as relays do; a second one is then known
     *     to be the first
     * @param blocking starts a virtual thread
     * @param patience how long a client's presence waits until it has taken what waited for it; the rest follows later
     */
    public Xep0160OfflineMessages(
            Stores stores,
            Sessions sessions,
            Predicate<Jid> neverRepeats,
            Executor blocking,
            InstantSource clock,
            Duration patience) {
        this.accounts = stores.accounts();
        this.mailbox = stores.mailbox();
        this.sessions = sessions;
        this.neverRepeats = neverRepeats;
        this.blocking = blocking;
        this.clock = clock;
        this.patience = patience;
    }

    @Override
    public Spec spec() {
        return new Spec("XEP-0160", "Best Practices for Handling Offline Messages", "1.0.1");
    }

    @Override
    public List<String> hostFeatures() {
        return List.of("msgoffline");
    }

    @Override
    public void put(Message message, Jid owner) {
        try {
            if (!accounts.exists(owner)) {
                // RFC 6121 §8.5.1
                throw new StanzaErrorException(
                        Condition.SERVICE_UNAVAILABLE, "nobody takes messages for " + owner.bare());
            }
            if (!isStorable(message)) {
                return;
            }
            mailbox.append(entry(message, owner));
            Session willing = best(owner);
            if (willing != null) {
                deliver(willing);
            }
        } catch (LimitExceeded e) {
            throw Refusals.of(e);
        } catch (StoreException e) {
            throw Refusals.of(e);
        }
    }

    /**
     * Keeps a message that its client could not be given any more, behind those that were kept before it. Does not wait:
     * it is called on the event loop of the stream that broke, and the order of the calls is that of the messages.
     */
    public void keep(Message message, Jid owner) {
        if (!isStorable(message)) {
            return;
        }
        var _ = mailbox.appendAsync(entry(message, owner))
                .thenRunAsync(
                        () -> {
                            Session willing = best(owner);
                            if (willing != null) {
                                deliver(willing);
                            }
                        },
                        blocking)
                .exceptionally(cause -> {
                    LOG.warn(
                            "a message for {} could not be written, and perhaps not kept: {}",
                            owner.bare(),
                            cause.getMessage());
                    return null;
                });
    }

    private Entry entry(Message message, Jid owner) {
        return Entry.waiting(
                owner.bare(),
                message.sender(),
                Mailbox.Kind.MESSAGE,
                clock.millis(),
                StanzaWriter.stored(message),
                neverRepeats.test(message.sender()) ? message.id() : null);
    }

    /** XEP-0160 §3, by type; and only what is still worth reading later. */
    private static boolean isStorable(Message message) {
        return switch (message.type()) {
            case NORMAL, CHAT -> message.content().nodes().stream().anyMatch(Xep0160OfflineMessages::isLasting);
            case GROUPCHAT, HEADLINE, ERROR -> false;
        };
    }

    private static boolean isLasting(Node child) {
        return switch (child.namespace()) {
            case "http://jabber.org/protocol/chatstates", "urn:xmpp:hints" -> false;
            case Namespaces.CLIENT -> !child.local().equals("thread");
            default -> true;
        };
    }

    @Override
    public void coming(Session session, Presence presence) {
        if (presence.priority() < 0 || session.priority() >= 0) {
            return;
        }
        try {
            CompletableFuture<?> page;
            while ((page = page(session)) != null) {
                if (!isDoneInTime(page)) {
                    whenDone(page, session);
                    return;
                }
                settle(session);
            }
        } catch (StoreException e) {
            LOG.warn("what waits for {} stays where it is: {}", session.jid(), e.getMessage());
        }
    }

    @Override
    public void came(Session session, @Nullable Presence before, Presence now) {
        if (now.priority() >= 0 && (before == null || before.priority() < 0)) {
            try {
                deliver(session);
            } catch (StoreException e) {
                LOG.warn("what waits for {} stays where it is: {}", session.jid(), e.getMessage());
            }
        }
    }

    /** What the client had not got goes to another one, or waits. */
    @Override
    public void ended(Session session) {
        settle(session);
        if (!session.attachment(DELIVERY).sent().isEmpty()) {
            Session other = best(session.jid());
            if (other != null) {
                deliver(other);
            }
        }
    }

    /** Sends what waits, page by page as the client takes it, and does not wait for that. */
    private void deliver(Session session) {
        CompletableFuture<?> page = page(session);
        if (page != null) {
            whenDone(page, session);
        }
    }

    private void whenDone(CompletableFuture<?> page, Session session) {
        // Both ends are on another thread: the network's must not wait for the store.
        var _ = page.thenRunAsync(
                () -> {
                    try {
                        settle(session);
                        deliver(session);
                    } catch (StoreException e) {
                        LOG.warn("what waits for {} stays where it is: {}", session.jid(), e.getMessage());
                    }
                },
                blocking);
    }

    /**
     * Sends some of what waits and is not under way to anybody.
     *
     * @return done when the client has all of it; null where nothing was sent
     */
    private @Nullable CompletableFuture<?> page(Session session) {
        Jid owner = session.jid().bare();
        return locks.with(owner, () -> {
            Delivery delivery = session.attachment(DELIVERY);
            if (!session.equals(sessions.find(session.jid())) || delivery.sent().size() >= MOST_UNDER_WAY) {
                return null;
            }
            List<Stored> rows = next(owner);
            CompletableFuture<Void> done = new CompletableFuture<>();
            for (Stored row : rows) {
                delivery.sent(row.id());
                boolean last = row.equals(rows.getLast());
                Runnable written = () -> {
                    delivery.written(row.id());
                    if (last) {
                        done.complete(null);
                    }
                };
                // What was lost is given to somebody else when the session has ended.
                session.send(Xep0203Delay.read(row, owner), written, () -> {});
            }
            return rows.isEmpty() ? null : done;
        });
    }

    private List<Stored> next(Jid owner) {
        Set<Long> underWay = new HashSet<>();
        sessions.of(owner).forEach(s -> underWay.addAll(s.attachment(DELIVERY).sent()));
        List<Stored> page = new ArrayList<>();
        int octets = 0;
        for (Stored row : mailbox.pending(owner, 0, underWay.size() + PAGE)) {
            if (underWay.contains(row.id())) {
                continue;
            }
            octets += row.stanza().length;
            if (page.size() == PAGE || (octets > PAGE_OCTETS && !page.isEmpty())) {
                break;
            }
            page.add(row);
        }
        return page;
    }

    /** Removes what the client has got. */
    private void settle(Session session) {
        Delivery delivery = session.attachment(DELIVERY);
        List<Long> written = delivery.written();
        if (!written.isEmpty()) {
            mailbox.remove(session.jid().bare(), written);
            delivery.removed(written);
        }
    }

    private @Nullable Session best(Jid owner) {
        return sessions.of(owner.bare()).stream()
                .filter(s -> s.priority() >= 0)
                .max(Comparator.comparingInt(Session::priority))
                .orElse(null);
    }

    private boolean isDoneInTime(CompletableFuture<?> page) {
        try {
            page.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a page is never done badly", e);
        }
    }
}
