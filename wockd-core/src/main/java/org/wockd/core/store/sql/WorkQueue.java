package org.wockd.core.store.sql;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.wockd.core.store.StoreException;
import org.wockd.core.store.StoreException.Code;
import org.wockd.core.store.StoreLimits;

/**
 * What waits for the writer of the store: handed in by any thread, given ids, bounded by number and by octets, and taken in groups
 * when it is time.
 *
 * <p>While one group is written, the next one gathers by itself. Only what nobody hurries waits a moment for more where the last
 * group was taken just now.
 *
 * <p>What will most likely be withdrawn in a moment is held for that moment ({@link #hold}), and costs the disk nothing
 * then. It keeps its place: before anything that was handed in later is done, it is.
 */
final class WorkQueue {

    /** With so many nobody waits for more. */
    private static final int ENOUGH = 1_000;

    /** How long after the begin of the last transaction the next one begins that nobody hurries. */
    private static final long SOON_NANOS = 20_000_000;

    /** The most that a transaction waits for the notes that belong to its rows; what is noted later is sent later. */
    private static final long JOIN_NANOS = 50_000_000;

    /** How long a work is held that may be withdrawn; up to twice as long where many are. */
    private static final long HOLD_NANOS = 100_000_000;

    /** How long a work waits for a transaction of others to ride along with, until it gets one for itself. */
    private static final long ALONG_NANOS = 1_000_000_000;

    private final StoreLimits limits;
    private final InstantSource clock;
    private final Counter refused;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Waiting<?>> queue = new ArrayDeque<>();

    /** Works that nobody looks for: they ride along with the next transaction, whenever that is. */
    private final ArrayDeque<Waiting<?>> along = new ArrayDeque<>();
    /** Since when the first of them waits. */
    private long alongSince;

    /** Works that may be withdrawn, by their first id and in its order; all of them came after all that is queued. */
    private final LinkedHashMap<Long, Held<?>> held = new LinkedHashMap<>();

    private long queuedBytes;
    /** How many works are queued or held that store something new; only these may be too many. */
    private int storing;

    private long lastId;
    /** Whether something is queued that somebody waits for. */
    private boolean hurries;

    /** How many works are queued or held that somebody may look for. */
    private int lookedFor;
    /** Whether there are such in the transaction that is under way. */
    private boolean committing;

    /** The newest id that is in a transaction, or was. */
    private long taken;
    /** What is awaited for ids that are queued or held, the oldest first. */
    private final LinkedHashMap<Long, Awaited> awaited = new LinkedHashMap<>();
    /** When the last transaction began. */
    private long begun = System.nanoTime() - SOON_NANOS;
    /** Whether the writer looks after what is held in a while by itself. */
    private boolean watching;
    /** How many works were held, and how many of them the writer has seen. */
    private long holds;

    private long seenHolds;
    private boolean closed;

    /**
     * Whether more than half of what may wait does, notes counted, for the writer has them to do, too; asked on the way of
     * every message, so without the lock.
     */
    private volatile boolean busy;

    /**
     * @param lastId the newest that was given
     * @param registry gets {@code wockd.store.refused}, works that were one too many, and {@code wockd.store.queue}, what waits
     */
    WorkQueue(StoreLimits limits, InstantSource clock, long lastId, MeterRegistry registry) {
        this.limits = limits;
        this.clock = clock;
        this.lastId = lastId;
        taken = lastId;
        refused = registry.counter("wockd.store.refused");
        registry.gauge("wockd.store.queue", this, WorkQueue::size);
    }

    /**
     * A work that was handed in.
     *
     * @param first of its ids
     * @param isLate whether one of the ids that it is about is in a transaction before its own, or was
     * @param answer what comes of it when it is committed
     */
    record Submitted<T>(long first, boolean isLate, CompletableFuture<T> answer) {}

    /** A work that waits; see {@link Submitted}. */
    record Waiting<T>(Work<T> work, long first, boolean isLate, CompletableFuture<T> answer) {}

    private record Held<T>(Waiting<T> waiting, T withdrawn, long since) {
        void withdraw() {
            waiting.answer().complete(withdrawn);
        }
    }

    /** How many notes are to join a row in its transaction, and since when they are awaited. */
    private record Awaited(int notes, long since) {
        @Nullable
        Awaited less() {
            return notes > 1 ? new Awaited(notes - 1, since) : null;
        }
    }

