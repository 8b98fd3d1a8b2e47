package org.wockd.bench.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What went wrong, counted by kind; the first texts of all are kept. Used by any threads. */
public final class Errors {
    private static final int TEXTS = 20;

    /** What can go wrong. */
    public enum Kind {
        /** No connection, no TLS, no login, or no answer in time. */
        NOT_LOGGED_IN,
        /** A connection ended that should not have. */
        CONNECTION_LOST,
        /** A message did not arrive. */
        MESSAGE_LOST,
        /** A message arrived again. */
        MESSAGE_TWICE,
        /** A message arrived after a later one. */
        OUT_OF_ORDER,
        /** The server answered a message with an error. */
        REFUSED,
        /** A message was to be sent, but too many were under way. */
        NOT_SENT,
        /** An answer or a store did not hold all that it should. */
        INCOMPLETE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    private final List<String> texts = new ArrayList<>();
    private final CompletableFuture<Void> first = new CompletableFuture<>();

    /** Counts some. */
    public synchronized void add(Kind kind, long count, String text) {
        counts.merge(kind, count, Long::sum);
        if (texts.size() < TEXTS) {
            texts.add(kind + ": " + text);
        }
        first.complete(null);
    }

    /** Counts one. */
    public void add(Kind kind, String text) {
        add(kind, 1, text);
    }

    /** Waits for this long, or until the first error, and returns whether there was none. */
    public boolean noneWithin(Duration time) throws InterruptedException {
        try {
            first.get(time.toNanos(), TimeUnit.NANOSECONDS);
            return false;
        } catch (TimeoutException e) {
            return true;
        } catch (ExecutionException e) {
            throw new IllegalStateException("nothing completes it so", e);
        }
    }

    /** Completed with the first one. */
    CompletableFuture<Void> first() {
        return first;
    }

    /** How many there are. */
    public synchronized long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The counts and the first texts; "none" where there are none. */
    @Override
    public synchronized String toString() {
        return counts.isEmpty() ? "none" : counts + "\n  " + String.join("\n  ", texts);
    }
}
