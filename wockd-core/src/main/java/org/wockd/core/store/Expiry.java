package org.wockd.core.store;

import io.netty.util.Timeout;
import io.netty.util.Timer;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets go of what has waited too long in mailboxes: once after the start, and then regularly. */
public final class Expiry implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Expiry.class);
    private static final Duration FIRST = Duration.ofMinutes(1);
    private static final Duration EVERY = Duration.ofHours(6);

    private final Mailbox mailbox;
    private final Timer timer;
    private final Executor blocking;
    private volatile Timeout next;

    private Expiry(Mailbox mailbox, Timer timer, Executor blocking) {
        this.mailbox = mailbox;
        this.timer = timer;
        this.blocking = blocking;
        this.next = after(FIRST);
    }

    /**
     * Begins.
     *
     * @param blocking starts a virtual thread
     */
    public static Expiry start(Mailbox mailbox, Timer timer, Executor blocking) {
        return new Expiry(mailbox, timer, blocking);
    }

    private Timeout after(Duration pause) {
        return timer.newTimeout(t -> blocking.execute(this::run), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void run() {
        try {
            int lost = mailbox.expire();
            if (lost > 0) {
                LOG.info("{} stanzas had waited too long for their owners and were deleted", lost);
            }
        } catch (StoreException e) {
            LOG.warn("Old stanzas could not be deleted; it is tried again in {} hours", EVERY.toHours(), e);
        }
        next = after(EVERY);
    }

    /** No more. */
    @Override
    public void close() {
        next.cancel();
    }
}
