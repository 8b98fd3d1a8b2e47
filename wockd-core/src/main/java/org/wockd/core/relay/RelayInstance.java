package org.wockd.core.relay;

import io.netty.util.Timeout;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.core.relay.Flights.Flight;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.relay.LinkReader;
import org.wockd.protocol.stanza.Presence;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stream.StreamError;
import org.wockd.protocol.stream.StreamWriter;
import org.wockd.protocol.stream.Unacknowledged;
import org.wockd.protocol.xep.StreamManagement;

/**
 * One process of a relay, known by its name: how it is reached, and what is on its way to it. It works for the users that
 * {@link Rendezvous} gives it. Used on the relay's loop only.
 */
@SuppressWarnings("ReferenceEquality") // links are told apart by identity
final class RelayInstance {
    private static final Logger LOG = LoggerFactory.getLogger(RelayInstance.class);
    private static final byte[] NOTHING = new byte[0];

    /** How it is reached. */
    private sealed interface State {
        /** By a link. */
        sealed interface On extends State {
            Link link();
        }

        /** It waits until those who worked for its users before are through with them. */
        record Held(Link link) implements On {}

        /** What waits for it in the queue is being read and sent; what comes waits behind. */
        record Draining(Link link) implements On {}

        /** It has to acknowledge some before it is sent more. */
        record Full(Link link, long after) implements On {}

        /** Nothing waits, and what comes is sent. */
        record Attached(Link link) implements On {}

        /** It has lost its link when nothing waited, and may come back: what comes is counted and goes by the next one. */
        record Apart(Timeout leaving) implements State {}

        /** It has lost its link, and may come back: what comes waits in the queue. */
        record Off(Timeout leaving) implements State {}

        /** It has not come back in time. Where nobody took over it still may. */
        record Lapsed() implements State {}
    }

    private final String name;
    private final CoreRelay relay;
    private final CoreRelay.Means means;
    private final RelayQueue queue;

    private State state = new State.Lapsed();
    private @Nullable Link last;
    private Flights flights;
    private SentPresences told;
    private @Nullable Timeout watch;
    /** The users that it has not been told of; null where there are none. */
    private @Nullable Predicate<Jid> newcomers;
    /** Presences that could not wait: then it must be told all anew. */
    private long missed;
    /** Counts passes over the queue, so that one is given up when another begins. */
    private int pass;

    RelayInstance(String name, CoreRelay relay, CoreRelay.Means means, RelayQueue queue) {
        this.name = name;
        this.relay = relay;
        this.means = means;
        this.queue = queue;
        this.flights = new WrittenFlights(queue, relay.loop());
        this.told = new SentPresences(means.limits().presences());
    }

    String name() {
        return name;
    }

    Flights flights() {
        return flights;
    }

    /** Whether it has users: until it has been away for longer than the grace time. */
    boolean isMember() {
        return !(state instanceof State.Lapsed);
    }

    boolean isAttached() {
        return state instanceof State.Attached;
    }

    /** Whether what comes need not be stored before it is on its way. */
    boolean isQuick() {
        return state instanceof State.Attached || state instanceof State.Apart;
    }

    @Nullable
    Link link() {
        return state instanceof State.On on ? on.link() : null;
    }

    /** Whether this is its link, or was the last one it had. */
    boolean isOf(Link link) {
        return last == link;
    }

    private void become(State other) {
        Timeout leaving = switch (state) {
            case State.Apart(Timeout timeout) -> timeout;
            case State.Off(Timeout timeout) -> timeout;
            default -> null;
        };
        boolean waits = other instanceof State.Off(Timeout still) && still == leaving;
        if (leaving != null && !waits) {
            leaving.cancel();
        }
        state = other;
        relay.instances().changed();
    }

    // ---- coming and going ----------------------------------------------------------------------------------------

    /**
     * It is there, and knows nothing of links before.
     *
     * @param free completed when those who worked for its users before are through with them
     */
    void begin(Link link, Flights begun, CompletableFuture<Void> free) {
        last = link;
        flights = begun;
        told = new SentPresences(means.limits().presences());
        newcomers = _ -> true;
        hold(link, free);
    }

    private void hold(Link link, CompletableFuture<Void> free) {
        become(new State.Held(link));
        var _ = free.whenComplete((_, _) -> relay.loop().execute(() -> {
            if (state instanceof State.Held(Link held) && held == link) {
                drain(link, 0);
            }
        }));
    }

    /** A process before this one has known it. */
    void recover(CountedFlights kept) {
        flights = kept;
        become(new State.Off(leaving()));
    }

    /**
     * It goes on where it was.
     *
     * @param h how much it has got
     * @param free as {@link #begin}
     */
    void resume(Link link, String token, long h, CompletableFuture<Void> free) {
        if (!(flights instanceof CountedFlights counted)) {
            throw new IllegalStateException(this + " does not count");
        }
        try {
            counted.resumed(h);
        } catch (Unacknowledged.TooMany e) {
            link.end(e);
            return;
        }
        last = link;
        link.resumed(counted);
        link.write(StreamManagement.resumed(token, counted.handled()));
        counted.sendAgain(link);
        switch (state) {
            case State.Apart _ -> attached(link);
            case State.Lapsed _ -> {
                newcomers = _ -> true;
                hold(link, free);
            }
            default -> drain(link, 0);
        }
        ask();
    }

