package org.wockd.core.mail;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.core.mail.BacklogTable.Backlog;
import org.wockd.core.session.Attachment;
import org.wockd.core.session.Receipts;
import org.wockd.core.session.Session;
import org.wockd.core.session.Sessions;
import org.wockd.core.store.Mailbox;
import org.wockd.core.store.StoreException;
import org.wockd.core.store.Stored;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.stanza.Stanza;

/**
 * What waits in mailboxes and is handed out to clients, and what has become of that.
 *
 * <p>In order: while rows of an owner wait that nobody was sent yet, what comes later waits behind them, and one thread
 * hands them out. Whatever goes wrong on the way to a client, the row still waits, and another client or a later one gets
 * it.
 */
final class Backlogs implements Receipts {
    private static final Logger LOG = LoggerFactory.getLogger(Backlogs.class);

    /** Rows that were sent to a client and still wait. */
    private static final Attachment<Set<Long>> UNDER_WAY = new Attachment<>(ConcurrentHashMap::newKeySet);

    /** Up to which row a client has read its archive. */
    private static final Attachment<AtomicLong> HAS_READ = new Attachment<>(AtomicLong::new);

    private static final int PAGE = 50;
    private static final int PAGE_OCTETS = 256 * 1024;
    private static final int MOST_UNDER_WAY = 4 * PAGE;

    /**
     * How long something is waited for.
     *
     * @param coming how long a client that comes waits until it was sent what waited for it; the rest follows later
     * @param network how long a client may take nothing until what waits is sent to another, or left to the next that comes
     */
    record Patience(Duration coming, Duration network) {}

    private final Mailbox mailbox;
    private final Sessions sessions;
    private final Executor blocking;
    private final Patience patience;
    private final BacklogTable table = new BacklogTable();
    private final Unnoted unnoted;
    private final LateRefusals refusals;
    private final ArchiveIds ids;

    private Copies copies = Copies.NONE;

    /**
     * @param blocking starts a virtual thread
     */
    Backlogs(
            Mailbox mailbox,
            Sessions sessions,
            Executor blocking,
            Patience patience,
            LateRefusals refusals,
            ArchiveIds ids) {
        this.mailbox = mailbox;
        this.sessions = sessions;
        this.blocking = blocking;
        this.patience = patience;
        this.unnoted = new Unnoted(mailbox);
        this.refusals = refusals;
        this.ids = ids;
    }

    /** What an operator may count. */
    void measure(MeterRegistry metrics) {
        metrics.gauge("wockd.mail.backlogs", table, BacklogTable::size);
        metrics.gauge("wockd.mail.unnoted", unnoted, Unnoted::size);
    }

    /** Who lets the others see what one client gets; to be called once, before the first message. */
    void open(Copies other) {
        copies = other;
    }

    // ---- what comes now ------------------------------------------------------------------------------------------

    /** Does something while nothing else is handed out to this owner; it is told what it is to wait behind, if anything. */
    void inTurn(Jid owner, Consumer<@Nullable Backlog> task) {
        table.inTurn(owner, task);
    }

    /** Sends clients a message that is a row, 0 where it is none, and lets the others see it. */
    void hand(Message message, long row, Jid owner, List<Session> clients) {
        clients.forEach(client -> send(message, row, client));
        copyReceived(message, owner, clients);
    }

    private static void send(Stanza stanza, long row, Session client) {
        // Whoever hands out may have found a row in the store before the thread that stored it comes here.
        if (row == 0 || client.attachment(UNDER_WAY).add(row)) {
            client.send(stanza, row);
        }
    }

    /** The receiver's other clients; of a message to oneself they see that it was sent. */
    private void copyReceived(Message message, Jid owner, List<Session> clients) {
        if (!message.sender().bare().equals(owner)) {
            copies.received(message, owner, clients);
        }
    }

    // ---- what became of it ---------------------------------------------------------------------------------------

