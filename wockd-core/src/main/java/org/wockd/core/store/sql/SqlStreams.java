package org.wockd.core.store.sql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.wockd.core.store.Entry;
import org.wockd.core.store.Streams;
import org.wockd.core.store.sql.Work.Haste;
import org.wockd.core.store.sql.WorkQueue.Submitted;
import org.wockd.protocol.jid.Jid;

/** Streams in the tables stream and stream_sent; everything that writes goes through the writer of mailboxes. */
final class SqlStreams implements Streams {
    private final Sql sql;
    private final GroupCommit writer;

    /**
     * Streams that the store could not forget when they were over, for the disk was full: after a restart they would seem to
     * wait for their clients. The next that begins or ends takes them along; never more than have rows.
     */
    private final Queue<Long> unforgotten = new ConcurrentLinkedQueue<>();

    SqlStreams(Sql sql, GroupCommit writer) {
        this.sql = sql;
        this.writer = writer;
    }

    @Override
    public CompletableFuture<Void> open(Saved stream) {
        return forgetting(List.of(), streams -> streams.open(stream));
    }

    @Override
    public CompletableFuture<Void> received(Entry.Counted counted) {
        return submit(Haste.SOON, 0, streams -> streams.counted(counted));
    }

    @Override
    public Note sent(long stream, List<Sent> stanzas, Supplier<List<Sent>> owed) {
        List<Sent> copy = List.copyOf(stanzas);
        long bytes = copy.stream().mapToLong(s -> s.stanza().length).sum();
        List<Long> about = copy.stream().map(Sent::message).toList();
        Submitted<Boolean> handed = writer.hand(work(Haste.SOON, bytes, about, streams -> {
            streams.sent(stream, owed.get());
            streams.sent(stream, copy);
        }));
        return new Note(!handed.isLate(), handed.answer().thenAccept(_ -> {}));
    }

    @Override
    public CompletableFuture<Void> acknowledged(long stream, long position) {
        return submit(Haste.SOON, 0, streams -> streams.acknowledged(stream, position));
    }

    @Override
    public CompletableFuture<Void> renumber(long stream, long position, List<Sent> left) {
        List<Sent> copy = List.copyOf(left);
        long bytes = copy.stream().mapToLong(s -> s.stanza().length).sum();
        return submit(Haste.NOW, bytes, streams -> streams.renumber(stream, position, copy));
    }

    @Override
    public CompletableFuture<Void> state(long stream, byte[] state) {
        return submit(Haste.NOW, state.length, streams -> streams.state(stream, state));
    }

    @Override
    public CompletableFuture<Void> forget(long stream) {
        return forgetting(List.of(stream), _ -> {});
    }

    private CompletableFuture<Void> forgetting(List<Long> these, Consumer<StreamTransaction> action) {
        List<Long> over = new ArrayList<>(these);
        for (Long one = unforgotten.poll(); one != null; one = unforgotten.poll()) {
            over.add(one);
        }
        return submit(Haste.NOW, 0, streams -> {
                    over.forEach(streams::forget);
                    action.accept(streams);
                })
                .whenComplete((_, failure) -> {
                    if (failure != null) {
                        unforgotten.addAll(over);
                    }
                });
    }

    private CompletableFuture<Void> submit(Haste haste, long bytes, Consumer<StreamTransaction> action) {
        return writer.submit(work(haste, bytes, List.of(), action)).thenAccept(_ -> {});
    }

    private static Work<Boolean> work(Haste haste, long bytes, List<Long> about, Consumer<StreamTransaction> action) {
        return new Work<>(haste, 0, bytes, 0, about, (transaction, _) -> {
            action.accept(transaction.streams());
            return true;
        });
    }

    @Override
    public List<Saved> all() {
        Map<Long, List<Sent>> sent = sql.together(
                "SELECT stream, position, message, stanza FROM stream_sent ORDER BY stream, position", row -> {
                    Map<Long, List<Sent>> found = new HashMap<>();
                    while (row.next()) {
                        found.computeIfAbsent(row.getLong(1), _ -> new ArrayList<>())
                                .add(new Sent(row.getLong(2), row.getLong(3), row.getBytes(4)));
                    }
                    return found;
                });
        return sql.all(
                "SELECT number, owner, resource, token, resumable, received, acknowledged, state FROM stream"
                        + " ORDER BY number",
                row -> new Saved(
                        row.getLong(1),
                        Jid.parse(row.getString(2)).withResource(row.getString(3)),
                        row.getBytes(4),
                        row.getInt(5),
                        row.getLong(6),
                        row.getLong(7),
                        row.getBytes(8),
                        sent.getOrDefault(row.getLong(1), List.of())));
    }
}
