package org.wockd.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.wockd.bench.client.Session;
import org.wockd.bench.measure.Cost;
import org.wockd.bench.measure.Latencies;
import org.wockd.bench.measure.Result;
import org.wockd.bench.measure.Span;

/**
 * Users who are away while they are written to, and then come and get it all, again and again. What it costs to log in and
 * to leave is not counted: the time in which they are written to is, and that from their presence until all is there.
 *
 * @param users how many, each of whom another client writes to, which counts stanzas
 * @param messages to each user while he is away, at most {@link Flow#MOST}
 * @param window how many messages of each writer may wait for their acknowledgement
 * @param size about how many characters a text has
 * @param managed whether the users count stanzas when they come
 */
public record OfflineRun(int users, int messages, int window, int size, boolean managed, Phases phases) {

    /**
     * Measures it with clients of a crowd, which come and leave, and adds the figures to {@code result}. An error ends it
     * early.
     *
     * @param first the number of the first of them, which is even: there are two for each user
     * @param pids the server's processes
     */
    public void measure(Crowd crowd, int first, Collection<Long> pids, Errors errors, Result result)
            throws IOException, InterruptedException {
        result.with("users", users)
                .with("messages-each", messages)
                .with("size", size)
                .with("window", window)
                .with("managed", managed ? "yes" : "no");
        List<Session> writers = crowd.comesOnline(every2nd(first), true, crowd::bystander);
        List<Session> before = crowd.binds(every2nd(first + 1), managed, crowd::bystander);
        if (errors.total() == 0) {
            new Rounds(crowd, first, pids, errors, writers, before).run(result);
        } else {
            crowd.leaves(before);
        }
        crowd.leaves(writers);
    }

    private IntStream every2nd(int first) {
        return IntStream.range(0, users).map(i -> first + 2 * i);
    }

    private final class Rounds {
        private final Crowd crowd;
        private final int first;
        private final Collection<Long> pids;
        private final Errors errors;
        private final List<Session> before;
        private final Messages letters;
        private final List<Absentee> absentees = new ArrayList<>();
        private final Latencies fetches = new Latencies();
        private @Nullable Cost storing;
        private @Nullable Cost fetching;

        Rounds(
                Crowd crowd,
                int first,
                Collection<Long> pids,
                Errors errors,
                List<Session> writers,
                List<Session> before) {
            this.crowd = crowd;
            this.first = first;
            this.pids = pids;
            this.errors = errors;
            this.before = before;
            this.letters = new Messages(size, errors);
            for (int i = 0; i < writers.size(); i++) {
                Session writer = writers.get(i);
                String account = before.get(i).account();
                int id = i;
                absentees.add(
                        CompletableFuture.supplyAsync(() -> new Absentee(writer, account, id, letters), writer.loop())
                                .join());
            }
        }

        void run(Result result) throws IOException, InterruptedException {
            // What an earlier run has left is got now.
            before.forEach(session -> session.loop().execute(() -> session.send(Presences.available())));
            leave(before);
            int _ = rounds(phases.warmUp());
            storing = null;
            fetching = null;
            var _ = letters.acknowledgements().take();
            var _ = fetches.take();
            long times = rounds(phases.time());
            if (storing == null || fetching == null) {
                return;
            }
            long all = times * users * messages;
            result.with("rounds", times);
            storing.plus(fetching).tell(result, "message", all);
            storing.each(result, "stored-message", all);
            fetching.each(result, "fetched-message", all);
            result.with("acknowledgement", letters.acknowledgements().take()).with("fetch", fetches.take());
        }

        /** Plays rounds until the time is over, and returns how many there were that ended well. */
        private int rounds(Duration time) throws IOException, InterruptedException {
            long end = System.nanoTime() + time.toNanos();
            int rounds = 0;
            while (errors.total() == 0 && System.nanoTime() < end) {
                if (round()) {
                    rounds++;
                }
            }
            return rounds;
        }

        private boolean round() throws IOException, InterruptedException {
            Span writing = Span.begin(pids, 0);
            if (!all(
                    "that what was written is acknowledged",
                    i -> absentees.get(i).isWrittenTo(messages, window))) {
                return false;
            }
            Cost stored = writing.cost();
            List<Session> sessions = crowd.binds(every2nd(first + 1), managed, crowd::bystander);
            if (errors.total() > 0) {
                crowd.leaves(sessions);
                return false;
            }
            Span coming = Span.begin(pids, 0);
            long begun = System.nanoTime();
            boolean there = all(
                    "what waits for users who were away",
                    i -> absentees
                            .get(i)
                            .comes(sessions.get(i))
                            .thenRun(() -> fetches.record(begun, System.nanoTime())));
            Cost fetched = coming.cost();
            leave(sessions);
            storing = storing == null ? stored : storing.plus(stored);
            fetching = fetching == null ? fetched : fetching.plus(fetched);
            return there;
        }

        private boolean all(String what, IntFunction<CompletableFuture<Void>> step) throws InterruptedException {
            CompletableFuture<Void> end = CompletableFuture.allOf(
                    IntStream.range(0, absentees.size()).mapToObj(step).toArray(CompletableFuture<?>[]::new));
            return Progress.awaits(end, letters::moved, phases.patience(), what, errors);
        }

        /** They are away for the server before they leave, so that nothing is sent to a connection that closes. */
        private void leave(List<Session> sessions) throws InterruptedException {
            List<CompletableFuture<?>> told = new ArrayList<>();
            for (Session session : sessions) {
                session.loop().execute(() -> session.send(Presences.unavailable()));
                told.add(session.fence());
            }
            CompletableFuture<Void> all = CompletableFuture.allOf(told.toArray(CompletableFuture<?>[]::new));
            boolean _ = Progress.awaits(all, letters::moved, phases.patience(), "users who go away", errors);
            crowd.leaves(sessions);
        }
    }
}
