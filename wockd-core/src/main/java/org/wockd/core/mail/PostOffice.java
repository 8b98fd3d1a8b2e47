package org.wockd.core.mail;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.core.feature.Refusals;
import org.wockd.core.route.Post;
import org.wockd.core.session.Attachment;
import org.wockd.core.session.Receipts;
import org.wockd.core.session.Session;
import org.wockd.core.session.Sessions;
import org.wockd.core.store.Accounts;
import org.wockd.core.store.Entry;
import org.wockd.core.store.LimitExceeded;
import org.wockd.core.store.Mailbox;
import org.wockd.core.store.Mailbox.Appended;
import org.wockd.core.store.StoreException;
import org.wockd.core.store.Stored;
import org.wockd.core.store.Stores;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.rule.Target;
import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.stanza.StanzaWriter;

/**
 * Takes messages to the mailboxes of accounts and from there to their clients.
 *
 * <p>Every message that is worth it becomes a row of its receiver's mailbox, which waits until one of the receiver's
 * clients has got it, and a row of its sender's archive; both in one transaction. Clients that are there are sent it at
 * once, the disk is not waited for. Whatever goes wrong on the way to a client, the row still waits, and another client or
 * a later one gets it.
 *
 * <p>In order: while rows wait that nobody was sent yet, what comes later waits behind them, and one thread hands them
 * out. A row that may be a repetition is sent when the store has said that it is none.
 */
public final class PostOffice implements Post, Receipts {
    private static final Logger LOG = LoggerFactory.getLogger(PostOffice.class);

    /** Rows that were sent to a client and still wait. */
    private static final Attachment<Set<Long>> UNDER_WAY = new Attachment<>(ConcurrentHashMap::newKeySet);

    /** Up to which row a client has read its archive. */
    private static final Attachment<AtomicLong> HAS_READ = new Attachment<>(AtomicLong::new);

    private static final int PAGE = 50;
    private static final int PAGE_OCTETS = 256 * 1024;
    private static final int MOST_UNDER_WAY = 4 * PAGE;
    private static final int MOST_NEWS = 1_000;

    /** Rows of one owner wait that nobody was sent yet. */
    private static final class Backlog {
        /** How many more have come; touched in the map's own critical section only. */
        private long more;

        /** Completed when a client may have got some, so that more can be sent. */
        private volatile CompletableFuture<Void> progress = new CompletableFuture<>();

        /** Which of them have come since, and so are for every client that would have got them at once; only so many. */
        private final Set<Long> news = ConcurrentHashMap.newKeySet();

        private void add(long row) {
            more++;
            if (news.size() < MOST_NEWS) {
                news.add(row);
            }
        }
    }

    /**
     * Where a message is kept.
     *
     * @param row of its receiver, 0 where it is not kept
     * @param archived whether the receiver can look it up there
     * @param sent in its sender's archive, 0 where it is not
     */
    private record Kept(long row, boolean archived, long sent) {
        private static final Kept NOWHERE = new Kept(0, false, 0);
    }

    private final Accounts accounts;
    private final Mailbox mailbox;
    private final Sessions sessions;
    private final Target.Hosts hosts;
    private final ArchiveWishes wishes;
    private final Executor blocking;
    private final InstantSource clock;
    private final Duration patience;
    private final ConcurrentHashMap<Jid, Backlog> backlogs = new ConcurrentHashMap<>();

    private Copies copies = Copies.NONE;
    private Consumer<Stanza> router = _ -> {};

    /**
     * @param blocking starts a virtual thread
     * @param patience how long a client that comes waits until it was sent what waited for it; the rest follows later
     */
    public PostOffice(
            Stores stores,
            Sessions sessions,
            Target.Hosts hosts,
            ArchiveWishes wishes,
            Executor blocking,
            InstantSource clock,
            Duration patience) {
        this.accounts = stores.accounts();
        this.mailbox = stores.mailbox();
        this.sessions = sessions;
        this.hosts = hosts;
        this.wishes = wishes;
        this.blocking = blocking;
        this.clock = clock;
        this.patience = patience;
    }

    /** What could not be had when this was made; to be called once, before the first message. */
    public void open(Copies other, Consumer<Stanza> bounce) {
        copies = other;
        router = bounce;
    }

    // ---- a message comes -----------------------------------------------------------------------------------------

    @Override
    public boolean isQuick(Message message, Jid owner, List<Session> clients) {
        if (clients.isEmpty() || !wishes.isKnown(owner)) {
            return false;
        }
        return isAccount(message.sender()) ? wishes.isKnown(message.sender()) : StanzaIds.origin(message) == null;
    }

