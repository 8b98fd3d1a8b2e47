package org.wockd.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.wockd.protocol.jid.Jid;

/** Preparing an address (RFC 7622). */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 10, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 20, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Fork(2)
public class JidBenchmark {
    // No constants: they would be folded.
    private String plain = "alice@wonderland.example/laptop";
    private String unicode = "Ältere.Alice@bücher.example/Küche";
    private String local = "Ältere.Alice";
    private String domain = "bücher.example";
    private String resource = "Küche";

    /** One of lower-case ASCII. */
    @Benchmark
    public Jid plain() {
        return Jid.parse(plain);
    }

    /** One that needs Unicode and was prepared before. */
    @Benchmark
    public Jid known() {
        return Jid.parse(unicode);
    }

    /** One that needs Unicode, for the first time. */
    @Benchmark
    public Jid unknown() {
        return Jid.of(local, domain, resource);
    }
}
