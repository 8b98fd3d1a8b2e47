package org.wockd.core.store;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Remembers what the store is told of streams, and answers as a test wants. */
public final class ToldStreams {
    /** The methods, in the order of the calls. */
    public final List<String> told = new ArrayList<>();

    /** What the next call is answered. */
    public CompletableFuture<Void> stored = new CompletableFuture<>();

    /** Whether notes join their rows. */
    public boolean joins = true;

    /** What the last note of sent stanzas asks when it is written. */
    public Supplier<List<Streams.Sent>> owed = List::of;

    /** What was told last of what came on a stream. */
    public Entry.@Nullable Counted received;

    /** What is left by the last new numbering. */
    public List<Streams.Sent> left = List.of();

    @SuppressWarnings("unchecked") // the third of its arguments
    private final Streams streams = Streams.class.cast(Proxy.newProxyInstance(
            Streams.class.getClassLoader(), new Class<?>[] {Streams.class}, (_, method, values) -> {
                told.add(method.getName());
                switch (method.getName()) {
                    case "sent" -> owed = (Supplier<List<Streams.Sent>>) values[2];
                    case "received" -> received = (Entry.Counted) values[0];
                    case "renumber" -> left = (List<Streams.Sent>) values[2];
                    default -> {}
                }
                return method.getReturnType().equals(Streams.Note.class) ? new Streams.Note(joins, stored) : stored;
            }));

    /** The store. */
    public Streams streams() {
        return streams;
    }
}
