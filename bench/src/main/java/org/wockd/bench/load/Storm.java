package org.wockd.bench.load;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import org.wockd.bench.client.Session;
import org.wockd.bench.measure.Latencies;
import org.wockd.protocol.stream.StreamHeader;

/** What all clients of a presence storm share. */
final class Storm {
    private static final int RUN_LENGTH = 8;

    private final String run = StreamHeader.randomId().substring(0, RUN_LENGTH);
    private final Errors errors;
    private final LongAdder delivered = new LongAdder();
    private final Latencies deliveries = new Latencies();
    private final Turns changes = new Turns();
    private final List<Teller> tellers;

    /**
     * @param contacts how many contacts of each client are online
     */
    Storm(List<Session> sessions, List<Integer> contacts, Errors errors) {
        this.errors = errors;
        List<Teller> all = new ArrayList<>();
        for (Session session : sessions) {
            all.add(new Teller(this, session, all.size(), contacts.get(all.size())));
        }
        this.tellers = List.copyOf(all);
    }

    /** Lets every client hear presences; completed when all do. */
    CompletableFuture<Void> listens() {
        return CompletableFuture.allOf(tellers.stream()
                .map(teller -> CompletableFuture.runAsync(teller::listens, teller.loop()))
                .toArray(CompletableFuture<?>[]::new));
    }

    Parties parties() {
        return new Parties(tellers);
    }

    /** What it is counted in: what arrived, and of how many changes. */
    List<Tally> tallies() {
        return List.of(new Tally("presence", delivered::sum, Map.of("delivery", deliveries)), changes.tally("change"));
    }

    String run() {
        return run;
    }

    Errors errors() {
        return errors;
    }

    /**
     * A contact has got a presence.
     *
     * @param letter what it says
     */
    void delivered(Letter letter) {
        if (letter.flow() < 0 || letter.flow() >= tellers.size()) {
            errors.add(Errors.Kind.REFUSED, "a presence that nobody has sent: " + letter);
            return;
        }
        long now = System.nanoTime();
        delivered.increment();
        Teller teller = tellers.get(letter.flow());
        EventLoop loop = teller.loop();
        if (loop.inEventLoop()) {
            deliveries.record(teller.seen(letter.number()), now);
        } else {
            loop.execute(() -> deliveries.record(teller.seen(letter.number()), now));
        }
    }

    /** All contacts have got a change. */
    void changed(long begun) {
        changes.done(begun);
    }
}