    /** Its link is over. */
    void lost(Link.End end) {
        boolean resumable = end == Link.End.BROKEN && flights.areCounted();
        List<Stanza> lost = resumable ? List.of() : giveUp();
        boolean counts = state instanceof State.Attached && flights.outliveLinks();
        become(counts ? new State.Apart(leaving()) : new State.Off(leaving()));
        relay.again(lost);
    }

    /**
     * It is about to be reached by another link.
     *
     * @return completed when all that came by the last one is dealt with
     */
    CompletableFuture<Void> stop() {
        Link before = last;
        CompletableFuture<Void> dealtWith = before == null
                ? CompletableFuture.completedFuture(null)
                : before.stop(StreamError.CONFLICT, "the link was resumed by another connection");
        if (link() != null) {
            lost(Link.End.BROKEN);
        }
        return dealtWith;
    }

    /** Completed when all that it has sent up to now has done is durable. */
    CompletableFuture<Void> durable() {
        return flights instanceof CountedFlights counted
                ? counted.durable(counted.handled())
                : CompletableFuture.completedFuture(null);
    }

    private Timeout leaving() {
        return means.timer()
                .newTimeout(
                        timeout -> relay.loop().execute(() -> lapse(timeout)),
                        relay.config().grace().toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private void lapse(Timeout timeout) {
        boolean late = switch (state) {
            case State.Apart(Timeout leaving) -> leaving == timeout;
            case State.Off(Timeout leaving) -> leaving == timeout;
            default -> false;
        };
        if (late) {
            become(new State.Lapsed());
            relay.instances().lapsed(this);
        }
    }

    /** What is on its way to it and is no row of the queue. */
    List<Stanza> others() {
        return flights instanceof CountedFlights counted ? counted.others() : List.of();
    }

    /** It is forgotten, or begins anew: rows wait again, and the rest is returned. */
    List<Stanza> giveUp() {
        List<Stanza> others = flights.takeBack();
        flights = new WrittenFlights(queue, relay.loop());
        return others;
    }

    /** Works from now on for these users, too. */
    void takeOver(Predicate<Jid> users) {
        Predicate<Jid> before = newcomers;
        newcomers = before == null ? users : before.or(users);
        switch (state) {
            case State.Attached(Link link) -> drain(link, 0);
            case State.Draining(Link link) -> drain(link, 0);
            case State.Full(Link link, long _) -> become(new State.Full(link, 0));
            case State.Apart(Timeout leaving) -> become(new State.Off(leaving));
            case State.Held _, State.Off _, State.Lapsed _ -> {}
        }
    }

    /** Does not work any more for these users: it is told that they are unavailable. */
    void handOver(Predicate<Jid> users) {
        told.takeBack(users).forEach(gone -> {
            if (!direct(gone)) {
                // It is told anew when it is back.
                missed++;
            }
        });
    }

    // ---- what goes -----------------------------------------------------------------------------------------------

    /** Sends a stanza of one of its users, now or when its turn has come. */
    void send(Stanza stanza, CompletableFuture<Void> done) {
        switch (state) {
            case State.Attached(Link link)
            when flights.isFull() -> {
                relay.metrics().paused().increment();
                become(new State.Full(link, queue.newest()));
                await(stanza, done);
            }
            case State.Attached(Link link) -> fly(stanza, link, done);
            case State.Apart(Timeout leaving)
            when flights.isFull() -> {
                become(new State.Off(leaving));
                await(stanza, done);
            }
            case State.Apart _ -> fly(stanza, null, done);
            default -> await(stanza, done);
        }
    }

    private void await(Stanza stanza, CompletableFuture<Void> done) {
        if (state instanceof State.Off && !flights.areCounted() && CoreRelay.isAvailability(stanza)) {
            // Who does not resume is told anew who is online.
            done.complete(null);
        } else if (!relay.await(stanza, done) && !(state instanceof State.On) && CoreRelay.isAvailability(stanza)) {
            missed++;
        }
    }

    private void fly(Stanza stanza, @Nullable Link link, CompletableFuture<Void> done) {
        long row = 0;
        if (RelayQueue.keeps(stanza)) {
            RelayQueue.Posted posted = flights.post(stanza);
            if (posted.durable().isCompletedExceptionally()) {
                CoreRelay.pass(posted.durable(), done);
                return;
            }
            row = posted.row();
            // It is on its way, and its sender does not wait for the disk: he is told if that fails.
            relay.bounces().ifRefused(stanza, posted.durable());
        }
        put(stanza, row, link);
        done.complete(null);
    }

    private void put(Stanza stanza, long row, @Nullable Link link) {
        if (stanza instanceof Presence presence && !told.note(presence)) {
            relay.metrics().forgotten().increment();
        }
        flights.send(new Flight(stanza, LinkReader.toBytes(stanza), row), link);
        ask();
    }

    /**
     * Sends a stanza to this instance and to no other, before all that waits; it is lost with the instance.
     *
     * @return false where it cannot be reached now
     */
    boolean direct(Stanza stanza) {
        Link link = link();
        boolean full = flights.isOverfull();
        if (full && link != null) {
            relay.metrics().flooded().increment();
            link.end(StreamError.RESOURCE_CONSTRAINT, "too much is sent and not acknowledged");
        }
        boolean goes = !full && (link != null || flights.outliveLinks());
        if (goes) {
            put(stanza, 0, link);
        }
        return goes;
    }

    // ---- the queue -----------------------------------------------------------------------------------------------

    /** Sends what waits for it in the queue behind a row, then what waits the grace time, then whatever comes. */
    private void drain(Link link, long after) {
        become(new State.Draining(link));
        read(link, after, ++pass);
    }

    private void read(Link link, long after, int current) {
        long seen = queue.appends();
        means.blocking().execute(() -> {
            try {
                List<RelayQueue.Row> rows = queue.after(after);
                relay.loop().execute(() -> page(link, after, rows, seen, current));
            } catch (RejectedExecutionException e) {
                LOG.debug(
                        "The core stops while {} gets what has waited; it waits on",
                        relay.config().domain());
            } catch (RuntimeException e) {
                LOG.error(
                        "What waits for {} cannot be read from the store; its link is ended",
                        relay.config().domain(),
                        e);
                link.end(StreamError.INTERNAL_SERVER_ERROR, "the server's store failed; its log says why");
            }
        });
    }

    private void page(Link link, long after, List<RelayQueue.Row> rows, long seen, int current) {
        if (current != pass || !(state instanceof State.Draining(Link draining)) || draining != link) {
            return;
        }
        if (rows.isEmpty()) {
            if (queue.appends() == seen) {
                attached(link);
            } else {
                read(link, after, current);
            }
            return;
        }
        long done = after;
        for (RelayQueue.Row row : rows) {
            if (flights.isFull()) {
                relay.metrics().paused().increment();
                become(new State.Full(link, done));
                return;
            }
            done = row.id();
            pass(row, link);
        }
        long next = done;
        // So much only is in memory as the network takes.
        link.write(NOTHING, new StreamWriter.Fate() {
            @Override
            public void written() {
                relay.loop().execute(() -> {
                    if (current == pass && state instanceof State.Draining) {
                        read(link, next, current);
                    }
                });
            }
        });
    }

    private void pass(RelayQueue.Row row, Link link) {
        Stanza stanza = row.stanza();
        if (queue.isUnderWay(row.id())) {
            return;
        }
        if (stanza == null) {
            queue.sent(row.id());
            queue.delivered(row.id());
        } else if (relay.instances().of(stanza) == this) {
            flights.note(row.id());
            put(stanza, row.id(), link);
        }
    }

    private void attached(Link link) {
        become(new State.Attached(link));
        for (Stanza stanza : relay.takeWaiting(this)) {
            CompletableFuture<Void> done = new CompletableFuture<>();
            send(stanza, done);
            relay.bounces().ifRefused(stanza, done);
        }
        Predicate<Jid> users = missed > 0 ? _ -> true : newcomers;
        newcomers = null;
        missed = 0;
        if (users != null) {
            relay.arrived(this, users);
        }
    }

    // ---- acknowledgements ----------------------------------------------------------------------------------------

    /** Takes the relay's {@code <a/>}. */
    void acknowledged(Link link, long h) {
        if (!(flights instanceof CountedFlights counted)) {
            return;
        }
        int before = counted.size();
        try {
            counted.acknowledged(h);
        } catch (Unacknowledged.TooMany e) {
            link.end(e);
            return;
        }
        relay.instances().changed();
        if (state instanceof State.Full(Link full, long after) && !counted.isFull()) {
            drain(full, after);
        }
        // Who has got nothing more since is asked again when there is more.
        if (counted.size() < before) {
            ask();
        }
    }

    /** Asks how much has come, where that is not asked already. */
    void ask() {
        Link link = link();
        if (link != null && flights instanceof CountedFlights counted && counted.wantsRequest(System.nanoTime())) {
            link.write(StreamManagement.request());
            if (watch == null) {
                watch(means.limits().counted().answer().toNanos());
            }
        }
    }

    private void watch(long nanos) {
        watch = means.timer().newTimeout(_ -> relay.loop().execute(this::look), nanos, TimeUnit.NANOSECONDS);
    }

    /** One timer looks after all requests, so that none is needed for each. */
    private void look() {
        watch = null;
        Link link = link();
        var waiting = flights instanceof CountedFlights counted ? counted.unanswered(System.nanoTime()) : null;
        if (link == null || waiting == null) {
            return;
        }
        var left = means.limits().counted().answer().minus(waiting);
        if (left.isPositive()) {
            watch(left.toNanos());
        } else {
            relay.metrics().silent().increment();
            LOG.warn("{} has not acknowledged anything for {} s; its link is ended", this, waiting.toSeconds());
            link.end(StreamError.CONNECTION_TIMEOUT, "no answer to a request for an acknowledgement");
        }
    }

    @Override
    public String toString() {
        return relay.config().domain() + "/" + name;
    }
}
