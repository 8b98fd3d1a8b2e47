package org.wockd.core.store.sql;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wockd.core.store.StoreException;

/**
 * Whether something can be stored, by the last transactions. An operator hears of a change once, and not for every stanza. Told by
 * one thread, the writer's; asked by any.
 */
final class StoreHealth {

    private static final Logger LOG = LoggerFactory.getLogger(StoreHealth.class);

    /** How long the store must work before it is trusted to work on. */
    private static final Duration CONVALESCENCE = Duration.ofSeconds(10);

    private final InstantSource clock;

    /** Whether the last transaction failed. */
    private volatile boolean broken;

    /** When a transaction failed last; null where that is long ago. */
    private volatile @Nullable Instant failed;

    StoreHealth(InstantSource clock) {
        this.clock = clock;
    }

    /** Whether the last transaction failed, or one did a short time ago: where room is scarce, small ones succeed. */
    boolean isFailing() {
        return broken || isConvalescent();
    }

    private boolean isConvalescent() {
        Instant last = failed;
        return last != null && last.plus(CONVALESCENCE).isAfter(clock.instant());
    }

    /** A transaction has failed; true where {@link #tell} is to follow. */
    boolean fails() {
        boolean isNew = !isFailing();
        broken = true;
        failed = clock.instant();
        return isNew;
    }

    /** Tells the operator why nothing can be stored. */
    void tell(Throwable cause) {
        boolean passes = cause instanceof StoreException e && e.code().transientFault();
        LOG.error(
                "Nothing can be stored, and whoever sends something is told so. {} It is tried again with whatever"
                        + " comes next.",
                cause.getMessage(),
                passes ? null : cause);
    }

    /** A transaction is committed. */
    void works() {
        broken = false;
        if (failed != null && !isConvalescent()) {
            failed = null;
            LOG.info("The store works again");
        }
    }
}
