package org.wockd.core.session;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The key to what one feature keeps for a session; two keys are the same only when they are the same object.
 *
 * @param <T> what is kept; must be safe for use by many threads
 */
public final class Attachment<T> {
    private final Supplier<T> initial;

    /** A key to something that is made when it is first asked for. */
    public Attachment(Supplier<T> initial) {
        this.initial = initial;
    }

    T initial() {
        return initial.get();
    }

    /** The attachments of one session. */
    public static final class Values {
        private final ConcurrentHashMap<Attachment<?>, Object> values = new ConcurrentHashMap<>();

        /** What is kept under the key. */
        @SuppressWarnings("unchecked") // only the key's own supplier makes its value
        public <T> T get(Attachment<T> key) {
            return (T) values.computeIfAbsent(key, k -> key.initial());
        }
    }
}
