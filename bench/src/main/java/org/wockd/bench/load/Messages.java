package org.wockd.bench.load;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.wockd.bench.measure.Latencies;
import org.wockd.protocol.stream.StreamHeader;

/** What became of all messages of a run. Used by any threads. */
public final class Messages {
    private static final int RUN_LENGTH = 8;

    private final String run = StreamHeader.randomId().substring(0, RUN_LENGTH);
    private final int size;
    private final Errors errors;
    private final LongAdder delivered = new LongAdder();
    private final LongAdder acknowledged = new LongAdder();
    private final LongAdder strange = new LongAdder();
    private final Latencies deliveries = new Latencies();
    private final Latencies acknowledgements = new Latencies();

    /**
     * @param size about how many characters a text has
     */
    public Messages(int size, Errors errors) {
        this.size = size;
        this.errors = errors;
    }

    String run() {
        return run;
    }

    int size() {
        return size;
    }

    Errors errors() {
        return errors;
    }

    void delivered(long intended) {
        delivered.increment();
        deliveries.record(intended, System.nanoTime());
    }

    void acknowledged(long intended) {
        acknowledged.increment();
        acknowledgements.record(intended, System.nanoTime());
    }

    void strange() {
        strange.increment();
    }

    /** What they are counted in, with how long they took to arrive and, where their senders count, to be acknowledged. */
    Tally tally(String thing, String arrival, boolean managed) {
        Map<String, Latencies> latencies = new LinkedHashMap<>();
        latencies.put(arrival, deliveries);
        if (managed) {
            latencies.put("acknowledgement", acknowledgements);
        }
        return new Tally(thing, this::delivered, latencies);
    }

    /** How many have arrived. */
    public long delivered() {
        return delivered.sum();
    }

    /** Grows as long as anything arrives or is acknowledged. */
    long moved() {
        return delivered.sum() + acknowledged.sum() + strange.sum();
    }

    /** How many came that were not of this run, such as those that an earlier one has left in the mailboxes. */
    public long strangers() {
        return strange.sum();
    }

    /** From when a message was to be sent until it had arrived. */
    public Latencies deliveries() {
        return deliveries;
    }

    /** From when a message was to be sent until it was acknowledged to its sender. */
    public Latencies acknowledgements() {
        return acknowledgements;
    }
}