    /** Queues a work, and says which ids it has. */
    <T> Submitted<T> hand(Work<T> work) {
        return accept(work, work.haste() == Work.Haste.WHENEVER ? this::ride : this::queue);
    }

    private void queue(Waiting<?> waiting) {
        Work<?> work = waiting.work();
        boolean isFirst = queue.isEmpty();
        release();
        queue.add(waiting);
        boolean joined = join(work.about());
        boolean isUrgent = work.haste() == Work.Haste.NOW || waiting.isLate();
        if ((isUrgent && hurry()) || joined || isFirst || queue.size() >= ENOUGH) {
            changed.signal();
        }
    }

    private void ride(Waiting<?> waiting) {
        along.add(waiting);
        if (along.size() == 1) {
            alongSince = System.nanoTime();
        }
        if (along.size() == 1 || along.size() == ENOUGH) {
            changed.signal();
        }
    }

    /** Notes have come; true where the last was among them that is awaited. */
    private boolean join(List<Long> about) {
        if (awaited.isEmpty()) {
            return false;
        }
        about.forEach(id -> awaited.computeIfPresent(id, (_, one) -> one.less()));
        return awaited.isEmpty();
    }

    private boolean isLate(List<Long> about) {
        for (long id : about) {
            if (id > 0 && id <= taken) {
                return true;
            }
        }
        return false;
    }

    /** Something is queued that somebody waits for; false where that was so before. */
    private boolean hurry() {
        boolean isNew = !hurries;
        hurries = true;
        return isNew;
    }

    /**
     * The same of a work that is most likely withdrawn in a moment: it is done a little later, or when another one is queued.
     *
     * @param withdrawn gets the first of its ids, and says what the work is answered when it is withdrawn
     */
    <T> Submitted<T> hold(Work<T> work, LongFunction<T> withdrawn) {
        return accept(work, waiting -> {
            holds++;
            held.put(waiting.first(), new Held<>(waiting, withdrawn.apply(waiting.first()), System.nanoTime()));
            if (!watching) {
                changed.signal();
            }
        });
    }

    /** Withdraws a work that is held, by the first of its ids; false where it is not held any more. */
    boolean withdraw(long first) {
        Held<?> gone;
        lock.lock();
        try {
            gone = held.remove(first);
            if (gone == null) {
                return false;
            }
            awaited.remove(first);
            lookedFor--;
            storing--;
            queuedBytes -= gone.waiting().work().bytes();
            weigh();
        } finally {
            lock.unlock();
        }
        gone.withdraw();
        return true;
    }

