package org.wockd.core.mail;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.wockd.core.feature.Refusals;
import org.wockd.core.route.Post;
import org.wockd.core.route.Relays;
import org.wockd.core.session.Receipts;
import org.wockd.core.session.Session;
import org.wockd.core.session.Sessions;
import org.wockd.core.store.Accounts;
import org.wockd.core.store.Counting;
import org.wockd.core.store.Entry;
import org.wockd.core.store.LimitExceeded;
import org.wockd.core.store.Mailbox;
import org.wockd.core.store.Mailbox.Appended;
import org.wockd.core.store.StoreException;
import org.wockd.core.store.StoredXml;
import org.wockd.core.store.Stores;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.rule.Target;
import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;

/**
 * Takes messages to the mailboxes of accounts and from there to their clients.
 *
 * <p>Every message that is worth it becomes a row of its receiver's mailbox, which waits until one of the receiver's
 * clients has got it, and a row of its sender's archive; both in one transaction. Only what nobody archives or counts, and
 * a client has got before it was written, is never written. Clients that are there are sent it at
 * once, the disk is not waited for; what waits is handed out by {@link Backlogs}. A row that may be a repetition is sent
 * when the store has said that it is none.
 */
public final class PostOffice implements Post {

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

    /** See {@link Backlogs.Patience#network}. */
    private static final Duration PATIENCE_WITH_NETWORK = Duration.ofMinutes(1);

