package org.wockd.bench.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

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
        NOT_SENT;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    private final List<String> texts = new ArrayList<>();
    private final CountDownLatch first = new CountDownLatch(1);

    /** Counts some. */
    public synchronized void add(Kind kind, long count, String text) {
        counts.merge(kind, count, Long::sum);
        if (texts.size() < TEXTS) {
            texts.add(kind + ": " + text);
        }
        first.countDown();
    }

    /** Counts one. */
    public void add(Kind kind, String text) {
        add(kind, 1, text);
    }

    /** Waits for this long, or until the first error, and returns whether there was none. */
    public boolean noneWithin(Duration time) throws InterruptedException {
        return !first.await(time.toNanos(), TimeUnit.NANOSECONDS);
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