    @Override
    public boolean isQuick(Message message) {
        return !isAccount(message.sender()) || wishes.isKnown(message.sender());
    }

    @Override
    public void deliver(Message message, Jid owner, List<Session> clients) {
        try {
            if (clients.isEmpty() && !accounts.exists(owner)) {
                // RFC 6121 §8.5.1
                throw new StanzaErrorException(
                        Condition.SERVICE_UNAVAILABLE, "nobody takes messages for " + owner.bare());
            }
            Jid sender = message.sender().bare();
            take(StanzaIds.strip(StanzaIds.strip(message, owner), sender), owner, clients);
        } catch (LimitExceeded e) {
            throw Refusals.of(e);
        } catch (StoreException e) {
            throw Refusals.of(e);
        }
    }

    private void take(Message message, Jid owner, List<Session> clients) {
        Worth worth = Worth.of(message);
        if (worth == Worth.NOTHING) {
            hand(message, Kept.NOWHERE, owner, clients);
            copySent(message, 0, clients);
            return;
        }
        Jid sender = message.sender();
        boolean fromHere = isAccount(sender);
        List<Entry> entries = new ArrayList<>(2);
        byte[] xml = StanzaWriter.stored(message);
        Entry.Counted counted = counted(sender);
        boolean archived = worth == Worth.ARCHIVE && wishes.wants(owner, sender);
        // What a person's client sends again is known by its stream; who sends from elsewhere says by which id.
        String repeatable = fromHere ? null : StanzaIds.origin(message);
        entries.add(new Entry(
                owner,
                sender,
                Mailbox.Kind.MESSAGE,
                clock.millis(),
                xml,
                repeatable,
                true,
                archived ? sender : null,
                counted));
        boolean isOwn = sender.bare().equals(owner);
        if (fromHere && worth == Worth.ARCHIVE && !isOwn && wishes.wants(sender.bare(), owner)) {
            entries.add(sentCopy(message, xml, counted));
        }
        if (repeatable != null) {
            if (mailbox.append(entries.getFirst()) instanceof Appended.New(long id)) {
                backlogs.compute(owner, (_, backlog) -> {
                    handOrWait(message, new Kept(id, archived, 0), owner, clients, backlog);
                    return backlog;
                });
                takeAway(owner, clients);
            }
            return;
        }
        CompletableFuture<List<Appended>> answer = new CompletableFuture<>();
        backlogs.compute(owner, (_, backlog) -> {
            Mailbox.Appending appending = mailbox.append(entries);
            var _ = appending.answer().whenComplete((ends, failure) -> {
                if (failure == null) {
                    answer.complete(ends);
                } else {
                    answer.completeExceptionally(failure);
                }
            });
            List<Long> ids = appending.ids();
            long sent = entries.size() == 2 || (isOwn && archived) ? ids.getLast() : 0;
            handOrWait(message, new Kept(ids.getFirst(), archived, sent), owner, clients, backlog);
            return backlog;
        });
        if (clients.isEmpty()) {
            await(answer);
            takeAway(owner, clients);
        } else {
            bounceWhereRefused(message, answer);
        }
    }

    /** Somebody may have come while a message for nobody was stored. */
    private void takeAway(Jid owner, List<Session> clients) {
        if (clients.isEmpty()) {
            again(owner);
        }
    }

    private Entry sentCopy(Message message, byte[] xml, Entry.@Nullable Counted counted) {
        Jid sender = message.sender();
        return new Entry(
                sender.bare(), sender, Mailbox.Kind.MESSAGE, clock.millis(), xml, null, false, message.to(), counted);
    }

    private Entry.@Nullable Counted counted(Jid sender) {
        Session session = isAccount(sender) ? sessions.find(sender) : null;
        return session == null ? null : session.counted();
    }

    private void handOrWait(Message message, Kept kept, Jid owner, List<Session> clients, @Nullable Backlog backlog) {
        if (backlog == null) {
            hand(message, kept, owner, clients);
        } else {
            backlog.add(kept.row());
        }
        copySent(message, kept.sent(), clients);
    }

    private void hand(Message message, Kept kept, Jid owner, List<Session> clients) {
        Message known = kept.archived() ? StanzaIds.with(message, owner, kept.row()) : message;
        clients.forEach(client -> send(known, kept.row(), client));
        copyReceived(known, owner, clients);
    }

    private static void send(Stanza stanza, long row, Session client) {
        if (row != 0) {
            client.attachment(UNDER_WAY).add(row);
        }
        client.send(stanza, row);
    }

