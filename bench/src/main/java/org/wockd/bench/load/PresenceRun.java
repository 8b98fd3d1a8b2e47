package org.wockd.bench.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import org.wockd.bench.client.Session;
import org.wockd.bench.measure.Result;

/**
 * Clients that tell their contacts how they are. They sit in a ring, and those next to each other are contacts: where they
 * are not yet, they become it first. Whoever of the others is a contact since an earlier run counts, too.
 *
 * @param contacts how many each client has at least, an even number
 * @param change what they tell
 * @param window how many changes of status of each client may be under way to some of its contacts
 */
public record PresenceRun(int contacts, Change change, int window, Phases phases) {

    /** What is told. */
    public enum Change {
        /** Another status, each client by itself; it is done when all contacts have got it. */
        STATUS,
        /** That they are there: all go and come together, again and again, until all have seen all contacts. */
        COMING
    }

    public PresenceRun {
        if (contacts < 2 || contacts % 2 != 0) {
            throw new IllegalArgumentException(
                    "contacts sit on both sides, so there are an even number of them, not " + contacts);
        }
    }

    /**
     * Lets clients that are online make friends and tell of changes, and adds the figures to {@code result}. An error ends
     * it early.
     *
     * @param sessions more than each has contacts
     * @param pids the server's processes
     */
    public void measure(List<Session> sessions, Collection<Long> pids, Errors errors, Result result)
            throws IOException, InterruptedException {
        if (sessions.size() <= contacts) {
            throw new IllegalArgumentException(
                    sessions.size() + " clients cannot have " + contacts + " contacts each; let more clients come");
        }
        result.with("change", change.name()).with("clients", sessions.size());
        List<Integer> friends = befriend(sessions, errors);
        if (errors.total() > 0) {
            return;
        }
        result.with(
                "contacts",
                friends.stream().mapToInt(Integer::intValue).average().orElse(0));
        switch (change) {
            case STATUS -> {
                result.with("window", window);
                Storm storm = new Storm(sessions, friends, errors);
                storm.listens().join();
                Parties parties = storm.parties();
                parties.begin(window);
                phases.measure(storm.tallies(), pids, errors, result);
                parties.stop(phases.patience());
            }
            case COMING -> new Comings(sessions, friends, phases, pids, errors).measure(result);
        }
    }

    /** The second time there is nothing to do but to look into the rosters. Returns how many contacts each has. */
    private List<Integer> befriend(List<Session> sessions, Errors errors) throws InterruptedException {
        LongAdder steps = new LongAdder();
        Set<String> online = new HashSet<>();
        sessions.forEach(session -> online.add(session.account()));
        List<CompletableFuture<Integer>> all = new ArrayList<>();
        for (int i = 0; i < sessions.size(); i++) {
            Session session = sessions.get(i);
            Friend friend = new Friend(session, around(sessions, i), Set.copyOf(online), steps, errors);
            all.add(friend.done());
            session.loop().execute(friend::begin);
        }
        CompletableFuture<Void> end = CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new));
        boolean made = Progress.awaits(end, steps::sum, phases.patience(), "contacts", errors);
        return made ? all.stream().map(CompletableFuture::join).toList() : List.of();
    }

    private List<String> around(List<Session> sessions, int place) {
        int all = sessions.size();
        List<String> accounts = new ArrayList<>();
        for (int step = 1; step <= contacts / 2; step++) {
            accounts.add(sessions.get((place + step) % all).account());
            accounts.add(sessions.get((place - step + all) % all).account());
        }
        return accounts;
    }
}
