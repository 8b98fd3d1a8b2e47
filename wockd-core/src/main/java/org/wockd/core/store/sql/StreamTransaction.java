package org.wockd.core.store.sql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    private final Statements statements;
    private final Map<Long, Long> received = new HashMap<>();
    private final Map<Long, Long> acknowledged = new HashMap<>();
    private final List<Leaving> sent = new ArrayList<>();

    /** What is owed comes with each stanza of its stream until it is known to be noted. */
    private final Set<Leaving> owed = new HashSet<>();

    StreamTransaction(Statements statements) {
        this.statements = statements;
    }

    void open(Saved stream) {
        statements.execute(
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
            for (Sent one : counted.owed().sent()) {
                Leaving leaving = new Leaving(counted.stream(), one);
                if (owed.add(leaving)) {
                    sent.add(leaving);
                }
            }
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
        statements.execute("DELETE FROM stream_sent WHERE stream = ?", stream);
        acknowledged(stream, position);
        sent(stream, left);
    }

    void state(long stream, byte[] state) {
        statements.execute("UPDATE stream SET state = ? WHERE number = ?", state, stream);
    }

    void forget(long stream) {
        flush();
        statements.execute("DELETE FROM stream_sent WHERE stream = ?", stream);
        statements.execute("DELETE FROM stream WHERE number = ?", stream);
    }

    /** Writes what is in memory. */
    void flush() {
        if (!acknowledged.isEmpty()) {
            List<@Nullable Object[]> counts = new ArrayList<>(acknowledged.size());
            List<@Nullable Object[]> deletes = new ArrayList<>(acknowledged.size());
            acknowledged.forEach((stream, position) -> {
                counts.add(new Object[] {position, stream, position});
                deletes.add(new Object[] {stream, position});
            });
            statements.batch("UPDATE stream SET acknowledged = ? WHERE number = ? AND acknowledged < ?", counts);
            statements.batch("DELETE FROM stream_sent WHERE stream = ? AND position <= ?", deletes);
        }
        List<@Nullable Object[]> left = new ArrayList<>(sent.size());
        for (Leaving leaving : sent) {
            Sent stanza = leaving.stanza();
            if (stanza.position() > acknowledged.getOrDefault(leaving.stream(), -1L)) {
                left.add(new Object[] {stanza.position(), stanza.message(), stanza.stanza(), leaving.stream()});
            }
        }
        // What is owed may be noted twice. Of a stream that was forgotten, or went with its account, nothing would
        // ever delete the row again.
        statements.batch(
                "INSERT INTO stream_sent (stream, position, message, stanza)"
                        + " SELECT number, ?, ?, ? FROM stream WHERE number = ? ON CONFLICT DO NOTHING",
                left);
        List<@Nullable Object[]> counts = new ArrayList<>(received.size());
        received.forEach((stream, count) -> counts.add(new Object[] {count, stream, count}));
        statements.batch("UPDATE stream SET received = ? WHERE number = ? AND received < ?", counts);
        acknowledged.clear();
        sent.clear();
        owed.clear();
        received.clear();
    }
}
