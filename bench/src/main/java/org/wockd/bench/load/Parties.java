package org.wockd.bench.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.wockd.bench.client.Session;

/** All parties of a load, which begin and stop together. */
record Parties(List<? extends Party> all) {

    /** One for each client, made on its loop. */
    static Parties of(List<Session> sessions, Function<Session, Party> made) {
        List<CompletableFuture<Party>> all = sessions.stream()
                .map(session -> CompletableFuture.supplyAsync(() -> made.apply(session), session.loop()))
                .toList();
        return new Parties(all.stream().map(CompletableFuture::join).toList());
    }

    /** Each keeps so many under way from now on. */
    void begin(int window) {
        all.forEach(party -> party.loop().execute(() -> party.keepsUnderWay(window)));
    }

    /**
     * Nothing more is begun; waits until nothing is under way. What is not done by then is lost.
     *
     * @param patience how long that may take
     */
    void stop(Duration patience) throws InterruptedException {
        List<CompletableFuture<Void>> settled = new ArrayList<>();
        for (Party party : all) {
            CompletableFuture<Void> one = new CompletableFuture<>();
            settled.add(one);
            party.loop().execute(() -> party.settles(one));
        }
        try {
            CompletableFuture.allOf(settled.toArray(CompletableFuture<?>[]::new))
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            all.forEach(party -> CompletableFuture.runAsync(party::countMissing, party.loop())
                    .join());
        } catch (ExecutionException e) {
            throw new IllegalStateException("a fault of the generator", e);
        }
    }
}
