package org.wockd.core.store.sql;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.core.store.LimitExceeded;
import org.wockd.core.store.StoreException;
import org.wockd.core.store.StoreException.Code;
import org.wockd.core.store.StoreLimits;

/**
 * The one thread that writes mailboxes: it takes all that waits, does it in one transaction, and then answers.
 *
 * <p>While one commit waits for the disk, the next group gathers by itself. So a lone writer has the latency of one sync, and
 * many share it. Only what nobody hurries waits a moment for more where the last commit was just now. What waits is bounded by number and by octets. When a
 * transaction fails, the works in it are answered with the error, none of them is stored, and the thread goes on.
 *
 * <p>What will most likely be withdrawn in a moment is held for that moment ({@link #hold}), and costs the disk nothing
 * then. It keeps its place: before anything that was handed in later is done, it is.
 */
final class GroupCommit implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);

    /** With so many nobody waits for more. */
    private static final int ENOUGH = 1_000;

    /** How long after the begin of the last transaction the next one begins that nobody hurries. */
    private static final long SOON_NANOS = 20_000_000;

    /** The most that a transaction waits for the notes that belong to its rows; what is noted later is sent later. */
    private static final long JOIN_NANOS = 50_000_000;

    /** How long a work is held that may be withdrawn; up to twice as long where many are. */
    private static final long HOLD_NANOS = 100_000_000;

    /** How long the store must work before it is trusted to work on. */
    private static final Duration CONVALESCENCE = Duration.ofSeconds(10);

    private final Sql sql;
    private final StoreLimits limits;
    private final InstantSource clock;
    private final Timer commits;
    private final DistributionSummary groups;
    private final Counter refused;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Waiting<?>> queue = new ArrayDeque<>();

    /** Works that may be withdrawn, by their first id and in its order; all of them came after all that is queued. */
    private final LinkedHashMap<Long, Held<?>> held = new LinkedHashMap<>();

    private final Thread writer;
    /** Those of the connection that was used last; touched by the writer only. */
    private @Nullable Statements statements;

    private long queuedBytes;
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

    /** Whether more than half of what may wait does; asked on the way of every message, so without the lock. */
    private volatile boolean busy;

    /** Whether the last transaction failed. */
    private volatile boolean broken;

    /** When a transaction failed last; null where that is long ago. */
    private volatile @Nullable Instant failed;

    GroupCommit(Sql sql, StoreLimits limits, InstantSource clock, MeterRegistry registry) {
        this.sql = sql;
        this.limits = limits;
        this.clock = clock;
        commits = registry.timer("wockd.store.commit");
        groups = registry.summary("wockd.store.group");
        refused = registry.counter("wockd.store.refused");
        registry.gauge("wockd.store.queue", this, GroupCommit::queued);
        lastId = sql.one("SELECT last_id FROM message_id", row -> row.getLong(1));
        taken = lastId;
        writer = Thread.ofPlatform().name("wockd-store-writer").daemon().unstarted(this::run);
        writer.start();
    }

    /** When a work is done. */
    enum Haste {
        /** At once: somebody waits for it. */
        NOW,
        /** In a moment, in a larger group: a message under way is stored, sent, acknowledged and delivered within that. */
        SOON,
        /** The same, and who waits for what was handed in does not wait for it: nothing that is read depends on it. */
        WHENEVER
    }

    /**
     * Something to do in the next transaction.
     *
     * @param ids how many it needs
     * @param bytes octets that it keeps until then
     * @param notes how many works are expected in a moment that note something about its first id: they belong into the same
     *     transaction, for a crash in between would leave the one without the other
     * @param about the ids that it notes something about; it is done at once where one is in a transaction already
     */
    record Work<T>(Haste haste, int ids, long bytes, int notes, List<Long> about, Action<T> action) {
        Work(Haste haste, int ids, long bytes, Action<T> action) {
            this(haste, ids, bytes, 0, List.of(), action);
        }
    }

    /** What a work does. */
    interface Action<T> {
        /** Does it in a transaction; the ids it may use begin with {@code first}. */
        T in(StoreTransaction transaction, long first);
    }

    /**
     * A work that was handed in.
     *
     * @param first of its ids
     * @param isLate whether one of the ids that it is about is in a transaction before its own, or was
     * @param answer what comes of it when it is committed
     */
    record Submitted<T>(long first, boolean isLate, CompletableFuture<T> answer) {}

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

    private record Waiting<T>(Work<T> work, long first, boolean isLate, CompletableFuture<T> answer) {

        /** Does the work, and returns how it is to be answered once it is committed. */
        Runnable apply(StoreTransaction transaction, Sql sql) {
            try {
                T result = work.action().in(transaction, first);
                return () -> answer.complete(result);
            } catch (LimitExceeded e) {
                // Thrown before anything is written, so it costs nobody else in the transaction.
                sql.exceeded(e);
                return () -> answer.completeExceptionally(e);
            }
        }
    }

    /** Queues a work; the answer is completed after its commit, by the writer. */
    <T> CompletableFuture<T> submit(Work<T> work) {
        return hand(work).answer();
    }

    /** Queues a work, and says which ids it has. */
    <T> Submitted<T> hand(Work<T> work) {
        return accept(work, waiting -> {
            boolean isFirst = queue.isEmpty();
            release();
            queue.add(waiting);
            boolean joined = join(work.about());
            boolean isUrgent = work.haste() == Haste.NOW || waiting.isLate();
            if ((isUrgent && hurry()) || joined || isFirst || queue.size() >= ENOUGH) {
                changed.signal();
            }
        });
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
     * The same of a work that is most likely withdrawn in a moment: it is done a little later, or when another one is handed
     * in.
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
            int waits = queue.size() + held.size();
            boolean full = work.ids() > 0
                    && (waits >= limits.queue() || (waits > 0 && queuedBytes + work.bytes() > limits.queueBytes()));
            if (full) {
                refused.increment();
                answer.completeExceptionally(new StoreException(
                        Code.BUSY,
                        "Too much waits to be written (" + waits + " stanzas, " + queuedBytes
                                + " bytes), so this was not stored: try again.",
                        null));
                return new Submitted<>(first, false, answer);
            }
            if (work.ids() > 0) {
                lastId = first + work.ids() - 1;
            }
            if (work.haste() != Haste.WHENEVER) {
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
        busy = queue.size() + held.size() > limits.queue() / 2 || queuedBytes > limits.queueBytes() / 2;
    }

    /** Whether the last transaction failed, or one did a short time ago: where room is scarce, small ones succeed. */
    boolean isFailing() {
        return broken || isConvalescent();
    }

    private boolean isConvalescent() {
        Instant last = failed;
        return last != null && last.plus(CONVALESCENCE).isAfter(clock.instant());
    }

    /** Queues a work and waits for its commit. */
    <T> T call(Work<T> work) {
        if (Thread.currentThread() == writer) {
            throw new IllegalStateException("the writer of the store would wait for itself: use an Async form");
        }
        return await(submit(work));
    }

    /** Waits for an answer, and throws what it failed with. */
    static <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
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
            queue.add(new Waiting<>(new Work<>(Haste.NOW, 0, 0, (_, _) -> true), 0, false, answer));
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

    private int queued() {
        lock.lock();
        try {
            return queue.size() + held.size();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        sql.prepare();
        for (List<Waiting<?>> group = take(); !group.isEmpty(); group = take()) {
            commit(group);
        }
        forgetStatements();
    }

    /**
     * Waits until something is handed in, or is held for too long. Where much is held and withdrawn, this thread looks now
     * and then: to be woken for each would cost more than all the rest.
     */
    private void awaitWork() {
        while (queue.isEmpty() && !closed) {
            watching = !held.isEmpty() || holds != seenHolds;
            seenHolds = holds;
            if (watching) {
                look();
            } else {
                changed.awaitUninterruptibly();
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

    /** What waits, at least one; empty when the store is closed and all is done. */
    private List<Waiting<?>> take() {
        lock.lock();
        try {
            committing = false;
            awaitWork();
            awaitMore();
            begun = System.nanoTime();
            release();
            // All of it: were a row taken and its note left for the next transaction, a crash in between would part
            // them.
            List<Waiting<?>> group = List.copyOf(queue);
            queue.clear();
            awaited.clear();
            queuedBytes = 0;
            taken = lastId;
            committing = lookedFor > 0;
            lookedFor = 0;
            hurries = false;
            weigh();
            return group;
        } finally {
            lock.unlock();
        }
    }

    private void commit(List<Waiting<?>> group) {
        groups.record(group.size());
        List<Runnable> answers;
        Timer.Sample time = Timer.start();
        try {
            answers = sql.write(handle -> {
                StoreTransaction transaction =
                        new StoreTransaction(handle, statements(handle), limits, newest(group), clock.millis());
                List<Runnable> done = new ArrayList<>(group.size());
                group.forEach(waiting -> done.add(waiting.apply(transaction, sql)));
                transaction.flush();
                return done;
            });
            works();
        } catch (RuntimeException | Error e) {
            forgetStatements();
            // Also an Error: nobody may wait for ever, and the next group may be smaller.
            answers = Stream.concat(group.stream(), fails(e).stream())
                    .<Runnable>map(waiting -> () -> waiting.answer().completeExceptionally(e))
                    .toList();
        } finally {
            time.stop(commits);
        }
        answers.forEach(Runnable::run);
    }

    /** What it does to the database, for who wants to know what that costs. */
    Set<String> statements() {
        return call(new Work<>(
                Haste.NOW, 0, 0, (transaction, _) -> transaction.statements().texts()));
    }

    private Statements statements(Handle handle) {
        Connection connection = Sql.own(handle.getConnection());
        Statements known = statements;
        if (known == null || !known.isOf(connection)) {
            forgetStatements();
            known = new Statements(connection);
            statements = known;
        }
        return known;
    }

    private void forgetStatements() {
        if (statements != null) {
            statements.close();
            statements = null;
        }
    }

    /**
     * An operator hears of it once, and not for every stanza.
     *
     * @return what was handed in before anybody could know: it fails too, so that nothing is stored behind something
     *     refused that its sender has sent before
     */
    private List<Waiting<?>> fails(Throwable cause) {
        List<Waiting<?>> behind;
        boolean known = isFailing();
        lock.lock();
        try {
            broken = true;
            failed = clock.instant();
            release();
            behind = List.copyOf(queue);
            queue.clear();
            awaited.clear();
            lookedFor = 0;
            queuedBytes = 0;
            weigh();
        } finally {
            lock.unlock();
        }
        if (!known) {
            boolean passes = cause instanceof StoreException e && e.code().transientFault();
            LOG.error(
                    "Nothing can be stored, and whoever sends something is told so. {} It is tried again with whatever"
                            + " comes next.",
                    cause.getMessage(),
                    passes ? null : cause);
        }
        return behind;
    }

    private void works() {
        broken = false;
        if (failed != null && !isConvalescent()) {
            failed = null;
            LOG.info("The store works again");
        }
    }

    private static long newest(List<Waiting<?>> group) {
        return group.stream()
                .mapToLong(w -> w.first() + w.work().ids() - 1)
                .max()
                .orElseThrow();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        while (true) {
            try {
                writer.join();
                break;
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
