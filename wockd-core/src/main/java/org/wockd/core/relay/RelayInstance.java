package org.wockd.core.relay;

import io.netty.util.Timeout;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.wockd.core.relay.Flights.Flight;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.relay.LinkReader;
import org.wockd.protocol.stanza.Presence;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stream.StreamError;
import org.wockd.protocol.stream.Unacknowledged;
import org.wockd.protocol.xep.StreamManagement;

/**
 * One process of a relay, known by its name: how it is reached, and what is on its way to it. It works for the users that
 * {@link Rendezvous} gives it. Used on the relay's loop only.
 */
@SuppressWarnings("ReferenceEquality") // links are told apart by identity
final class RelayInstance {
    private final String name;
    private final CoreRelay relay;
    private final CoreRelay.Means means;
    private final RelayQueue queue;
    private final RelayDrain drain;
    private final RelayPatience patience;

    private Reach state = new Reach.Lapsed();
    private @Nullable Link last;
    /** A link that is being ended because too much was sent on it. */
    private @Nullable Link flooded;

    private Flights flights;
    private final RelayAudience audience;

    RelayInstance(String name, CoreRelay relay, CoreRelay.Means means, RelayQueue queue) {
        this.name = name;
        this.relay = relay;
        this.means = means;
        this.queue = queue;
        this.flights = new WrittenFlights(queue, relay.loop());
        this.audience = new RelayAudience(means.limits().presences());
        this.drain = new RelayDrain(this, relay, means, queue);
        this.patience = new RelayPatience(this, relay, means);
    }

    String name() {
        return name;
    }

    Flights flights() {
        return flights;
    }

    /** Whether it has users: until it has been away for longer than the grace time. */
    boolean isMember() {
        return !(state instanceof Reach.Lapsed);
    }

    boolean isAttached() {
        return state instanceof Reach.Attached;
    }

    /** Whether what comes need not be stored before it is on its way. */
    boolean isQuick() {
        return state instanceof Reach.Attached || state instanceof Reach.Apart;
    }

    @Nullable
    Link link() {
        return state instanceof Reach.On on ? on.link() : null;
    }

    /** Whether this is its link, or was the last one it had. */
    boolean isOf(Link link) {
        return last == link;
    }

    private void become(Reach other) {
        Timeout leaving = state.leaving();
        if (leaving != null && leaving != other.leaving()) {
            leaving.cancel();
        }
        state = other;
        relay.instances().changed();
    }

    /**
     * It is there, and knows nothing of links before.
     *
     * @param free completed when those who worked for its users before are through with them
     */
    void begin(Link link, Flights begun, CompletableFuture<Void> free) {
        last = link;
        flights = begun;
        audience.forget();
        hold(link, free);
    }

    private void hold(Link link, CompletableFuture<Void> free) {
        become(new Reach.Held(link));
        var _ = free.whenComplete((_, _) -> relay.loop().execute(() -> {
            if (state instanceof Reach.Held(Link held) && held == link) {
                drain(link, 0);
            }
        }));
    }

    /** A process before this one has known it. */
    void recover(CountedFlights kept) {
        flights = kept;
        become(new Reach.Off(leaving()));
    }

