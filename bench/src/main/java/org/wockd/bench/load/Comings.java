package org.wockd.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.wockd.bench.client.Session;
import org.wockd.bench.measure.Cost;
import org.wockd.bench.measure.Latencies;
import org.wockd.bench.measure.Result;
import org.wockd.bench.measure.Span;
import org.wockd.protocol.stream.StreamHeader;
import org.wockd.protocol.xml.Frame;

/**
 * Clients that all go, and all come at once, in rounds. Only coming is measured: each tells its contacts, and is told by the
 * server how they are (RFC 6121 §4.2 and §4.3). A round is over when each has seen all contacts; who has come first sees
 * some of them twice, as the server likes.
 */
final class Comings {
    private static final int RUN_LENGTH = 8;

    private final String run = StreamHeader.randomId().substring(0, RUN_LENGTH);
    private final Phases phases;
    private final Collection<Long> pids;
    private final Errors errors;
    private final LongAdder presences = new LongAdder();
    private final Latencies latencies = new Latencies();
    private final List<Newcomer> newcomers = new ArrayList<>();
    private long round;
    private @Nullable Cost spent;

    /**
     * @param contacts how many contacts of each client are among the others
     */
    Comings(List<Session> sessions, List<Integer> contacts, Phases phases, Collection<Long> pids, Errors errors) {
        this.phases = phases;
        this.pids = pids;
        this.errors = errors;
        for (Session session : sessions) {
            newcomers.add(new Newcomer(session, newcomers.size(), contacts.get(newcomers.size())));
        }
    }

    void measure(Result result) throws IOException, InterruptedException {
        long _ = rounds(phases.warmUp());
        spent = null;
        var _ = latencies.take();
        long before = presences.sum();
        long times = rounds(phases.time());
        if (spent != null) {
            result.with("rounds", times);
            spent.tell(result, "presence", presences.sum() - before);
            spent.each(result, "coming", times * newcomers.size());
            result.with("coming", latencies.take());
        }
    }

    /** Plays rounds until the time is over, and returns how many there were. */
    private long rounds(Duration time) throws IOException, InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        long begun = round;
        while (errors.total() == 0 && System.nanoTime() < end) {
            if (!all(newcomers.stream().map(Newcomer::goes).toList())) {
                break;
            }
            Span coming = Span.begin(pids, 0);
            if (!all(newcomers.stream().map(newcomer -> newcomer.comes(round)).toList())) {
                break;
            }
            Cost cost = coming.cost();
            spent = spent == null ? cost : spent.plus(cost);
            round++;
        }
        return round - begun;
    }

    private boolean all(List<? extends CompletableFuture<?>> each) throws InterruptedException {
        return Progress.awaits(
                CompletableFuture.allOf(each.toArray(CompletableFuture<?>[]::new)),
                presences::sum,
                phases.patience(),
                "presences of those who come",
                errors);
    }

    /** One client; all of it happens on its event loop. */
    private final class Newcomer implements Session.Listener {
        private final Session session;
        private final int id;
        private final int contacts;
        private final Set<Integer> seen = new HashSet<>();
        private long comes = -1;
        private CompletableFuture<Void> done = new CompletableFuture<>();

        Newcomer(Session session, int id, int contacts) {
            this.session = session;
            this.id = id;
            this.contacts = contacts;
        }

        /** It goes; completed when the server has dealt with that. */
        CompletableFuture<?> goes() {
            session.loop().execute(() -> {
                session.listener(this);
                session.send(Presences.unavailable());
            });
            return session.fence();
        }

        /** It comes; completed when it has seen all contacts. */
        CompletableFuture<Void> comes(long number) {
            CompletableFuture<Void> all = new CompletableFuture<>();
            session.loop().execute(() -> {
                long begun = System.nanoTime();
                done = all;
                comes = number;
                seen.clear();
                session.send(Presences.status(new Letter(run, id, number)));
                var _ = all.thenRun(() -> latencies.record(begun, System.nanoTime()));
            });
            return all;
        }

        @Override
        public void presence(Frame presence) {
            Letter letter = Presences.letter(presence);
            if (letter == null || !letter.run().equals(run) || letter.flow() == id || letter.number() != comes) {
                return;
            }
            presences.increment();
            seen.add(letter.flow());
            if (seen.size() == contacts) {
                done.complete(null);
            }
        }

        @Override
        public void lost(@Nullable String why) {
            errors.add(Errors.Kind.CONNECTION_LOST, session.jid() + ": " + why);
        }
    }
}
