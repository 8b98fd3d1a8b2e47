package org.wockd.core.store.sql;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.sql.Connection;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.wockd.core.store.LimitExceeded;
import org.wockd.core.store.StoreLimits;
import org.wockd.core.store.sql.WorkQueue.Submitted;
import org.wockd.core.store.sql.WorkQueue.Waiting;

/**
 * The one thread that writes mailboxes: it takes all that waits, does it in one transaction, and then answers.
 *
 * <p>So a lone writer has the latency of one sync, and many share it. When a transaction fails, the works in it are answered
 * with the error, none of them is stored, and the thread goes on.
 */
final class GroupCommit implements AutoCloseable {

    private final Sql sql;
    private final StoreLimits limits;
    private final InstantSource clock;
    private final Timer commits;
    private final DistributionSummary groups;
    private final WorkQueue queue;
    private final StoreHealth health;
    private final Thread writer;
    /** Those of the connection that was used last; touched by the writer only. */
    private @Nullable Statements statements;

    GroupCommit(Sql sql, StoreLimits limits, InstantSource clock, MeterRegistry registry) {
        this.sql = sql;
        this.limits = limits;
        this.clock = clock;
        commits = registry.timer("wockd.store.commit");
        groups = registry.summary("wockd.store.group");
        long lastId = sql.one("SELECT last_id FROM message_id", row -> row.getLong(1));
        queue = new WorkQueue(limits, clock, lastId, registry);
        health = new StoreHealth(clock);
        writer = Thread.ofPlatform().name("wockd-store-writer").daemon().unstarted(this::run);
        writer.start();
    }

    /** Queues a work; the answer is completed after its commit, by the writer. */
    <T> CompletableFuture<T> submit(Work<T> work) {
        return hand(work).answer();
    }

    /** The same, and says which ids it has. */
    <T> Submitted<T> hand(Work<T> work) {
        return queue.hand(work);
    }

    /** See {@link WorkQueue#hold}. */
    <T> Submitted<T> hold(Work<T> work, LongFunction<T> withdrawn) {
        return queue.hold(work, withdrawn);
    }

    /** Withdraws a work that is held, by the first of its ids; false where it is not held any more. */
    boolean withdraw(long first) {
        return queue.withdraw(first);
    }

    /** Completed when all that was queued before and somebody may look for is answered: at once where nothing is. */
    CompletableFuture<Void> sync() {
        return queue.sync();
    }

    /** Whether so much waits that who can should wait until less does: soon, what comes is refused. */
    boolean isBusy() {
        return queue.isBusy();
    }

    /** Whether what is handed in may well be refused; see {@link StoreHealth#isFailing}. */
    boolean isFailing() {
        return health.isFailing();
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

    private void run() {
        sql.prepare();
        for (List<Waiting<?>> group = queue.take(); !group.isEmpty(); group = queue.take()) {
            commit(group);
        }
        forgetStatements();
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
                group.forEach(waiting -> done.add(apply(waiting, transaction)));
                transaction.flush();
                return done;
            });
            health.works();
        } catch (RuntimeException | Error e) {
            forgetStatements();
            // Also an Error: nobody may wait for ever, and the next group may be smaller.
            answers = Stream.concat(group.stream(), behind(e).stream())
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
                Work.Haste.NOW,
                0,
                0,
                (transaction, _) -> transaction.statements().texts()));
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
     * A transaction has failed.
     *
     * @return what was handed in before anybody could know: it fails too, so that nothing is stored behind something
     *     refused that its sender has sent before
     */
    private List<Waiting<?>> behind(Throwable cause) {
        boolean isNew = health.fails();
        List<Waiting<?>> behind = queue.drain();
        if (isNew) {
            health.tell(cause);
        }
        return behind;
    }

    /** Does a work, and returns how it is to be answered once it is committed. */
    private <T> Runnable apply(Waiting<T> waiting, StoreTransaction transaction) {
        try {
            T result = waiting.work().action().in(transaction, waiting.first());
            return () -> waiting.answer().complete(result);
        } catch (LimitExceeded e) {
            // Thrown before anything is written, so it costs nobody else in the transaction.
            sql.exceeded(e);
            return () -> waiting.answer().completeExceptionally(e);
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
        queue.close();
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
