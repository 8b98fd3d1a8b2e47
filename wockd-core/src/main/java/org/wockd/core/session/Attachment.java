package org.wockd.core.session;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.xml.Name;
import org.wockd.protocol.xml.Node;

/**
 * The key to what one feature keeps for a session; two keys are the same only when they are the same object.
 *
 * @param <T> what is kept; must be safe for use by many threads
 */
public final class Attachment<T> {
    private final Supplier<T> initial;
    private final @Nullable Kept<T> kept;

    /**
     * How something is kept over a restart.
     *
     * @param name of the element that it is kept as
     * @param save to an element of that name, null where there is nothing to keep
     * @param load from such an element
     */
    private record Kept<T>(Name name, Function<T, @Nullable Node> save, Function<Node, T> load) {}

    /** A key to something that is made when it is first asked for, and ends with the process. */
    public Attachment(Supplier<T> initial) {
        this.initial = initial;
        this.kept = null;
    }

    /** The same of something that outlives the process where the session does. */
    public Attachment(Supplier<T> initial, Name name, Function<T, @Nullable Node> save, Function<Node, T> load) {
        this.initial = initial;
        this.kept = new Kept<>(name, save, load);
    }

    private @Nullable Node save(Object value) {
        @SuppressWarnings("unchecked") // only the key's own supplier makes its value
        T own = (T) value;
        return kept == null ? null : kept.save().apply(own);
    }

    /** The attachments of one session. */
    public static final class Values {
        private final ConcurrentHashMap<Attachment<?>, Object> values = new ConcurrentHashMap<>();
        /** What was saved by a process before this one, until it is asked for. */
        private final ConcurrentHashMap<Name, Node> saved = new ConcurrentHashMap<>();

        /** Of a new session. */
        public Values() {}

        /** Of a session that was saved. */
        public Values(List<Node> saved) {
            saved.forEach(node -> this.saved.put(node.name(), node));
        }

        /** What is kept under the key. */
        @SuppressWarnings("unchecked") // only the key's own supplier makes its value
        public <T> T get(Attachment<T> key) {
            return (T) values.computeIfAbsent(key, k -> initial((Attachment<T>) k));
        }

        private <T> Object initial(Attachment<T> key) {
            Node node = key.kept == null ? null : saved.remove(key.kept.name());
            return node == null || key.kept == null
                    ? key.initial.get()
                    : key.kept.load().apply(node);
        }

        /** What is to be kept over a restart, in the order of names. */
        public List<Node> save() {
            List<Node> nodes = new ArrayList<>(saved.values());
            values.forEach((key, value) -> {
                Node node = key.save(value);
                if (node != null) {
                    nodes.add(node);
                }
            });
            nodes.sort(Comparator.comparing(node -> node.name().toString()));
            return nodes;
        }
    }
}
