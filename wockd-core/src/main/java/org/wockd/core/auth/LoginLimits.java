package org.wockd.core.auth;

import com.github.benmanes.caffeine.cache.Cache;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import org.wockd.core.limit.Networks;
import org.wockd.protocol.cache.Caches;

/**
 * How often one may try to log in, by account and by source address.
 *
 * <p>A try counts as failed from the moment it is let in, and is taken back when it succeeds: so a hundred tries at once
 * cannot slip through. An address from which an account has logged in before is counted for that pair alone; strangers
 * who hammer at the account, or a neighbour behind the same router with an old password, do not lock its owner out.
 * Nothing here waits or blocks. Addresses of IPv6 count by their /64, since one home has all of it.
 */
public final class LoginLimits {

    private final Numbers numbers;
    private final InstantSource clock;
    private final MeterRegistry metrics;
    private final Cache<String, Tally> accounts;
    private final Cache<String, Tally> addresses;
    private final Cache<Pair, Tally> pairs;
    private final Cache<Pair, Boolean> known;

    /**
     * One limit.
     *
     * @param free failed tries that cost nothing
     * @param firstDelay the pause after these; it doubles with each further failure
     * @param longestDelay where the doubling ends
     * @param banAfter failed and refused tries until a ban
     * @param ban how long a ban lasts
     */
    public record Limit(int free, Duration firstDelay, Duration longestDelay, int banAfter, Duration ban) {
        public Limit {
            if (free < 1 || banAfter <= free || firstDelay.isNegative() || longestDelay.compareTo(firstDelay) < 0) {
                throw new IllegalArgumentException("A limit on log-ins needs free >= 1, banAfter > free and"
                        + " longestDelay >= firstDelay, but has free " + free + ", banAfter " + banAfter
                        + ", firstDelay " + firstDelay + ", longestDelay " + longestDelay + ".");
            }
        }
    }

    /**
     * All limits.
     *
     * @param account for one account from anywhere, and for one account from an address it is known at
     * @param address for one address, over all accounts
     * @param forget after how long without a try the count is forgotten
     * @param remember how long an address stays known for an account
     * @param tableSize the most entries of each table
     */
    public record Numbers(Limit account, Limit address, Duration forget, Duration remember, int tableSize) {

        /** Ten tries free for an account and twenty for an address, a ban of 15 minutes after 30 and 60. */
        public static final Numbers DEFAULT = new Numbers(
                new Limit(10, Duration.ofSeconds(1), Duration.ofMinutes(5), 30, Duration.ofMinutes(15)),
                new Limit(20, Duration.ofSeconds(1), Duration.ofMinutes(5), 60, Duration.ofMinutes(15)),
                Duration.ofMinutes(30),
                Duration.ofDays(30),
                10_000);
    }

    /** The answer to a try. */
    public sealed interface Verdict {
        /** It may go on. */
        record Allowed() implements Verdict {}

        /** It may not now, but may again after this time. */
        record DelayedBy(Duration delay, String text) implements Verdict {}

        /** It may not until then. */
        record Banned(Instant until, String text) implements Verdict {}
    }

    /** The tries from one address. */
    public interface Source {
        /** Counts a try at an account (its bare JID) and says whether it may go on. */
        Verdict check(String account);

        /** Takes the last try back, because it was right. */
        void succeeded(String account);
    }

    private record Pair(String account, String network) {}

    public LoginLimits(Numbers numbers, InstantSource clock, MeterRegistry metrics) {
        this.numbers = numbers;
        this.clock = clock;
        this.metrics = metrics;
        this.accounts = table("accounts", numbers.forget());
        this.addresses = table("addresses", numbers.forget());
        this.pairs = table("pairs", numbers.forget());
        this.known = table("known", numbers.remember());
    }

    /** The tries from {@code address}. */
    public Source from(InetAddress address) {
        return new Source() {
            @Override
            public Verdict check(String account) {
                return LoginLimits.this.check(address, account);
            }

            @Override
            public void succeeded(String account) {
                LoginLimits.this.succeeded(address, account);
            }
        };
    }

    /** Counts a try at an account (its bare JID) and says whether it may go on. */
    public Verdict check(InetAddress address, String account) {
        var pair = new Pair(account, Networks.of(address));
        Verdict verdict = known.getIfPresent(pair) != null ? checkKnown(pair) : checkStranger(pair);
        count(verdict);
        return verdict;
    }

    /** Takes the last try back, because it was right, and remembers the address for the account. */
    public void succeeded(InetAddress address, String account) {
        var pair = new Pair(account, Networks.of(address));
        boolean stranger = known.getIfPresent(pair) == null;
        known.put(pair, true);
        pairs.invalidate(pair);
        accounts.invalidate(account);
        if (stranger) {
            addresses.asMap().computeIfPresent(pair.network(), (k, tally) -> tally.takeBack(clock.instant()));
        }
        metrics.counter("wockd.login.succeeded").increment();
    }

    private Verdict checkKnown(Pair pair) {
        return verdict(attempt(pairs, pair, numbers.account()), "to this account from your address");
    }

    private Verdict checkStranger(Pair pair) {
        var fromAddress = verdict(attempt(addresses, pair.network(), numbers.address()), "from your address");
        return fromAddress instanceof Verdict.Allowed
                ? verdict(attempt(accounts, pair.account(), numbers.account()), "to this account")
                : fromAddress;
    }

    private <K> Tally attempt(Cache<K, Tally> table, K key, Limit limit) {
        // The clock is read where tries take turns: one that read it before would look earlier than one that overtook
        // it.
        return table.asMap()
                .compute(key, (k, tally) -> (tally == null ? Tally.NONE : tally).attempt(clock.instant(), limit));
    }

    private Verdict verdict(Tally tally, String what) {
        if (tally.letIn()) {
            return new Verdict.Allowed();
        }
        var wait = Duration.between(clock.instant(), tally.until());
        long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
        String when = "Try again in " + seconds + " s, after "
                + tally.until().plusMillis(999).truncatedTo(ChronoUnit.SECONDS) + ".";
        String text = "There were too many failed log-ins " + what + ". " + when;
        return tally.banned()
                ? new Verdict.Banned(tally.until(), text)
                : new Verdict.DelayedBy(Duration.ofSeconds(seconds), text);
    }

    private void count(Verdict verdict) {
        String name = switch (verdict) {
            case Verdict.Allowed a -> "allowed";
            case Verdict.DelayedBy d -> "delayed";
            case Verdict.Banned b -> "banned";
        };
        metrics.counter("wockd.login.tries", "verdict", name).increment();
    }

    private <K, V> Cache<K, V> table(String name, Duration keep) {
        Cache<K, V> table = Caches.builder()
                .maximumSize(numbers.tableSize())
                .expireAfterAccess(keep)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .build();
        metrics.gauge(
                "wockd.login.table.size",
                java.util.List.of(io.micrometer.core.instrument.Tag.of("table", name)),
                table,
                Cache::estimatedSize);
        return table;
    }
}
