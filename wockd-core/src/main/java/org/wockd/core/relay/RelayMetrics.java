package org.wockd.core.relay;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/**
 * What is counted of one relay for its operator.
 *
 * @param resumed links that went on where another had ended
 * @param paused times that an instance had to acknowledge some before it was sent more
 * @param moved times that an instance has taken over the users of one that was gone, or handed some over to one that came
 * @param silent links that were ended because a request for an acknowledgement was not answered
 * @param flooded links that were ended because too much was sent on them and not acknowledged
 * @param full stanzas that were refused because too many wait already
 * @param forgotten presences that cannot be taken back, because too many are remembered already
 */
record RelayMetrics(
        Counter resumed,
        Counter paused,
        Counter moved,
        Counter silent,
        Counter flooded,
        Counter full,
        Counter forgotten) {

    /** Those of a domain. */
    static RelayMetrics of(String domain, MeterRegistry metrics) {
        Tags tags = Tags.of("relay", domain);
        return new RelayMetrics(
                metrics.counter("wockd.relay.resumed", tags),
                metrics.counter("wockd.relay.paused", tags),
                metrics.counter("wockd.relay.moved", tags),
                metrics.counter("wockd.relay.ended", tags.and("reason", "silent")),
                metrics.counter("wockd.relay.ended", tags.and("reason", "flooded")),
                metrics.counter("wockd.relay.full", tags),
                metrics.counter("wockd.relay.presences.forgotten", tags));
    }

    /** Gauges of the relay itself. */
    static void watch(CoreRelay relay, MeterRegistry metrics) {
        Tags tags = Tags.of("relay", relay.config().domain());
        metrics.gauge("wockd.relay.attached", tags, relay, r -> r.instances().attached());
        metrics.gauge("wockd.relay.coming", tags, relay, CoreRelay::coming);
        metrics.gauge("wockd.relay.unnoted", tags, relay, CoreRelay::unnoted);
        metrics.gauge(
                "wockd.relay.unacknowledged", tags, relay, r -> r.instances().underWay());
    }
}