    @Override
    public void delivered(Session session, long row) {
        Jid owner = session.jid().bare();
        var _ = mailbox.delivered(owner, row).whenComplete((_, failure) -> {
            // Only now: as long as the row seems to wait, nobody else may be sent it.
            if (failure == null) {
                var _ = unnoted.tryAgain(owner);
            } else {
                LOG.debug("{} has got a message, and that is not noted: {}", session.jid(), failure.getMessage());
                unnoted.add(owner, row);
            }
            session.attachment(UNDER_WAY).remove(row);
            table.progress(owner);
        });
    }

    @Override
    public void lost(Session session, long row) {
        session.attachment(UNDER_WAY).remove(row);
        table.progress(session.jid().bare());
        again(session.jid().bare());
    }

    @Override
    public void underWay(Session session, long row) {
        session.attachment(UNDER_WAY).add(row);
    }

    @Override
    public CompletableFuture<Void> refused(Session session) {
        return mailbox.sync().thenCompose(_ -> refusals.told(session.jid()));
    }

    @Override
    public CompletableFuture<Void> settled(Session session) {
        // What is told just now is answered first; only then it is known whether something is left.
        return mailbox.sync().thenCompose(_ -> unnoted.tryAgain(session.jid().bare()));
    }

    /** What came to be stored and was not sent any more goes before all that comes from now on. */
    @Override
    public void recovered(Session session) {
        again(session.jid().bare());
    }

    /** From now on what comes waits behind what waits already, which some thread hands out: nobody's stream is held up. */
    void again(Jid owner) {
        // First of all, for a client that is coming takes nothing yet: so it looks once more when it has come.
        table.lookAgain(owner);
        Session willing = best(owner, Set.of());
        Backlog mine = willing == null ? null : table.begin(owner);
        if (willing != null && mine != null) {
            drainElsewhere(willing, mine, () -> {});
        }
    }

    // ---- what waits ----------------------------------------------------------------------------------------------

    /**
     * A client has looked up its archive by itself: what is archived there need not be sent to it because it waits.
     *
     * @param last the newest row that it was sent
     */
    void readsArchive(Session session, long last) {
        session.attachment(HAS_READ).accumulateAndGet(last, Math::max);
    }

