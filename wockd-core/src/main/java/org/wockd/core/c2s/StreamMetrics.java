package org.wockd.core.c2s;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import org.wockd.protocol.stanza.StanzaError;
import org.wockd.protocol.stream.StreamError;

/** What is counted of the streams of clients. */
final class StreamMetrics {
    private final AtomicInteger open = new AtomicInteger();
    private final Counter opened;
    private final Counter refused;
    private final Counter received;
    private final Counter failedTls;
    private final Counter refusedBinds;
    private final MeterRegistry metrics;

    StreamMetrics(MeterRegistry metrics) {
        metrics.gauge("wockd.c2s.streams", open);
        opened = metrics.counter("wockd.c2s.streams.opened");
        refused = metrics.counter("wockd.c2s.streams.refused");
        received = metrics.counter("wockd.c2s.stanzas.received");
        failedTls = metrics.counter("wockd.c2s.tls.failed");
        refusedBinds = metrics.counter("wockd.c2s.bind.refused");
        this.metrics = metrics;
    }

    /** Counts a connection in; the number that are open with it. */
    int opened() {
        opened.increment();
        return open.incrementAndGet();
    }

    void closed() {
        open.decrementAndGet();
    }

    void refused() {
        refused.increment();
    }

    void received() {
        received.increment();
    }

    void refusedStanza(StanzaError error) {
        metrics.counter(
                        "wockd.c2s.stanzas.refused",
                        "condition",
                        error.condition().element())
                .increment();
    }

    void refusedBind() {
        refusedBinds.increment();
    }

    void failedTls() {
        failedTls.increment();
    }

    void error(StreamError error) {
        metrics.counter("wockd.c2s.errors", "condition", error.condition()).increment();
    }
}
