package org.wockd.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.wockd.bench.client.Session;
import org.wockd.bench.measure.Cost;
import org.wockd.bench.measure.Result;
import org.wockd.bench.measure.Span;
import org.wockd.protocol.xml.Namespaces;
import org.wockd.protocol.xml.Node;
import org.wockd.protocol.xml.NodeWriter;

/**
 * Clients that fetch their rosters, and change them (RFC 6121 §2).
 *
 * @param contact the bare JID of a contact that changes its name
 */
public record RosterRun(String contact, Phases phases) {
    private static final String ROSTER = "jabber:iq:roster";
    private static final Node GET =
            Node.of(Namespaces.CLIENT, "iq").with("type", "get").plus(Node.of(ROSTER, "query"));

    /**
     * Clients come, fetch their rosters, say that they are there, and go; again and again, all of them once in a round. Adds
     * what it costs to {@code result}, with the octets of a roster.
     *
     * @param first the first client's number
     * @param pids the server's processes
     */
    public void logins(Crowd crowd, int first, int count, Collection<Long> pids, Errors errors, Result result)
            throws IOException, InterruptedException {
        LongAdder octets = new LongAdder();
        long _ = rounds(phases.warmUp(), crowd, first, count, octets, errors);
        octets.reset();
        Span span = Span.begin(pids, 0);
        long logins = count * rounds(phases.time(), crowd, first, count, octets, errors);
        Cost cost = span.cost();
        cost.tell(result, "login", logins);
        result.with("octets-per-roster", (double) octets.sum() / Math.max(1, logins));
    }

    private long rounds(Duration time, Crowd crowd, int first, int count, LongAdder octets, Errors errors)
            throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        long rounds = 0;
        while (errors.total() == 0 && System.nanoTime() < end) {
            List<Session> sessions = crowd.binds(IntStream.range(first, first + count), false, crowd::bystander);
            List<CompletableFuture<?>> there = new ArrayList<>();
            for (Session session : sessions) {
                there.add(session.ask(GET).thenAccept(roster -> {
                    if (roster.child(ROSTER, "query") == null) {
                        errors.add(Errors.Kind.REFUSED, session.jid() + " got no roster: " + roster);
                    }
                    octets.add(NodeWriter.toBytes(roster, Namespaces.CLIENT).length);
                    session.send(Presences.available());
                }));
            }
            boolean fetched = all(there, octets, "rosters", errors);
            boolean told = fetched
                    && all(sessions.stream().map(Session::fence).toList(), octets, "those who come online", errors);
            crowd.leaves(sessions);
            rounds += told ? 1 : 0;
        }
        return rounds;
    }

    private boolean all(List<? extends CompletableFuture<?>> each, LongAdder done, String what, Errors errors)
            throws InterruptedException {
        CompletableFuture<Void> end = CompletableFuture.allOf(each.toArray(CompletableFuture<?>[]::new));
        return Progress.awaits(end, done::sum, phases.patience(), what, errors);
    }

    /**
     * Clients that are online give a contact another name, one time after the other, of which the server tells all that have
     * fetched the roster, and so also who has done it (§2.1.6). Adds what it costs to {@code result}.
     *
     * @param pids the server's processes
     */
    public void sets(List<Session> sessions, Collection<Long> pids, Errors errors, Result result)
            throws IOException, InterruptedException {
        boolean fetched =
                all(sessions.stream().map(session -> session.ask(GET)).toList(), new LongAdder(), "rosters", errors);
        if (!fetched) {
            return;
        }
        Turns sets = new Turns();
        Parties parties = Parties.of(sessions, session -> new Asker(session, new Renaming(sets), errors));
        parties.begin(1);
        phases.measure(List.of(sets.tally("set")), pids, errors, result);
        parties.stop(phases.patience());
    }

    private final class Renaming implements Questions {
        private final Turns sets;
        private long number;

        Renaming(Turns sets) {
            this.sets = sets;
        }

        @Override
        public Node next() {
            Node item = Node.of(ROSTER, "item").with("jid", contact).with("name", "number " + number++);
            return Node.of(Namespaces.CLIENT, "iq")
                    .with("type", "set")
                    .plus(Node.of(ROSTER, "query").plus(item));
        }

        @Override
        public void answered(Node result, long asked) {
            sets.done(asked);
        }
    }
}
