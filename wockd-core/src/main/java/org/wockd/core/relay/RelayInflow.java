package org.wockd.core.relay;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.protocol.rule.Lane;
import org.wockd.protocol.rule.Path;
import org.wockd.protocol.xep.StreamManagement;

/** What comes on one link of a relay: dealt with one stanza after the other, and counted where the relay wants that. */
final class RelayInflow {
    private static final Logger LOG = LoggerFactory.getLogger(RelayInflow.class);

    private final CoreRelay relay;
    private final Link link;
    private final @Nullable CountedFlights counted;

    /** @param counted null where nobody counts */
    RelayInflow(CoreRelay relay, Link link, @Nullable CountedFlights counted) {
        this.relay = relay;
        this.link = link;
        this.counted = counted;
    }

    boolean isCounted() {
        return counted != null;
    }

    /**
     * What is to be done with the next stanza.
     *
     * @param plan null where nothing is, and it only counts
     */
    Lane.Step step(Path.@Nullable Plan plan) {
        return new Lane.Step() {
            @Override
            public boolean isQuick() {
                return plan == null || plan.isQuick();
            }

            @Override
            public void run() {
                Runnable dealing = plan == null ? () -> {} : plan::run;
                if (counted == null) {
                    dealing.run();
                } else {
                    counted.deal(dealing);
                }
            }
        };
    }

    /** Tells how many have been dealt with, when all that they have done is durable; in its place among them. */
    void acknowledge() {
        CountedFlights counts = counted;
        if (counts == null) {
            return;
        }
        long handled = counts.handled();
        var _ = counts.durable(handled).whenComplete((_, failure) -> {
            if (failure == null) {
                link.write(StreamManagement.acknowledgement(handled));
            } else {
                // Not durable, so not acknowledged: the relay asks again.
                LOG.warn(
                        "{} is not acknowledged {} stanzas: {}",
                        relay.config().domain(),
                        handled,
                        failure.getMessage());
            }
        });
    }
}
