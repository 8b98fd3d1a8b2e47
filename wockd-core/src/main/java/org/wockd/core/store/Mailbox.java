package org.wockd.core.store;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.wockd.protocol.jid.Jid;

/**
 * The durable store of stanzas: one row for each stanza and owner, in the order of arrival, until it is delivered.
 *
 * <p>An owner is a bare JID: a user who is offline, or the domain of a relay that is away. A relay's queue is nothing
 * else than the mailbox whose owner is the relay's domain; only its limits are others.
 *
 * <p>When an append's answer is there, the stanza is committed and synced: it survives {@code kill -9} and the loss of
 * power. Commits are grouped: one thread takes all that waits, writes it in one transaction, and then answers. So
 * answers come in the order of the calls, and waiting for one costs little where many do.
 *
 * <p>Ids are unique in the whole store, grow in the order of commits, and are never used again.
 */
public interface Mailbox extends AutoCloseable {

    /**
     * Stores a stanza without waiting for the disk.
     *
     * <p>The future fails with {@link LimitExceeded} when the owner's mailbox is full, and with {@link StoreException}
     * when the store cannot: BUSY at once when too much waits already, FULL or IO when the commit failed, CLOSED
     * after {@link #close}. Then the stanza is not stored. The future is completed on the thread that writes: whatever
     * is chained to it must be quick and must not wait for the store; use the {@code Async} forms for anything more.
     */
    CompletableFuture<Appended> appendAsync(Entry entry);

    /** Stores a stanza and waits until it is durable; errors as {@link #appendAsync}, thrown. */
    Appended append(Entry entry);

    /**
     * What waits for an owner, in the order of ids.
     *
     * @param afterId only larger ids, 0 for all
     * @param limit how many at most, from 1
     */
    List<Stored> pending(Jid owner, long afterId, int limit);

    /** How many stanzas wait for an owner. */
    long waiting(Jid owner);

    /** Marks these as delivered and returns how many of them waited; unknown ids are no error. */
    int remove(Jid owner, Collection<Long> ids);

    /** Marks all that wait up to an id, inclusive, as delivered, and returns how many it were. */
    int removeUpTo(Jid owner, long id);

    /**
     * Deletes what has waited too long, and forgets delivered ones that need not be remembered any more.
     *
     * @return how many stanzas were lost to their owner by that
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
     */
    record Limits(long count, long bytes, long ageMillis, long rememberMillis) {}
}
