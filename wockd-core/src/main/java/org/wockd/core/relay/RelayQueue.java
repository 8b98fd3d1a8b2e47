package org.wockd.core.relay;

import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.core.mail.Unnoted;
import org.wockd.core.route.Relays.Beside;
import org.wockd.core.store.Entry;
import org.wockd.core.store.LimitExceeded;
import org.wockd.core.store.Mailbox;
import org.wockd.core.store.StoreException;
import org.wockd.core.store.Stored;
import org.wockd.core.store.StoredXml;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.Iq;
import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.stanza.Presence;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaError;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;
import org.wockd.protocol.stanza.StanzaReader;
import org.wockd.protocol.xml.Frame;
import org.wockd.protocol.xml.NodeReader;
import org.wockd.protocol.xml.XmlException;

/**
 * The durable queue of one relay: the mailbox whose owner is its domain. A row is there from when the stanza came until an
 * instance of the relay has got it. Those that were sent to one and may still be on their way are under way; the others
 * wait. Used on the relay's loop only, where nothing else is said.
 */
final class RelayQueue {
    private static final Logger LOG = LoggerFactory.getLogger(RelayQueue.class);
    private static final int BATCH = 32;

    private final Mailbox mailbox;
    private final Jid owner;
    private final Executor loop;
    private final InstantSource clock;
    private final TreeSet<Long> underWay = new TreeSet<>();
    private final Unnoted unnoted;
    private long appends;
    private long newest;

    /** A row, and the stanza it holds; null where it cannot be read any more. */
    record Row(long id, @Nullable Stanza stanza) {}

    /**
     * A stanza on its way into the queue.
     *
     * @param row its id
     * @param copy the row that its sender keeps, 0 where he keeps none
     * @param durable fails with {@link StanzaErrorException} where it cannot be stored
     */
    record Posted(long row, long copy, CompletableFuture<Void> durable) {}

    RelayQueue(Mailbox mailbox, Jid owner, Executor loop, InstantSource clock) {
        this.mailbox = mailbox;
        this.owner = owner;
        this.loop = loop;
        this.clock = clock;
        this.unnoted = new Unnoted(mailbox);
    }

    /** Whether a stanza is kept until the relay has it, however long that takes. A headline is news for who is there. */
    static boolean keeps(Stanza stanza) {
        return (stanza instanceof Message message && message.type() != Message.Type.HEADLINE)
                || (stanza instanceof Presence presence && presence.type().isSubscription());
    }

    /** Whether a stanza is for who is there only, as presence is and a headline: who comes later is told anew, or not. */
    static boolean isAvailability(Stanza stanza) {
        return !keeps(stanza) && !(stanza instanceof Iq);
    }

    /** How many were appended up to now. */
    long appends() {
        return appends;
    }

    /** The newest row that was appended up to now. */
    long newest() {
        return newest;
    }

    /** Stores a stanza behind all others, to be sent when its turn has come. */
    Posted append(Stanza stanza, Beside beside) {
        return appended(mailbox.append(entries(stanza, beside)));
    }

    /** Stores a stanza that is sent at once; a message that nobody counts or archives only where it is not there in a moment. */
    Posted post(Stanza stanza, Beside beside) {
        return underWay(
                stanza instanceof Message
                        ? appended(mailbox.appendUnderWay(entries(stanza, beside), 0))
                        : append(stanza, beside));
    }

    /** Stores a stanza that is sent at once on a stream that is counted. */
    Posted post(Stanza stanza, Beside beside, long stream, long position) {
        return underWay(appended(mailbox.append(entries(stanza, beside), stream, position)));
    }

    private Posted underWay(Posted posted) {
        if (!posted.durable().isCompletedExceptionally()) {
            underWay.add(posted.row());
        }
        return posted;
    }

