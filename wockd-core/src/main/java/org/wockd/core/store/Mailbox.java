package org.wockd.core.store;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.wockd.protocol.jid.Jid;

/**
 * The durable store of stanzas: one row for each stanza and owner, in the order of arrival.
 *
 * <p>An owner is a bare JID: a user, or the domain of a relay. A row may wait for its owner until it is delivered, and it
 * may be kept to be looked up ({@link Archive}); a row that does neither any more is gone. A relay's queue is nothing else
 * than the mailbox whose owner is the relay's domain; only its limits are others.
 *
 * <p>When an append's answer is there, the stanza is committed and synced: it survives {@code kill -9} and the loss of
 * power. Commits are grouped: one thread takes all that waits, writes it in one transaction, and then answers. So
 * answers come in the order of the calls, and waiting for one costs little where many do.
 *
 * <p>Ids are unique in the whole store, grow in the order of the calls and of the commits, and are never used again. They
 * are microseconds since 1970, or one more than the last where that is not more.
 */
public interface Mailbox extends AutoCloseable {

    /**
     * Stores stanzas in one transaction, all or none, without waiting for the disk.
     *
     * <p>The answer fails with {@link LimitExceeded} when an owner's mailbox is full, and with {@link StoreException}
     * when the store cannot: BUSY at once when too much waits already, FULL or IO when the commit failed, CLOSED
     * after {@link #close}. Then nothing is stored. The answer is completed on the thread that writes: whatever is chained
     * to it must be quick and must not wait for the store; use the {@code Async} forms for anything more.
     */
    Appending append(List<Entry> entries);

    /**
     * Stores stanzas of which the first is sent at once on a stream (XEP-0198), in one transaction with the note that it
     * was; errors as {@link #append(List)}.
     *
     * @param stream as {@link Streams} knows it
     * @param position how many were sent on it up to this one
     */
    Appending append(List<Entry> entries, long stream, long position);

    /**
     * Stores stanzas that are just being sent to a client or a component, as {@link #append(List)} does, but with less haste: together with
     * what becomes of them in the next moment. Where nothing will be left of one once it is delivered, and that happens
     * within the moment, it never comes to the disk, and is answered as if it had. It is stored before anything that is
     * appended later.
     *
     * @param notes how many streams are about to note that they sent the first one ({@link Streams#sent}): that is awaited for a
     *     moment, so that it comes into the same transaction. After a crash in between, who has got it would get it again.
     */
    Appending appendUnderWay(List<Entry> entries, int notes);

    /** Stores one stanza without waiting for the disk; errors as {@link #append(List)}. */
    default CompletableFuture<Appended> appendAsync(Entry entry) {
        return append(List.of(entry)).answer().thenApply(List::getFirst);
    }

    /** Stores a stanza and waits until it is durable; errors as {@link #append(List)}, thrown. */
    Appended append(Entry entry);

    /**
     * Whether a transaction failed in the last seconds, for a full disk mostly. What is appended now may well fail too:
     * whoever can should wait for the answer before telling anybody else of the stanza.
     */
    boolean isFailing();

    /**
     * Whether so much waits for the disk that it may soon have to refuse what comes: who may wait should wait for
     * {@link #sync} before it appends.
     */
    boolean isBusy();

    /** Completed when all that was handed in before this call, by anybody, is committed or has failed. */
    CompletableFuture<Void> sync();

    /**
     * What waits for an owner, in the order of ids.
     *
     * @param afterId only larger ids, 0 for all
     * @param limit how many at most, from 1
     */
    List<Stored> pending(Jid owner, long afterId, int limit);

    /** How many stanzas wait for an owner. */
    long waiting(Jid owner);

    /** Marks a stanza as delivered, without waiting for the disk; one that does not wait is no error. */
    CompletableFuture<Void> delivered(Jid owner, long id);

    /** Marks these as delivered and returns how many of them waited; unknown ids are no error. */
    int remove(Jid owner, Collection<Long> ids);

    /** Marks all that wait up to an id, inclusive, as delivered, and returns how many it were. */
    int removeUpTo(Jid owner, long id);

    /**
     * Deletes what has waited too long, what is older or more than an archive keeps, and forgets delivered ones that need
     * not be remembered any more.
     *
     * @return how many stanzas that waited were lost to their owner by that
     */
    int expire();

    /** Writes all that was accepted, answers it, and stops; idempotent. */
    @Override
    void close();

    /** What kind of stanza a row holds. */
    enum Kind {
        MESSAGE,
        PRESENCE,
        IQ
    }

    /**
     * Stanzas on their way to the disk.
     *
     * @param ids of the rows, in the order of the entries; that of a repetition is never used
     * @param answer where each ended
     */
    record Appending(List<Long> ids, CompletableFuture<List<Appended>> answer) {}

    /** Where an append ended: either way the stanza is durable under this id. */
    sealed interface Appended {
        /** The id of the row. */
        long id();

        /** It is stored now. */
        record New(long id) implements Appended {}

        /** It was stored by an earlier append with the same owner, sender and key, and may be delivered already. */
        record Duplicate(long id) implements Appended {}
    }

    /**
     * How much one owner may have, and for how long.
     *
     * @param count stanzas that wait
     * @param bytes of the stanzas that wait
     * @param ageMillis how long one may wait, from its arrival
     * @param rememberMillis how long the key of a delivered one is remembered
     * @param archivedBytes octets that are kept to be looked up; the oldest go first
     * @param archivedMillis how long one is kept to be looked up, from its arrival
     */
    record Limits(
            long count, long bytes, long ageMillis, long rememberMillis, long archivedBytes, long archivedMillis) {

        /** The same with another count of stanzas that may wait. */
        public Limits count(long other) {
            return new Limits(other, bytes, ageMillis, rememberMillis, archivedBytes, archivedMillis);
        }
    }
}