    /** The receiver's other clients; of a message to oneself they see that it was sent. */
    private void copyReceived(Message message, Jid owner, List<Session> clients) {
        if (!message.sender().bare().equals(owner)) {
            copies.received(message, owner, clients);
        }
    }

    /**
     * The sender's other clients; those that were sent it are the receivers of a message to oneself.
     *
     * @param id in the sender's archive, which the sender's clients alone are told (XEP-0313 §3.5), 0 where it is not there
     */
    private void copySent(Message message, long id, List<Session> clients) {
        Jid sender = message.sender();
        if (isAccount(sender)) {
            List<Session> direct = new ArrayList<>(clients);
            Session own = sessions.find(sender);
            if (own != null) {
                direct.add(own);
            }
            copies.sent(id == 0 ? message : StanzaIds.with(message, sender, id), sender.bare(), direct);
        }
    }

    /** A message of an account goes elsewhere. */
    @Override
    public void sent(Message written) {
        Jid sender = written.sender();
        Jid to = written.to();
        if (!isAccount(sender) || to == null) {
            return;
        }
        Message message = StanzaIds.strip(written, sender.bare());
        long id = 0;
        try {
            if (Worth.of(message) == Worth.ARCHIVE && wishes.wants(sender.bare(), to)) {
                Entry copy = sentCopy(message, StanzaWriter.stored(message), counted(sender));
                Mailbox.Appending appending = mailbox.append(List.of(copy));
                id = appending.ids().getFirst();
                bounceWhereRefused(message, appending.answer());
            }
        } catch (StoreException e) {
            throw Refusals.of(e);
        }
        copySent(message, id, List.of());
    }

    /** Tells the sender of a message that was sent on its way, and could not be stored. */
    private void bounceWhereRefused(Message message, CompletableFuture<?> answer) {
        var _ = answer.exceptionallyAsync(
                failure -> {
                    StanzaErrorException refused = refusal(failure);
                    try {
                        router.accept(message.error(refused.error()));
                    } catch (StanzaErrorException e) {
                        LOG.debug("{} is not told of a refusal: {}", message.sender(), e.getMessage());
                    }
                    return null;
                },
                blocking);
    }

    private static void await(CompletableFuture<?> answer) {
        try {
            answer.join();
        } catch (CompletionException e) {
            throw refusal(e);
        }
    }

    private static StanzaErrorException refusal(Throwable failure) {
        Throwable cause = failure instanceof CompletionException e && e.getCause() != null ? e.getCause() : failure;
        return switch (cause) {
            case LimitExceeded e -> Refusals.of(e);
            case StoreException e -> Refusals.of(e);
            default -> {
                LOG.error("a message could not be stored", cause);
                yield new StanzaErrorException(
                        Condition.INTERNAL_SERVER_ERROR, "the server failed at this; its log says why");
            }
        };
    }

    private boolean isAccount(Jid jid) {
        return jid.local() != null && hosts.serves(jid.domain());
    }

    // ---- what became of it ---------------------------------------------------------------------------------------

    @Override
    public void delivered(Session session, long row) {
        Jid owner = session.jid().bare();
        var _ = mailbox.delivered(owner, row).whenComplete((_, failure) -> {
            if (failure == null) {
                // Only now: as long as the row seems to wait, nobody else may be sent it.
                session.attachment(UNDER_WAY).remove(row);
                progress(owner);
            } else {
                LOG.warn("{} has got a message that still waits for it: {}", session.jid(), failure.getMessage());
            }
        });
    }

    @Override
    public void lost(Session session, long row) {
        session.attachment(UNDER_WAY).remove(row);
        progress(session.jid().bare());
        again(session.jid().bare());
    }

    @Override
    public void underWay(Session session, long row) {
        session.attachment(UNDER_WAY).add(row);
    }

    /** What came to be stored and was not sent any more goes before all that comes from now on. */
    @Override
    public void recovered(Session session) {
        again(session.jid().bare());
    }

    private void progress(Jid owner) {
        Backlog backlog = backlogs.get(owner);
        if (backlog != null) {
            backlog.progress.complete(null);
        }
    }

    /** From now on what comes waits behind what waits already, which some thread hands out: nobody's stream is held up. */
    private void again(Jid owner) {
        Session willing = best(owner);
        Backlog mine = willing == null ? null : begin(owner);
        if (willing != null && mine != null) {
            if (!later(() -> drain(willing, mine, () -> {}))) {
                backlogs.remove(owner, mine);
            }
        }
    }

