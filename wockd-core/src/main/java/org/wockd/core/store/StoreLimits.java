package org.wockd.core.store;

import java.time.Duration;

/**
 * The limits of all stores.
 *
 * @param roster of one account
 * @param user of the mailbox of one account
 * @param relay of the mailbox of one relay's domain
 * @param pubsub of what one account publishes
 * @param queue stanzas that may wait for the writer at once
 * @param queueBytes octets of the stanzas that may wait for the writer at once
 */
public record StoreLimits(
        Rosters.Limits roster,
        Mailbox.Limits user,
        Mailbox.Limits relay,
        PubsubNodes.Limits pubsub,
        int queue,
        long queueBytes) {

    /** Generous for people, tight enough for a small machine. */
    public static StoreLimits defaults() {
        long month = Duration.ofDays(30).toMillis();
        long week = Duration.ofDays(7).toMillis();
        return new StoreLimits(
                new Rosters.Limits(2_000, 32, 256, 200, 200),
                new Mailbox.Limits(10_000, 64L << 20, 12 * month, week, 1L << 30, 24 * month),
                new Mailbox.Limits(50_000, 256L << 20, month, week, 0, 0),
                new PubsubNodes.Limits(500, 1_000, 200 << 10, 20L << 20, 500),
                10_000,
                64L << 20);
    }
}