    private final Accounts accounts;
    private final ArchiveIds ids;
    private final Mailbox mailbox;
    private final Sessions sessions;
    private final Target.Hosts hosts;
    private final ArchiveWishes wishes;
    private final InstantSource clock;
    private final LateRefusals refusals;
    private final Backlogs backlogs;

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
        this.ids = new ArchiveIds(stores.archive());
        this.mailbox = stores.mailbox();
        this.sessions = sessions;
        this.hosts = hosts;
        this.wishes = wishes;
        this.clock = clock;
        this.refusals = new LateRefusals(blocking, bounce -> router.accept(bounce));
        this.backlogs = new Backlogs(
                stores.mailbox(),
                sessions,
                blocking,
                new Backlogs.Patience(patience, PATIENCE_WITH_NETWORK),
                refusals,
                ids);
    }

    /** What could not be had when this was made; to be called once, before the first message. */
    public void open(Copies other, Consumer<Stanza> bounce) {
        copies = other;
        backlogs.open(other);
        router = bounce;
    }

    /** What an operator may count. */
    public void measure(MeterRegistry metrics) {
        backlogs.measure(metrics);
    }

    /** Who is to be told what becomes of rows that clients were sent. */
    public Receipts receipts() {
        return backlogs;
    }

    /**
     * A client has looked up its archive by itself: what is archived there need not be sent to it because it waits.
     *
     * @param last the newest row that it was sent
     */
    public void readsArchive(Session session, long last) {
        backlogs.readsArchive(session, last);
    }

    /** Waits until every message that has come is where it can be looked up: clients may have got it before. Blocks. */
    public void awaitStored() {
        mailbox.sync().join();
    }

    /** A client is about to become available, as {@link Backlogs#coming} says; {@link #came} must follow. */
    public void coming(Session session) {
        backlogs.coming(session);
    }

    /** The client is available, or will not be. */
    public void came(Session session) {
        backlogs.came(session);
    }

    /** Sends a client what waits for its owner, as {@link Backlogs#deliver} says. */
    public void deliver(Session session) {
        backlogs.deliver(session);
    }

    // ---- a message comes -----------------------------------------------------------------------------------------

    @Override
    public boolean isQuick(Message message, Jid owner, List<Session> clients) {
        if (clients.isEmpty() || mailbox.isFailing() || mailbox.isBusy() || !wishes.isKnown(owner)) {
            return false;
        }
        return isAccount(message.sender()) ? wishes.isKnown(message.sender()) : StanzaIds.origin(message) == null;
    }

    @Override
    public boolean isQuick(Message message, boolean kept) {
        Jid sender = message.sender();
        if (!isAccount(sender)) {
            return !kept;
        }
        if (!wishes.isKnown(sender) || mailbox.isFailing()) {
            return false;
        }
        return !kept || (!isCounted(sender) && !mailbox.isBusy() && !isCopied(message, message.to()));
    }

    private boolean isCounted(Jid sender) {
        Session session = sessions.find(sender);
        return session == null || session.isCounting();
    }

    /** Whether an account keeps a copy of what it sends. */
    private boolean isCopied(Message message, @Nullable Jid to) {
        return to != null
                && Worth.of(message) == Worth.ARCHIVE
                && wishes.wants(message.sender().bare(), to);
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
        boolean careful = isCareful(message);
        slowDown();
        boolean archived = worth == Worth.ARCHIVE && wishes.wants(owner, message.sender());
        // What a person's client sends again is known by its stream; who sends from elsewhere says by which id.
        String repeatable = isAccount(message.sender()) ? null : StanzaIds.origin(message);
        List<Entry> entries = entries(message, owner, archived, repeatable);
        if (repeatable == null) {
            append(entries, message, owner, clients, archived, careful);
        } else if (mailbox.append(entries.getFirst()) instanceof Appended.New(long id)) {
            backlogs.inTurn(owner, waits -> handOrWait(message, new Kept(id, archived, 0), owner, clients, waits));
            takeAway(owner, clients);
        }
    }

    /** Who sends faster than the disk takes it is held up, rather than refused. */
    private void slowDown() {
        if (mailbox.isBusy() && Thread.currentThread().isVirtual()) {
            mailbox.sync().join();
        }
    }

    /** The receiver's row, and behind it that of the sender's archive where there is one. */
    private List<Entry> entries(Message message, Jid owner, boolean archived, @Nullable String repeatable) {
        Jid sender = message.sender();
        StoredXml xml = StoredXml.of(message);
        Entry.Counted counted = counted(sender);
        Entry received = new Entry(
                owner,
                sender,
                Mailbox.Kind.MESSAGE,
                clock.millis(),
                xml,
                repeatable,
                true,
                archived ? sender : null,
                counted);
        boolean copied = isAccount(sender) && !sender.bare().equals(owner) && isCopied(message, owner);
        return copied ? List.of(received, sentCopy(message, xml, counted)) : List.of(received);
    }

    /** Stores, and hands out at once what is being stored; but what most likely fails is first seen to be durable. */
    private void append(
            List<Entry> entries, Message message, Jid owner, List<Session> clients, boolean archived, boolean careful) {
        boolean isOwn = message.sender().bare().equals(owner);
        boolean isCopied = entries.size() == 2 || (isOwn && archived);
        if (clients.isEmpty() || careful) {
            Mailbox.Appending appending = mailbox.append(entries);
            await(appending.answer());
            backlogs.inTurn(
                    owner, waits -> handOrWait(message, kept(appending, archived, isCopied), owner, clients, waits));
            takeAway(owner, clients);
            return;
        }
        CompletableFuture<List<Appended>> answer = new CompletableFuture<>();
        backlogs.inTurn(owner, waits -> {
            Mailbox.Appending appending = mailbox.appendUnderWay(entries, waits == null ? counting(clients) : 0);
            var _ = appending.answer().whenComplete((ends, failure) -> {
                if (failure == null) {
                    answer.complete(ends);
                } else {
                    answer.completeExceptionally(failure);
                }
            });
            // Where it is known at once that its sender is refused, nobody gets it.
            if (!answer.isCompletedExceptionally()) {
                handOrWait(message, kept(appending, archived, isCopied), owner, clients, waits);
            }
        });
        refusals.tell(message, answer);
    }

    /** How many of these clients note what they are sent. */
    private static int counting(List<Session> clients) {
        int count = 0;
        for (Session client : clients) {
            if (client.counted() != null) {
                count++;
            }
        }
        return count;
    }

    private static Kept kept(Mailbox.Appending appending, boolean archived, boolean isCopied) {
        List<Long> ids = appending.ids();
        return new Kept(ids.getFirst(), archived, isCopied ? ids.getLast() : 0);
    }

    /**
     * While the store fails, nobody is handed what its sender is told was refused, and no stanza of a client counts past one
     * that was refused before the client was told; this waits for that.
     *
     * @throws StanzaErrorException where this thread may not wait: the failure came about just now
     */
    private boolean isCareful(Message message) {
        if (!mailbox.isFailing()) {
            return false;
        }
        if (!Thread.currentThread().isVirtual()) {
            throw Refusals.of(new StoreException(StoreException.Code.BUSY, "the store has just failed", null));
        }
        Session session = isAccount(message.sender()) ? sessions.find(message.sender()) : null;
        if (session != null) {
            session.settle();
        }
        return true;
    }

    /** Somebody may have come while a message for nobody was stored. */
    private void takeAway(Jid owner, List<Session> clients) {
        if (clients.isEmpty()) {
            backlogs.again(owner);
        }
    }

    private Entry sentCopy(Message message, StoredXml xml, Entry.@Nullable Counted counted) {
        Jid sender = message.sender();
        return new Entry(
                sender.bare(), sender, Mailbox.Kind.MESSAGE, clock.millis(), xml, null, false, message.to(), counted);
    }

    private Entry.@Nullable Counted counted(Jid sender) {
        Session session = isAccount(sender) ? sessions.find(sender) : null;
        return session == null ? Counting.current() : session.counted();
    }

    private void handOrWait(
            Message message, Kept kept, Jid owner, List<Session> clients, BacklogTable.@Nullable Backlog backlog) {
        if (backlog == null) {
            hand(message, kept, owner, clients);
        } else {
            backlog.add(kept.row());
        }
        copySent(message, kept.sent(), clients);
    }

    private void hand(Message message, Kept kept, Jid owner, List<Session> clients) {
        Message known = kept.archived() ? StanzaIds.with(message, owner, ids.of(owner, kept.row())) : message;
        backlogs.hand(known, kept.row(), owner, clients);
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
            Message known = id == 0 ? message : StanzaIds.with(message, sender, ids.of(sender, id));
            copies.sent(known, sender.bare(), direct);
        }
    }

    @Override
    public Relays.Beside beside(Message message) {
        Jid sender = message.sender();
        Jid to = message.to();
        if (!isAccount(sender) || to == null) {
            return Relays.Beside.NOTHING;
        }
        try {
            slowDown();
            var _ = isCareful(message);
            Entry.Counted counted = counted(sender);
            Message own = StanzaIds.strip(message, sender.bare());
            return new Relays.Beside(counted, isCopied(message, to) ? sentCopy(own, StoredXml.of(own), counted) : null);
        } catch (StoreException e) {
            throw Refusals.of(e);
        }
    }

    @Override
    public void sent(Message message, long copy) {
        if (isAccount(message.sender()) && message.to() != null) {
            copySent(StanzaIds.strip(message, message.sender().bare()), copy, List.of());
        }
    }

    private static void await(CompletableFuture<?> answer) {
        try {
            answer.join();
        } catch (CompletionException e) {
            throw LateRefusals.refusal(e);
        }
    }

    private boolean isAccount(Jid jid) {
        return jid.local() != null && hosts.serves(jid.domain());
    }
}