    // ---- what waits ----------------------------------------------------------------------------------------------

    /**
     * A client has looked up its archive by itself: what is archived there need not be sent to it because it waits.
     *
     * @param last the newest row that it was sent
     */
    public void readsArchive(Session session, long last) {
        session.attachment(HAS_READ).accumulateAndGet(last, Math::max);
    }

    /**
     * Sends a client what waits for its owner, and returns when it was sent all, or as much as it takes before it has
     * acknowledged some, or after some seconds; the rest follows by itself.
     */
    public void deliver(Session session) {
        CompletableFuture<Void> enough = new CompletableFuture<>();
        boolean goes = later(() -> {
            try {
                drain(session, () -> enough.complete(null));
            } finally {
                enough.complete(null);
            }
        });
        if (!goes) {
            return;
        }
        var _ = enough.completeOnTimeout(null, patience.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private boolean later(Runnable task) {
        try {
            blocking.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            LOG.debug("the process stops; what waits waits on", e);
            return false;
        }
    }

    private void drain(Session session, Runnable enough) {
        Backlog mine = begin(session.jid().bare());
        if (mine != null) {
            drain(session, mine, enough);
        }
    }

    /** What is to be drained now; null where it is drained already, which goes on then. */
    private @Nullable Backlog begin(Jid owner) {
        Backlog mine = new Backlog();
        Backlog current = backlogs.compute(owner, (_, backlog) -> {
            if (backlog == null) {
                return mine;
            }
            backlog.more++;
            return backlog;
        });
        return mine.equals(current) ? mine : null;
    }

    private void drain(Session session, Backlog mine, Runnable enough) {
        Jid owner = session.jid().bare();
        try {
            handOut(session, mine, enough);
        } catch (StoreException e) {
            LOG.warn("what waits for {} stays where it is: {}", owner, e.getMessage());
        } finally {
            backlogs.remove(owner, mine);
        }
    }

    private void handOut(Session first, Backlog backlog, Runnable enough) {
        Jid owner = first.jid().bare();
        Session session = first;
        while (session != null) {
            long seen = more(owner, backlog);
            backlog.progress = new CompletableFuture<>();
            // What is being stored now must be there to be found.
            mailbox.sync().join();
            List<Stored> page = page(owner);
            if (page.isEmpty()) {
                if (isDone(owner, backlog, seen)) {
                    return;
                }
            } else if (session.attachment(UNDER_WAY).size() + page.size() > MOST_UNDER_WAY) {
                enough.run();
                session = waitFor(backlog.progress) ? session : null;
            } else {
                send(page, session, owner, backlog);
                session = waitFor(session.flushed()) ? session : null;
            }
            if (session != null && !session.equals(sessions.find(session.jid()))) {
                session = best(owner);
            }
        }
    }

    private long more(Jid owner, Backlog backlog) {
        long[] more = new long[1];
        backlogs.computeIfPresent(owner, (_, current) -> {
            more[0] = backlog.more;
            return current;
        });
        return more[0];
    }

    /** Nothing has come since; from now on what comes is handed out at once. */
    private boolean isDone(Jid owner, Backlog backlog, long seen) {
        boolean[] done = new boolean[1];
        backlogs.computeIfPresent(owner, (_, current) -> {
            done[0] = backlog.more == seen;
            return done[0] ? null : current;
        });
        return done[0];
    }

    private boolean waitFor(CompletableFuture<Void> something) {
        return something
                .thenApply(_ -> true)
                .completeOnTimeout(false, PATIENCE_WITH_NETWORK.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    /** How long a client may take nothing until what waits is left to the next one that comes. */
    private static final Duration PATIENCE_WITH_NETWORK = Duration.ofMinutes(1);

    private List<Stored> page(Jid owner) {
        Set<Long> underWay = new HashSet<>();
        sessions.of(owner).forEach(s -> underWay.addAll(s.attachment(UNDER_WAY)));
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
            Stanza stanza = Waiting.read(row, owner);
            if (row.archived() && row.id() <= hasRead) {
                session.attachment(UNDER_WAY).add(row.id());
                delivered(session, row.id());
            } else {
                send(stanza, row.id(), session);
            }
            if (backlog.news.remove(row.id()) && stanza instanceof Message message) {
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

    private @Nullable Session best(Jid owner) {
        Session best = null;
        for (Session session : sessions.of(owner.bare())) {
            if (session.priority() >= 0 && (best == null || session.priority() > best.priority())) {
                best = session;
            }
        }
        return best;
    }
}
