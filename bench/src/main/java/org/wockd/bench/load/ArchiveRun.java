package org.wockd.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.wockd.bench.client.Session;
import org.wockd.bench.measure.Result;

/**
 * Clients that look up their archives (XEP-0313), which are filled first.
 *
 * @param rows how many messages each archive holds at least; what is missing is written, by pairs of clients to each other
 * @param size about how many characters a text has that is written
 * @param page how many messages are asked for at once
 * @param back how many pages are turned back from the latest one, before it is looked at again
 * @param managed whether the clients count
 */
public record ArchiveRun(int rows, int size, int page, int back, boolean managed, Phases phases) {
    private static final int FILL_WINDOW = 20;

    /**
     * Lets clients that are online query, each one page at a time, and adds the figures to {@code result}. An error ends it
     * early.
     *
     * @param sessions an even number of them
     * @param pids the server's processes
     */
    public void measure(List<Session> sessions, Collection<Long> pids, Errors errors, Result result)
            throws IOException, InterruptedException {
        result.with("clients", sessions.size()).with("page", page).with("back", back);
        fill(sessions, errors);
        if (errors.total() > 0) {
            return;
        }
        result.with("rows-at-least", rows);
        Turns pages = new Turns();
        LongAdder results = new LongAdder();
        Parties readers = Parties.of(
                sessions,
                session -> new Asker(session, new ArchiveReader(session, page, back, pages, results, errors), errors));
        readers.begin(1);
        phases.measure(List.of(pages.tally("page"), Tally.of("result", results)), pids, errors, result);
        readers.stop(phases.patience());
    }

    /** Writes what is missing, and looks whether it is there then. */
    private void fill(List<Session> sessions, Errors errors) throws InterruptedException {
        int missing = rows - least(sessions, errors);
        if (missing <= 0 || errors.total() > 0) {
            return;
        }
        Messages messages = new Messages(size, errors);
        // Each message of a pair is a row for both.
        if (!Chat.between(sessions, managed, messages).exchange((missing + 1) / 2, FILL_WINDOW, phases.patience())) {
            return;
        }
        int held = least(sessions, errors);
        if (held < rows) {
            errors.add(
                    Errors.Kind.INCOMPLETE,
                    "an archive holds " + held + " messages after it was filled up to " + rows
                            + "; does the server keep archives of all accounts, and as many messages?");
        }
    }

    /** How many messages the smallest archive holds. */
    private int least(List<Session> sessions, Errors errors) throws InterruptedException {
        List<CompletableFuture<Integer>> counts = sessions.stream()
                .map(session -> Archives.count(session, errors))
                .toList();
        int least = Integer.MAX_VALUE;
        Duration patience = phases.patience();
        for (CompletableFuture<Integer> count : counts) {
            try {
                least = Math.min(least, count.get(patience.toMillis(), TimeUnit.MILLISECONDS));
            } catch (ExecutionException | TimeoutException e) {
                errors.add(Errors.Kind.INCOMPLETE, "no answer how much an archive holds: " + e);
            }
        }
        return least;
    }
}
