package org.wockd.core.account;

import com.github.benmanes.caffeine.cache.Cache;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.wockd.core.limit.Networks;
import org.wockd.protocol.cache.Caches;
import org.wockd.protocol.stanza.StanzaError.Condition;
import org.wockd.protocol.stanza.StanzaErrorException;

/**
 * How often somebody may try to make an account from one address within an hour, well or badly: accounts are made in
 * bulk by those who spam, and names and invitations are guessed. Nothing here blocks.
 */
public final class RegistrationLimit {
    private static final Duration WINDOW = Duration.ofHours(1);
    private static final int TABLE = 10_000;

    /** The tries since the first one, which began the hour. */
    private record Tries(Instant first, int count) {
        private boolean isOver(Instant now) {
            return !now.isBefore(first.plus(WINDOW));
        }
    }

    private final Cache<String, Tries> byNetwork;
    private final int most;
    private final InstantSource clock;
    private final Counter refused;

    /**
     * @param most tries from one address within an hour
     * @param metrics gets {@code wockd.registration.limited}, tries that were one too many
     */
    public RegistrationLimit(int most, InstantSource clock, MeterRegistry metrics) {
        this.most = most;
        this.clock = clock;
        this.refused = metrics.counter("wockd.registration.limited");
        this.byNetwork = Caches.builder()
                .maximumSize(TABLE)
                .expireAfterWrite(WINDOW)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .build();
    }

    /**
     * Counts a try.
     *
     * @throws StanzaErrorException {@code resource-constraint} where it is one too many
     */
    public void count(InetAddress peer) {
        Instant now = clock.instant();
        Tries tries = byNetwork
                .asMap()
                .compute(
                        Networks.of(peer),
                        (_, before) -> before == null || before.isOver(now)
                                ? new Tries(now, 1)
                                : new Tries(before.first(), Math.min(before.count(), most) + 1));
        if (tries.count() > most) {
            refused.increment();
            long minutes = Math.max(
                    1, Duration.between(now, tries.first().plus(WINDOW)).toMinutes());
            throw new StanzaErrorException(
                    Condition.RESOURCE_CONSTRAINT,
                    "there were " + most + " tries to make an account from your address, which is the most within an"
                            + " hour; try again in " + minutes + " minutes");
        }
    }
}
