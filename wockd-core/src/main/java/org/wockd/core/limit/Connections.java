package org.wockd.core.limit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How many connections there are from each address, from the first octet on. Safe for use by many threads. */
public final class Connections {
    private final Map<String, Integer> open = new ConcurrentHashMap<>();
    private final int limit;
    private final Counter refused;

    /**
     * @param limit the most from one address
     */
    public Connections(int limit, MeterRegistry metrics) {
        this.limit = limit;
        this.refused = metrics.counter("wockd.c2s.address.refused");
        metrics.gaugeMapSize("wockd.c2s.addresses", List.of(), open);
    }

    /** The most from one address. */
    public int limit() {
        return limit;
    }

    /** Counts one in; false where it is one too many, which is not counted. */
    public boolean enter(InetAddress address) {
        boolean[] entered = new boolean[1];
        open.compute(Networks.of(address), (network, count) -> {
            int before = count == null ? 0 : count;
            entered[0] = before < limit;
            return entered[0] ? Integer.valueOf(before + 1) : count;
        });
        if (!entered[0]) {
            refused.increment();
        }
        return entered[0];
    }

    /** Counts one out that has been counted in. */
    public void leave(InetAddress address) {
        open.computeIfPresent(Networks.of(address), (network, count) -> count == 1 ? null : Integer.valueOf(count - 1));
    }
}