    private Posted appended(Mailbox.Appending appending) {
        appends++;
        newest = Math.max(newest, appending.ids().getFirst());
        long copy = appending.ids().size() == 1 ? 0 : appending.ids().getLast();
        return new Posted(appending.ids().getFirst(), copy, appending.answer().handle((_, cause) -> {
            if (cause != null) {
                throw new StanzaErrorException(error(cause instanceof CompletionException e ? e.getCause() : cause));
            }
            return null;
        }));
    }

    /** The relay's row, which waits, and behind it the sender's copy where there is one. */
    private List<Entry> entries(Stanza stanza, Beside beside) {
        Entry row = new Entry(
                owner,
                stanza.sender(),
                stanza instanceof Message ? Mailbox.Kind.MESSAGE : Mailbox.Kind.PRESENCE,
                clock.millis(),
                StoredXml.of(stanza),
                null,
                true,
                null,
                beside.counted());
        Entry copy = beside.copy();
        return copy == null ? List.of(row) : List.of(row, copy);
    }

    private StanzaError error(@Nullable Throwable cause) {
        return switch (cause) {
            case LimitExceeded _ ->
                StanzaError.of(
                        Condition.RESOURCE_CONSTRAINT,
                        "as much waits for " + owner + " as may; try again when it has got some of it");
            case StoreException e
            when e.code().transientFault() ->
                StanzaError.of(
                        Condition.RESOURCE_CONSTRAINT,
                        "the server cannot store what is for " + owner + " now; try again later");
            case null, default -> {
                LOG.error("Could not store a stanza for {}", owner, cause);
                yield StanzaError.of(
                        Condition.INTERNAL_SERVER_ERROR, "the server could not store this; its log says why");
            }
        };
    }

    /** These are on their way to an instance. */
    void sent(long row) {
        underWay.add(row);
    }

    /** An instance has it. */
    void delivered(long row) {
        // Only when that is committed it seems to wait no more.
        var _ = mailbox.delivered(owner, row).whenComplete((_, failure) -> {
            if (failure == null) {
                var _ = unnoted.tryAgain(owner);
            } else {
                LOG.debug("{} has got a stanza, and that is not noted: {}", owner, failure.getMessage());
                unnoted.add(owner, row);
            }
            loop.execute(() -> underWay.remove(row));
        });
    }

    /** It did not reach the instance that it was sent to, and waits again. */
    void release(long row) {
        underWay.remove(row);
        appends++;
    }

    /** Whether a row is on its way, or has come and that is not noted yet. */
    boolean isUnderWay(long row) {
        return underWay.contains(row) || unnoted.of(owner).contains(row);
    }

    /**
     * The rows behind one of which {@link #isUnderWay} is true. Who reads the queue asks before that: a row that has come
     * meanwhile is still among those that were read.
     */
    Set<Long> underWayBehind(long id) {
        Set<Long> rows = new HashSet<>(underWay.tailSet(id, false));
        rows.addAll(unnoted.of(owner));
        return rows;
    }

    /** How many have come, and that is not noted yet; on any thread. */
    int unnoted() {
        return unnoted.size();
    }

    /** The next rows behind one, the oldest first, those that are under way included; blocks, on any thread. */
    List<Row> after(long id) {
        var _ = unnoted.tryAgain(owner);
        // What is being stored now must be there to be found; whether it failed is told elsewhere.
        mailbox.sync().join();
        return mailbox.pending(owner, id, BATCH).stream().map(this::row).toList();
    }

    /** Completed when all that was stored before is durable or has failed. */
    CompletableFuture<Void> sync() {
        return mailbox.sync();
    }

    private Row row(Stored stored) {
        byte[] octets = stored.stanza();
        try {
            return new Row(
                    stored.id(),
                    StanzaReader.stored(NodeReader.forClient().read(new Frame(octets, octets.length, octets.length))));
        } catch (XmlException | IllegalStateException e) {
            LOG.error("Row {} for {} is no stanza any more and is dropped", stored.id(), owner, e);
            return new Row(stored.id(), null);
        }
    }
}
