package org.wockd.core.store.sql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;
import org.wockd.core.store.Entry;
import org.wockd.core.store.Streams.Saved;
import org.wockd.core.store.Streams.Sent;

/**
 * What one transaction changes of streams. It is gathered in memory until {@link #flush}: of many numbers only the last is
 * written, and what is sent and acknowledged in the same transaction not at all.
 */
final class StreamTransaction {
    private record Leaving(long stream, Sent stanza) {}

    private final Handle handle;
    private final Map<Long, Long> received = new HashMap<>();
    private final Map<Long, Long> acknowledged = new HashMap<>();
    private final List<Leaving> sent = new ArrayList<>();

    StreamTransaction(Handle handle) {
        this.handle = handle;
    }

    void open(Saved stream) {
        handle.execute(
                "INSERT INTO stream (number, owner, resource, token, resumable, received, acknowledged, state)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                stream.number(),
                stream.jid().bare().toString(),
                stream.jid().resource(),
                stream.token(),
                stream.resumableSeconds(),
                stream.received(),
                stream.acknowledged(),
                stream.state());
        sent(stream.number(), stream.sent());
    }

    void counted(Entry.@Nullable Counted counted) {
        if (counted != null) {
            received(counted.stream(), counted.position());
            sent(counted.stream(), counted.owed().sent());
            byte[] state = counted.owed().state();
            if (state != null) {
                state(counted.stream(), state);
            }
        }
    }

    void received(long stream, long count) {
        received.merge(stream, count, Math::max);
    }

    void sent(long stream, List<Sent> stanzas) {
        stanzas.forEach(stanza -> sent.add(new Leaving(stream, stanza)));
    }

    void acknowledged(long stream, long position) {
        acknowledged.merge(stream, position, Math::max);
    }

    void renumber(long stream, long position, List<Sent> left) {
        flush();
        handle.execute("DELETE FROM stream_sent WHERE stream = ?", stream);
        acknowledged(stream, position);
        sent(stream, left);
    }

    void state(long stream, byte[] state) {
        handle.execute("UPDATE stream SET state = ? WHERE number = ?", state, stream);
    }

    void forget(long stream) {
        flush();
        handle.execute("DELETE FROM stream_sent WHERE stream = ?", stream);
        handle.execute("DELETE FROM stream WHERE number = ?", stream);
    }

    /** Writes what is in memory. */
    void flush() {
        if (!acknowledged.isEmpty()) {
            PreparedBatch counts =
                    handle.prepareBatch("UPDATE stream SET acknowledged = ? WHERE number = ? AND acknowledged < ?");
            PreparedBatch deletes = handle.prepareBatch("DELETE FROM stream_sent WHERE stream = ? AND position <= ?");
            acknowledged.forEach((stream, position) -> {
                counts.add(position, stream, position);
                deletes.add(stream, position);
            });
            counts.execute();
            deletes.execute();
        }
        List<Leaving> left = sent.stream()
                .filter(l -> l.stanza().position() > acknowledged.getOrDefault(l.stream(), -1L))
                .toList();
        if (!left.isEmpty()) {
            // What is owed may be noted twice. Of a stream that was forgotten, or went with its account, nothing would
            // ever delete the row again.
            PreparedBatch inserts = handle.prepareBatch("INSERT INTO stream_sent (stream, position, message, stanza)"
                    + " SELECT number, ?, ?, ? FROM stream WHERE number = ? ON CONFLICT DO NOTHING");
            left.forEach(l -> inserts.add(
                    l.stanza().position(), l.stanza().message(), l.stanza().stanza(), l.stream()));
            inserts.execute();
        }
        if (!received.isEmpty()) {
            PreparedBatch counts =
                    handle.prepareBatch("UPDATE stream SET received = ? WHERE number = ? AND received < ?");
            received.forEach((stream, count) -> counts.add(count, stream, count));
            counts.execute();
        }
        acknowledged.clear();
        sent.clear();
        received.clear();
    }
}