    /** It goes on where it was, and has got so many; free as {@link #begin}. */
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
        link.resumed(counted, () -> relay.detach(link, Link.End.BROKEN));
        link.write(StreamManagement.resumed(token, counted.handled()));
        counted.sendAgain(link);
        switch (state) {
            case Reach.Apart _ -> attached(link);
            case Reach.Lapsed _ -> {
                audience.toldNothing();
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
        boolean counts = state instanceof Reach.Attached && flights.outliveLinks();
        become(counts ? new Reach.Apart(leaving()) : new Reach.Off(leaving()));
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

    private Timeout leaving() {
        return means.timer()
                .newTimeout(
                        timeout -> relay.loop().execute(() -> lapse(timeout)),
                        relay.config().grace().toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private void lapse(Timeout timeout) {
        if (timeout.equals(state.leaving())) {
            become(new Reach.Lapsed());
            relay.instances().lapsed(this);
        }
    }

    /** It is forgotten, or begins anew: rows wait again, and the rest is returned. */
    List<Stanza> giveUp() {
        List<Stanza> others = flights.takeBack();
        flights = new WrittenFlights(queue, relay.loop());
        return others;
    }

    /** Works from now on for these users, too. */
    void takeOver(Predicate<Jid> users) {
        audience.add(users);
        switch (state) {
            case Reach.Attached(Link link) -> drain(link, 0);
            case Reach.Draining(Link link) -> drain(link, 0);
            case Reach.Full(Link link, long _) -> become(new Reach.Full(link, 0));
            case Reach.Apart(Timeout leaving) -> become(new Reach.Off(leaving));
            case Reach.Held _, Reach.Off _, Reach.Lapsed _ -> {}
        }
    }

    /** Does not work any more for these users: it is told that they are unavailable. */
    void handOver(Predicate<Jid> users) {
        // Where it cannot be told now it is told anew when it is back.
        audience.takeBack(users).stream().filter(gone -> !direct(gone)).forEach(_ -> audience.miss());
    }

    /** Sends a stanza of one of its users, now or when its turn has come. */
    void send(Dispatch dispatch) {
        switch (state) {
            case Reach.Attached(Link link)
            when flights.isFull() -> {
                full(link, queue.newest());
                await(dispatch);
            }
            case Reach.Attached(Link link)
            when isCareful(dispatch) -> {
                drain(link, queue.newest());
                await(dispatch);
            }
            case Reach.Attached(Link link) -> fly(dispatch, link);
            case Reach.Apart(Timeout leaving)
            when flights.isFull() || isCareful(dispatch) -> {
                become(new Reach.Off(leaving));
                await(dispatch);
            }
            case Reach.Apart _ -> fly(dispatch, null);
            default -> await(dispatch);
        }
    }

    /** While the store fails a message is seen to be durable before it is sent: its sender may be told that it is refused. */
    private boolean isCareful(Dispatch dispatch) {
        return means.mailbox().isFailing() && RelayQueue.keeps(dispatch.stanza());
    }

    private void await(Dispatch dispatch) {
        boolean isAvailability = RelayQueue.isAvailability(dispatch.stanza());
        if (state instanceof Reach.Off && !flights.areCounted() && isAvailability) {
            // Who does not resume is told anew who is online.
            dispatch.unstored();
        } else if (!relay.await(dispatch) && !(state instanceof Reach.On) && isAvailability) {
            audience.miss();
        }
    }

    private void fly(Dispatch dispatch, @Nullable Link link) {
        Stanza stanza = dispatch.stanza();
        if (!RelayQueue.keeps(stanza)) {
            put(stanza, 0, link);
            dispatch.unstored();
            return;
        }
        RelayQueue.Posted posted = flights.post(stanza, dispatch.beside());
        if (posted.durable().isCompletedExceptionally()) {
            dispatch.endsAs(posted);
            return;
        }
        // It is on its way, and its sender does not wait for the disk: he is told if that fails.
        relay.bounces().ifRefused(stanza, posted.durable());
        put(stanza, posted.row(), link);
        dispatch.done().complete(posted.copy());
    }

    private void put(Stanza stanza, long row, @Nullable Link link) {
        if (stanza instanceof Presence presence && !audience.note(presence)) {
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
        if (full && link != null && flooded != link) {
            flooded = link;
            relay.metrics().flooded().increment();
            link.end(StreamError.RESOURCE_CONSTRAINT, "too much is sent and not acknowledged");
        }
        boolean goes = !full && (link != null || flights.outliveLinks());
        if (goes) {
            put(stanza, 0, link);
        }
        return goes;
    }

    /** Sends what waits for it in the queue behind a row, then what waits the grace time, then whatever comes. */
    private void drain(Link link, long after) {
        become(new Reach.Draining(link));
        drain.begin(link, after);
    }

    /** Whether it is being sent what waits, by this link. */
    boolean isDraining(Link link) {
        return state instanceof Reach.Draining(Link draining) && draining == link;
    }

    /** There is no room for what waits behind a row. */
    void full(Link link, long after) {
        relay.metrics().paused().increment();
        become(new Reach.Full(link, after));
    }

    /** A row of the queue that was written for one of its users and waits. */
    void take(RelayQueue.Row row, Stanza stanza, Link link) {
        flights.note(row.id());
        put(stanza, row.id(), link);
    }

    /** Nothing waits any more. */
    void attached(Link link) {
        become(new Reach.Attached(link));
        for (Stanza stanza : relay.takeWaiting(this)) {
            Dispatch dispatch = new Dispatch(stanza);
            send(dispatch);
            relay.bounces().ifRefused(stanza, dispatch.done());
        }
        Predicate<Jid> users = audience.news();
        if (users != null) {
            relay.arrived(this, users);
        }
    }

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
        if (state instanceof Reach.Full(Link full, long after) && !counted.isFull()) {
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
            patience.watch();
        }
    }

    @Override
    public String toString() {
        return relay.config().domain() + "/" + name;
    }
}
