package org.wockd.core.mail;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.wockd.core.session.Session;
import org.wockd.protocol.jid.Jid;

/**
 * Which owners have rows that nobody was sent yet, or clients that are just coming, so that what comes for them waits. What
 * is done with one of them is done in its critical section, in which nothing blocks.
 */
final class BacklogTable {
    private static final int MOST_NEWS = 1_000;

    private final ConcurrentHashMap<Jid, Backlog> backlogs = new ConcurrentHashMap<>();

    /** That of one owner; but for progress, what is not final is touched in the owner's critical section only. */
    static final class Backlog {
        /** How many more have come, and how often somebody was to look whether any has. */
        private long more;

        /** Of these, how many are certainly handed out. */
        private long handedOut;

        /** Whether a thread hands them out. */
        private boolean draining;

        /** Clients that are about to become available: until they have, what comes waits. */
        private final Set<Session> coming = new HashSet<>(1);

        private volatile CompletableFuture<Void> progress = new CompletableFuture<>();

        /** Which of them have come since, and so are for every client that would have got them at once; only so many. */
        private final Set<Long> news = ConcurrentHashMap.newKeySet();

        /** Nobody hands it out any more; null where nothing needs to wait for it. */
        private @Nullable Backlog stopped() {
            draining = false;
            return coming.isEmpty() ? null : this;
        }

        /** One more row waits behind the others; to be called in turn. */
        void add(long row) {
            more++;
            if (news.size() < MOST_NEWS) {
                news.add(row);
            }
        }

        /** Forgets that a row has come since; false where it was not known to have. */
        boolean takeNews(long row) {
            return news.remove(row);
        }

        /** From now on {@link #progress} is about what comes now. */
        void awaitsProgress() {
            progress = new CompletableFuture<>();
        }

        /** Completed when a client may have got some, so that more can be sent. */
        CompletableFuture<Void> progress() {
            return progress;
        }
    }

    int size() {
        return backlogs.size();
    }

    /** Does something while nothing else is handed out to this owner; it is told what it is to wait behind, if anything. */
    void inTurn(Jid owner, Consumer<@Nullable Backlog> task) {
        backlogs.compute(owner, (_, backlog) -> {
            task.accept(backlog);
            return backlog;
        });
    }

    /** A client of the owner may have got some. */
    void progress(Jid owner) {
        Backlog backlog = backlogs.get(owner);
        if (backlog != null) {
            backlog.progress.complete(null);
        }
    }

    /** Whoever hands out, or comes, is to look once more. */
    void lookAgain(Jid owner) {
        backlogs.computeIfPresent(owner, (_, backlog) -> {
            backlog.more++;
            return backlog;
        });
    }

    /** A client is about to become available: until {@link #came} all that comes waits. */
    void coming(Session session) {
        backlogs.compute(session.jid().bare(), (_, known) -> {
            Backlog backlog = known == null ? new Backlog() : known;
            backlog.coming.add(session);
            return backlog;
        });
    }

    /**
     * The client is available, or will not be.
     *
     * @param takes whether it takes what waits
     * @return whether something may wait
     */
    boolean came(Session session, boolean takes) {
        boolean[] waits = new boolean[1];
        backlogs.computeIfPresent(session.jid().bare(), (_, backlog) -> {
            backlog.coming.remove(session);
            waits[0] = backlog.more != backlog.handedOut;
            return backlog.draining || (takes && waits[0]) ? backlog : backlog.stopped();
        });
        return waits[0];
    }

    /** What is to be handed out now, and must end with one of those below; null where somebody does already, and looks again. */
    @Nullable
    Backlog begin(Jid owner) {
        boolean[] begun = new boolean[1];
        Backlog current = backlogs.compute(owner, (_, known) -> {
            Backlog backlog = known == null ? new Backlog() : known;
            backlog.more++;
            begun[0] = !backlog.draining;
            backlog.draining = true;
            return backlog;
        });
        return begun[0] ? current : null;
    }

    /** To be asked before somebody looks what waits, for {@link #done} and {@link #leave}. */
    long seen(Jid owner, Backlog mine) {
        long[] more = new long[1];
        backlogs.computeIfPresent(owner, (_, current) -> {
            more[0] = mine.more;
            return current;
        });
        return more[0];
    }

    /** Ends, for nothing waits: what comes from now on is handed out at once. False where something has come since. */
    boolean done(Jid owner, Backlog mine, long seen) {
        return ends(owner, mine, seen, () -> mine.handedOut = seen);
    }

    /** Ends, for nobody takes what waits: it is left to who asks next. False where something has come since or somebody asked. */
    boolean leave(Jid owner, Backlog mine, long seen) {
        return ends(owner, mine, seen, () -> {});
    }

    private boolean ends(Jid owner, Backlog mine, long seen, Runnable end) {
        boolean[] goesOn = new boolean[1];
        backlogs.computeIfPresent(owner, (_, current) -> {
            goesOn[0] = current.equals(mine) && mine.more != seen;
            if (goesOn[0] || !current.equals(mine)) {
                return current;
            }
            end.run();
            return mine.stopped();
        });
        return !goesOn[0];
    }

    /** Handing out has failed. */
    void stop(Jid owner, Backlog mine) {
        backlogs.computeIfPresent(owner, (_, current) -> current.equals(mine) ? current.stopped() : current);
    }
}
