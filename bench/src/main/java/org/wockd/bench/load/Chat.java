package org.wockd.bench.load;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.wockd.bench.client.Session;
import org.wockd.bench.measure.Pace;

/** Pairs of clients that write to each other, both ways: as fast as a window allows, or at a fixed rate. */
public final class Chat {
    /** The least pause between two looks at what is due: at high rates a look for each message would cost more than it. */
    private static final long LEAST_PAUSE_NANOS = 200_000;

    private final List<Pair> pairs;
    private final Messages messages;
    private volatile boolean stopped;

    private Chat(List<Pair> pairs, Messages messages) {
        this.pairs = pairs;
        this.messages = messages;
    }

    /**
     * Makes pairs of clients that are online: the first with the second, and so on.
     *
     * @param sessions an even number of them, each pair of one loop
     * @param managed whether the sessions count, so that a message is done when it is acknowledged, too
     */
    public static Chat between(List<Session> sessions, boolean managed, Messages messages) {
        List<CompletableFuture<Pair>> pairs = new ArrayList<>();
        for (int i = 0; i + 1 < sessions.size(); i += 2) {
            Session one = sessions.get(i);
            Session other = sessions.get(i + 1);
            int flow = i;
            pairs.add(CompletableFuture.supplyAsync(() -> new Pair(one, other, flow, managed, messages), one.loop()));
        }
        return new Chat(pairs.stream().map(CompletableFuture::join).toList(), messages);
    }

    /**
     * Writes without a pause: each client keeps so many messages under way.
     *
     * @param window at least 1, at most {@link Flow#MOST}
     */
    public void closedLoop(int window) {
        new Parties(pairs).begin(window);
    }

    /**
     * Each client writes so many messages, and it is waited until all are done.
     *
     * @param window how many each keeps under way
     * @param patience how long nothing may arrive
     * @return whether all are; otherwise an error was counted
     */
    boolean exchange(int each, int window, Duration patience) throws InterruptedException {
        List<CompletableFuture<Void>> ends = new ArrayList<>();
        for (Pair pair : pairs) {
            CompletableFuture<Void> end = new CompletableFuture<>();
            ends.add(end);
            pair.loop().execute(() -> pair.writes(each, window, end));
        }
        CompletableFuture<Void> all = CompletableFuture.allOf(ends.toArray(CompletableFuture<?>[]::new));
        return Progress.awaits(all, messages::delivered, patience, "a chat that was to end", messages.errors());
    }

    /**
     * Writes at a fixed rate, spread evenly over the clients.
     *
     * @param perSecond messages a second of all clients together
     */
    public void fixedRate(double perSecond) {
        Pace pace = new Pace(System.nanoTime(), perSecond);
        pairs.stream().map(Pair::loop).distinct().forEach(loop -> loop.execute(() -> tick(loop, pace, 0)));
    }

    /** Sends what is due of the messages whose turn is a pair of this loop: pairs take turns, and their ends do. */
    private void tick(EventLoop loop, Pace pace, long from) {
        if (stopped) {
            return;
        }
        long due = pace.due(System.nanoTime());
        for (long n = from; n < due; n++) {
            Pair pair = pairs.get((int) (n % pairs.size()));
            if (pair.loop().equals(loop)) {
                pair.write(n / pairs.size() % 2 == 1, pace.intended(n));
            }
        }
        // Not at fixed times: a message that waits for the next one would seem slower than the server is.
        long pause = Math.max(LEAST_PAUSE_NANOS, pace.intended(due) - System.nanoTime());
        var _ = loop.schedule(() -> tick(loop, pace, due), pause, TimeUnit.NANOSECONDS);
    }

    /**
     * Stops writing, and waits until nothing is under way any more; what has not arrived by then is lost.
     *
     * @param patience how long that may take
     */
    public void stop(Duration patience) throws InterruptedException {
        stopped = true;
        new Parties(pairs).stop(patience);
    }
}
