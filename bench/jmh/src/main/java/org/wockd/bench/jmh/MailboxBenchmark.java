package org.wockd.bench.jmh;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.wockd.core.store.Entry;
import org.wockd.core.store.Mailbox;
import org.wockd.core.store.Mailbox.Appended;
import org.wockd.protocol.jid.Jid;

/** Making a message durable: rows of an archive in a SQLite file, synced, in the folder for temporary files. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 10, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 20, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Fork(2)
public class MailboxBenchmark {
    private static final int TOGETHER = 100;
    private static final Jid ALICE = Jid.parse("alice@localhost/laptop");
    private static final byte[] STANZA = ("<message xmlns='jabber:client' from='alice@localhost/laptop'"
                    + " to='bob@localhost' type='chat' id='a1b2c3'>"
                    + "<body>Shall we meet at eight, below the clock?</body></message>")
            .getBytes(UTF_8);

    private final Disk disk = new Disk();
    private final Mailbox mailbox = disk.stores().mailbox();
    private final List<Jid> people = IntStream.range(0, TOGETHER)
            .mapToObj(number -> Jid.parse("bob" + number + "@localhost"))
            .toList();

    /** One alone: a transaction and a sync for it. */
    @Benchmark
    public Appended appendAlone() {
        return mailbox.append(entry(people.getFirst()));
    }

    /** One of a hundred that are under way at the same time and share what a transaction costs. */
    @Benchmark
    @OperationsPerInvocation(TOGETHER)
    public List<Appended> appendAmongMany() {
        List<CompletableFuture<Appended>> answers = new ArrayList<>(TOGETHER);
        for (Jid person : people) {
            answers.add(mailbox.appendAsync(entry(person)));
        }
        return answers.stream().map(CompletableFuture::join).toList();
    }

    private static Entry entry(Jid owner) {
        return new Entry(
                owner, ALICE, Mailbox.Kind.MESSAGE, System.currentTimeMillis(), STANZA, null, false, ALICE, null);
    }

    /** Closes the store, and deletes it. */
    @TearDown
    public void close() throws IOException {
        disk.close();
    }
}
