package org.wockd.core.relay;

import io.netty.util.Timeout;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.protocol.stream.StreamError;

/**
 * Ends the link of an instance that does not answer requests for acknowledgements. One timer looks after all requests, so
 * that none is needed for each. Used on the relay's loop only.
 */
final class RelayPatience {
    private static final Logger LOG = LoggerFactory.getLogger(RelayPatience.class);

    private final RelayInstance instance;
    private final CoreRelay relay;
    private final CoreRelay.Means means;
    private @Nullable Timeout watch;

    RelayPatience(RelayInstance instance, CoreRelay relay, CoreRelay.Means means) {
        this.instance = instance;
        this.relay = relay;
        this.means = means;
    }

    /** A request was sent. */
    void watch() {
        if (watch == null) {
            watch(means.limits().counted().answer());
        }
    }

    private void watch(Duration time) {
        watch = means.timer().newTimeout(_ -> relay.loop().execute(this::look), time.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void look() {
        watch = null;
        Link link = instance.link();
        Duration waiting =
                instance.flights() instanceof CountedFlights counted ? counted.unanswered(System.nanoTime()) : null;
        if (link == null || waiting == null) {
            return;
        }
        Duration left = means.limits().counted().answer().minus(waiting);
        if (left.isPositive()) {
            watch(left);
        } else {
            relay.metrics().silent().increment();
            LOG.warn("{} has not acknowledged anything for {} s; its link is ended", instance, waiting.toSeconds());
            link.end(StreamError.CONNECTION_TIMEOUT, "no answer to a request for an acknowledgement");
        }
    }
}