    private <T> Submitted<T> accept(Work<T> work, Consumer<Waiting<T>> place) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        lock.lock();
        try {
            long first = Math.max(lastId + 1, micros());
            if (closed) {
                answer.completeExceptionally(new StoreException(
                        Code.CLOSED, "The store is closed since wockd stops, so nothing was stored.", null));
                return new Submitted<>(first, false, answer);
            }
            // One work of any size is let into an empty queue: otherwise it could never be done. What stores nothing
            // new is never refused: it is about what was accepted before, and makes room.
            boolean full = work.ids() > 0
                    && (storing >= limits.queue() || (storing > 0 && queuedBytes + work.bytes() > limits.queueBytes()));
            if (full) {
                refused.increment();
                answer.completeExceptionally(new StoreException(
                        Code.BUSY,
                        "Too much waits to be written (" + storing + " stanzas, " + queuedBytes
                                + " bytes), so this was not stored: try again.",
                        null));
                return new Submitted<>(first, false, answer);
            }
            if (work.ids() > 0) {
                lastId = first + work.ids() - 1;
                storing++;
            }
            if (work.haste() != Work.Haste.WHENEVER) {
                lookedFor++;
            }
            if (work.notes() > 0) {
                awaited.put(first, new Awaited(work.notes(), System.nanoTime()));
            }
            queuedBytes += work.bytes();
            Waiting<T> waiting = new Waiting<>(work, first, isLate(work.about()), answer);
            place.accept(waiting);
            weigh();
            return new Submitted<>(first, waiting.isLate(), answer);
        } finally {
            lock.unlock();
        }
    }

    /** What is held is held no more. */
    private void release() {
        if (!held.isEmpty()) {
            held.values().forEach(one -> queue.add(one.waiting()));
            held.clear();
        }
    }

    /** Whether so much waits that who can should wait until less does: soon, what comes is refused. */
    boolean isBusy() {
        return busy;
    }

    /** To be called when what waits has changed. */
    private void weigh() {
        busy = waiting() > limits.queue() / 2 || queuedBytes > limits.queueBytes() / 2;
    }

    /** Completed when all that was queued before and somebody may look for is answered: at once where nothing is. */
    CompletableFuture<Void> sync() {
        lock.lock();
        try {
            release();
            if (lookedFor == 0 && !committing) {
                return CompletableFuture.completedFuture(null);
            }
            // Not bounded as the others are: it takes no room, and who waits for it is bounded by who may ask.
            CompletableFuture<Boolean> answer = new CompletableFuture<>();
            queue.add(new Waiting<>(new Work<>(Work.Haste.NOW, 0, 0, (_, _) -> true), 0, false, answer));
            lookedFor++;
            hurries = true;
            changed.signal();
            return answer.handle((_, _) -> null);
        } finally {
            lock.unlock();
        }
    }

    private long micros() {
        Instant now = clock.instant();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    }

    private int size() {
        lock.lock();
        try {
            return waiting();
        } finally {
            lock.unlock();
        }
    }

    private int waiting() {
        return queue.size() + held.size() + along.size();
    }

    /**
     * Waits until something is handed in, or has been held or waited to ride along for too long. Where much is held and
     * withdrawn, this thread looks now and then: to be woken for each would cost more than all the rest.
     */
    private void awaitWork() {
        while (queue.isEmpty() && !closed) {
            long rest = along.size() < ENOUGH ? alongSince + ALONG_NANOS - System.nanoTime() : 0;
            if (!along.isEmpty() && rest <= 0) {
                return;
            }
            watching = !held.isEmpty() || holds != seenHolds;
            seenHolds = holds;
            if (watching) {
                look();
            } else if (along.isEmpty()) {
                changed.awaitUninterruptibly();
            } else {
                long _ = pause(rest);
            }
        }
    }

    /**
     * Where nobody hurries, transactions do not follow each other faster than that is of use. In any case, what belongs to their
     * rows gets a moment to join: whom they were sent, which other loops tell. Where rows come without end there is always
     * one that awaits its notes, so that moment has an end, too.
     */
    private void awaitMore() {
        long latest = Math.max(System.nanoTime(), begun + SOON_NANOS) + JOIN_NANOS;
        while (!closed && queue.size() < ENOUGH) {
            long now = System.nanoTime();
            Map.Entry<Long, Awaited> oldest = awaited.firstEntry();
            long due = hurries ? now : begun + SOON_NANOS;
            long joined =
                    oldest == null ? now : Math.min(latest, oldest.getValue().since() + JOIN_NANOS);
            long rest = Math.max(due, joined) - now;
            if (rest <= 0) {
                return;
            }
            long _ = pause(rest);
        }
    }

    @SuppressWarnings("WaitNotInLoop") // it is in those of who calls this
    private long pause(long nanos) {
        try {
            return changed.awaitNanos(nanos);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the writer", e);
        }
    }

    private void look() {
        long _ = pause(HOLD_NANOS);
        Map.Entry<Long, Held<?>> oldest = held.firstEntry();
        if (oldest != null && System.nanoTime() - oldest.getValue().since() >= HOLD_NANOS) {
            release();
        }
    }

    /** What waits, at least one; empty when the queue is closed and all is done. Blocks; for the writer. */
    List<Waiting<?>> take() {
        lock.lock();
        try {
            committing = false;
            awaitWork();
            awaitMore();
            begun = System.nanoTime();
            taken = lastId;
            committing = lookedFor > 0;
            hurries = false;
            return empty();
        } finally {
            lock.unlock();
        }
    }

    /** All that waits, without waiting for more: its writer has failed. */
    List<Waiting<?>> drain() {
        lock.lock();
        try {
            return empty();
        } finally {
            lock.unlock();
        }
    }

    /** All of it: were a row taken and its note left for the next transaction, a crash in between would part them. */
    private List<Waiting<?>> empty() {
        release();
        List<Waiting<?>> all = Stream.concat(queue.stream(), along.stream()).toList();
        along.clear();
        queue.clear();
        awaited.clear();
        queuedBytes = 0;
        storing = 0;
        lookedFor = 0;
        weigh();
        return all;
    }

    /** From now on nothing is taken in; what waits is given out without delay. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }
}