    /**
     * Sends a client what waits for its owner, and returns when it was sent all, or as much as it takes before it has
     * acknowledged some, or after some seconds; the rest follows by itself.
     */
    void deliver(Session session) {
        Jid owner = session.jid().bare();
        Backlog mine = table.begin(owner);
        if (mine == null || isNothing(owner, mine)) {
            return;
        }
        CompletableFuture<Void> enough = new CompletableFuture<>();
        drainElsewhere(session, mine, () -> enough.complete(null));
        var _ = enough.completeOnTimeout(null, patience.coming().toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    /** Whether nothing waits at all, and is known at once, as for nearly all who come: so no other thread is needed. */
    private boolean isNothing(Jid owner, Backlog mine) {
        try {
            long seen = table.seen(owner, mine);
            return unnoted.of(owner).isEmpty()
                    && mailbox.sync().isDone()
                    && page(owner).isEmpty()
                    && table.done(owner, mine, seen);
        } catch (RuntimeException | Error e) {
            LOG.debug("who hands out what waits for {} meets this, too, and says so", owner, e);
            return false;
        }
    }

    /**
     * Begins to hand out what waits, in a thread of its own.
     *
     * @param enough called when it is over, or earlier when the client must first acknowledge some
     */
    private void drainElsewhere(Session session, Backlog mine, Runnable enough) {
        boolean goes = false;
        try {
            blocking.execute(() -> {
                try {
                    drain(session, mine, enough);
                } finally {
                    enough.run();
                }
            });
            goes = true;
        } catch (RejectedExecutionException e) {
            LOG.debug("the process stops; what waits waits on", e);
        } finally {
            if (!goes) {
                table.stop(session.jid().bare(), mine);
                enough.run();
            }
        }
    }

    /**
     * A client is about to become available. It is sent what waits, as {@link #deliver} says, and until {@link #came} all
     * that comes waits: who sees the client then sends nothing past what was stored by somebody who did not see it.
     */
    void coming(Session session) {
        table.coming(session);
        deliver(session);
    }

    /**
     * The client is available, or will not be; what has come meanwhile comes now. It is not looked for in the store: who
     * stores what somebody is to get says so, by {@link #inTurn} or {@link #again}.
     */
    void came(Session session) {
        boolean takes = session.priority() >= 0;
        if (table.came(session, takes)) {
            if (takes) {
                deliver(session);
            } else {
                again(session.jid().bare());
            }
        }
    }

    private void drain(Session session, Backlog mine, Runnable enough) {
        Jid owner = session.jid().bare();
        boolean over = false;
        try {
            handOut(session, mine, enough);
            over = true;
        } catch (StoreException e) {
            LOG.warn("what waits for {} stays where it is: {}", owner, e.getMessage());
        } finally {
            if (!over) {
                table.stop(owner, mine);
            }
        }
    }

    /** Hands out until nothing waits any more, or nobody is there who takes it. */
    private void handOut(Session first, Backlog backlog, Runnable enough) {
        Jid owner = first.jid().bare();
        Set<Session> stuck = new HashSet<>();
        long heard = -1;
        Session session = first;
        boolean over = false;
        while (!over) {
            long seen = table.seen(owner, backlog);
            if (session == null || !session.equals(sessions.find(session.jid()))) {
                session = best(owner, stuck);
            }
            if (session == null) {
                // Whoever has asked since the first of them took nothing may be one of them, and take again.
                over = heard == seen && table.leave(owner, backlog, seen);
                heard = seen;
                stuck.clear();
                continue;
            }
            backlog.awaitsProgress();
            var _ = unnoted.tryAgain(owner);
            // What is being stored now must be there to be found, and what a client that has just gone has got must
            // not.
            mailbox.sync().join();
            List<Stored> page = page(owner);
            if (page.isEmpty()) {
                over = table.done(owner, backlog, seen);
            } else if (!takes(session, page, owner, backlog, enough)) {
                heard = stuck.isEmpty() ? seen : heard;
                stuck.add(session);
                session = null;
            }
        }
    }

    /** Sends a client some, or waits until it has acknowledged enough for that; false where it takes too long for either. */
    private boolean takes(Session session, List<Stored> page, Jid owner, Backlog backlog, Runnable enough) {
        if (session.attachment(UNDER_WAY).size() + page.size() > MOST_UNDER_WAY) {
            enough.run();
            return waitFor(backlog.progress());
        }
        send(page, session, owner, backlog);
        return waitFor(session.flushed());
    }

    private boolean waitFor(CompletableFuture<Void> something) {
        return something
                .thenApply(_ -> true)
                .completeOnTimeout(false, patience.network().toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private List<Stored> page(Jid owner) {
        Set<Long> underWay = new HashSet<>();
        sessions.of(owner).forEach(s -> underWay.addAll(s.attachment(UNDER_WAY)));
        // In this order: a row that a client has got is here before it is under way no more.
        underWay.addAll(unnoted.of(owner));
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

    private void send(Collection<Stored> page, Session session, Jid owner, Backlog backlog) {
        long hasRead = session.attachment(HAS_READ).get();
        for (Stored row : page) {
            Stanza stanza = Waiting.read(row, owner, ids);
            if (row.archived() && row.id() <= hasRead) {
                session.attachment(UNDER_WAY).add(row.id());
                delivered(session, row.id());
            } else {
                send(stanza, row.id(), session);
            }
            if (backlog.takeNews(row.id()) && stanza instanceof Message message) {
                sendToOthers(message, row.id(), session, owner);
            }
        }
    }

    /** What came while older ones were handed out to one client is for the others, too. */
    private void sendToOthers(Message message, long row, Session first, Jid owner) {
        List<Session> clients = new ArrayList<>(List.of(first));
        for (Session other : sessions.of(owner)) {
            if (!other.equals(first) && other.priority() >= 0 && other.priority() >= first.priority()) {
                send(message, row, other);
                clients.add(other);
            }
        }
        copyReceived(message, owner, clients);
    }

    private @Nullable Session best(Jid owner, Set<Session> others) {
        Session best = null;
        for (Session session : sessions.of(owner.bare())) {
            boolean takes = session.priority() >= 0 && !others.contains(session);
            if (takes && (best == null || session.priority() > best.priority())) {
                best = session;
            }
        }
        return best;
    }
}
