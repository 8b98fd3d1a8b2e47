package org.wockd.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.wockd.bench.client.Component;
import org.wockd.bench.client.LoginException;
import org.wockd.bench.client.Session;
import org.wockd.bench.measure.Cost;
import org.wockd.bench.measure.Result;
import org.wockd.bench.measure.Span;
import org.wockd.protocol.xml.Frame;

/**
 * Clients that write to a component which is away, and then comes and gets it all; in rounds. The clients count, and all is
 * queued when all is acknowledged.
 *
 * @param address the component's
 * @param messages in a round, in equal parts of at most 4,096 by each client
 * @param window how many of each client may wait to be acknowledged
 * @param size about how many characters a text has
 */
public record AwayRun(String address, int messages, int window, int size, Phases phases) {

    /** How the component comes. */
    public interface Coming {
        /** Attaches it; what comes for it goes to {@code listener}, on the event loop of all clients. */
        Component attach(Consumer<Frame> listener) throws LoginException, InterruptedException, IOException;
    }

    /**
     * Plays rounds, and adds what a stanza costs to queue and to fetch to {@code result}. An error ends it early.
     *
     * @param sessions clients that count, all of one event loop
     * @param pids the server's processes
     */
    public void measure(List<Session> sessions, Coming coming, Collection<Long> pids, Errors errors, Result result)
            throws IOException, InterruptedException, LoginException {
        Rounds rounds = new Rounds(sessions, coming, pids, errors);
        long _ = rounds.play(phases.warmUp());
        rounds.forget();
        rounds.tell(rounds.play(phases.time()), result);
    }

    private final class Rounds {
        private final Coming coming;
        private final Collection<Long> pids;
        private final Errors errors;
        private final Messages letters;
        private final List<Session> writers;
        private final List<Absentee> queues = new ArrayList<>();
        private @Nullable Cost queueing;
        private @Nullable Cost fetching;

        Rounds(List<Session> sessions, Coming coming, Collection<Long> pids, Errors errors) {
            this.coming = coming;
            this.pids = pids;
            this.errors = errors;
            this.letters = new Messages(size, errors);
            // A round of few is written by few, each the same.
            this.writers = sessions.subList(0, Math.min(sessions.size(), messages));
            if (messages % writers.size() != 0) {
                throw new IllegalArgumentException(
                        messages + " messages cannot be written by " + writers.size() + " clients in equal parts");
            }
            for (Session writer : writers) {
                int id = queues.size();
                queues.add(
                        CompletableFuture.supplyAsync(() -> new Absentee(writer, address, id, letters), writer.loop())
                                .join());
            }
        }

        void forget() {
            queueing = null;
            fetching = null;
        }

        void tell(long rounds, Result result) {
            if (queueing != null && fetching != null) {
                result.with("rounds", rounds);
                queueing.each(result, "queued-stanza", rounds * messages);
                fetching.each(result, "fetched-stanza", rounds * messages);
            }
        }

        /** At least one. */
        long play(Duration time) throws IOException, InterruptedException, LoginException {
            long end = System.nanoTime() + time.toNanos();
            long rounds = 0;
            boolean well = true;
            while (well && (rounds == 0 || System.nanoTime() < end)) {
                well = round();
                rounds += well ? 1 : 0;
            }
            return rounds;
        }

        private boolean round() throws IOException, InterruptedException, LoginException {
            Span writing = Span.begin(pids, 0);
            int each = messages / writers.size();
            if (!all("that what was written is acknowledged", queue -> queue.isWrittenTo(each, window))) {
                return false;
            }
            Cost queued = writing.cost();
            Span getting = Span.begin(pids, 0);
            boolean there;
            try (Component _ = coming.attach(this::got)) {
                there = all("what waits for the component", Absentee::awaitsAll);
            }
            Cost fetched = getting.cost();
            queueing = queueing == null ? queued : queueing.plus(queued);
            fetching = fetching == null ? fetched : fetching.plus(fetched);
            return there;
        }

        private void got(Frame message) {
            Letter letter = Letter.in(message);
            if (letter == null || letter.flow() < 0 || letter.flow() >= queues.size()) {
                letters.strange();
            } else {
                queues.get(letter.flow()).got(message);
            }
        }

        private boolean all(String what, Function<Absentee, CompletableFuture<Void>> step) throws InterruptedException {
            CompletableFuture<Void> end =
                    CompletableFuture.allOf(queues.stream().map(step).toArray(CompletableFuture<?>[]::new));
            return Progress.awaits(end, letters::moved, phases.patience(), what, errors);
        }
    }
}
