package org.wockd.core.auth;

import java.time.Duration;
import java.time.Instant;

/**
 * The tries counted for one key of {@link LoginLimits}.
 *
 * @param failed tries that were let in and not taken back
 * @param refused tries that came before {@code until}
 * @param until when the next one is let in
 * @param banned whether {@code until} is the end of a ban
 * @param letIn what became of the last try
 */
record Tally(int failed, int refused, Instant until, boolean banned, boolean letIn) {

    static final Tally NONE = new Tally(0, 0, Instant.MIN, false, true);

    private static final int MAX_DOUBLINGS = 30;

    /** The tally after one more try. */
    Tally attempt(Instant now, LoginLimits.Limit limit) {
        if (now.isBefore(until)) {
            boolean ban = !banned && failed + refused + 1 >= limit.banAfter();
            return new Tally(failed, refused + 1, ban ? now.plus(limit.ban()) : until, banned || ban, false);
        }
        if (banned) {
            return NONE.attempt(now, limit);
        }
        int failures = failed + 1;
        if (failures + refused >= limit.banAfter()) {
            return new Tally(failures, refused, now.plus(limit.ban()), true, true);
        }
        return new Tally(failures, refused, now.plus(delay(failures, limit)), false, true);
    }

    /** The tally after the last try turned out right. */
    Tally takeBack(Instant now) {
        return banned ? this : new Tally(Math.max(0, failed - 1), refused, now, false, true);
    }

    private static Duration delay(int failures, LoginLimits.Limit limit) {
        if (failures < limit.free()) {
            return Duration.ZERO;
        }
        int doublings = Math.min(failures - limit.free(), MAX_DOUBLINGS);
        var delay = limit.firstDelay().multipliedBy(1L << doublings);
        return delay.compareTo(limit.longestDelay()) > 0 ? limit.longestDelay() : delay;
    }
}
