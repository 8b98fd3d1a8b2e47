package org.wockd.bench.measure;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * How long things took, from the moment they were <em>to begin</em>.
 *
 * <p>That is the whole correction for coordinated omission: a generator that waits for a server that stands still must not
 * take the start of its own delayed message as the beginning, or one long wait counts once where many messages should have
 * waited. Used by any threads.
 */
public final class Latencies {
    private static final long MAX_MICROS = TimeUnit.MINUTES.toMicros(10);
    private static final int DIGITS = 3;

    private final Recorder recorder = new Recorder(MAX_MICROS, DIGITS);

    /** Percentiles in microseconds of what was recorded in a span of time; 0 where there was nothing. */
    public record Percentiles(long count, long p50, long p90, long p99, long p999, long max) {}

    /** Notes one, both moments by {@link System#nanoTime}. */
    public void record(long intended, long done) {
        recorder.recordValue(Math.clamp(TimeUnit.NANOSECONDS.toMicros(done - intended), 0, MAX_MICROS));
    }

    /** What was recorded since the last call. */
    public Percentiles take() {
        Histogram h = recorder.getIntervalHistogram();
        return new Percentiles(
                h.getTotalCount(),
                h.getValueAtPercentile(50),
                h.getValueAtPercentile(90),
                h.getValueAtPercentile(99),
                h.getValueAtPercentile(99.9),
                h.getMaxValue());
    }
}
