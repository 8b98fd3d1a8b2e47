package org.wockd.core.limit;

import com.github.benmanes.caffeine.cache.LoadingCache;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.cache.Caches;
import org.wockd.protocol.jid.Jid;

/**
 * How fast clients may send: octets and stanzas, for one stream and for all streams of an account. Who sends faster is read
 * more slowly; only who owes more than a long pause could pay is refused.
 */
public final class Rates {
    private static final int ACCOUNTS = 100_000;
    private static final Duration FORGET = Duration.ofMinutes(10);

    private final Numbers numbers;
    private final LongSupplier clock;
    private final MeterRegistry metrics;
    private final LoadingCache<Jid, Pair> accounts;

    /**
     * The numbers.
     *
     * @param pause the longest that a stream is paused; who owes more is refused
     */
    public record Numbers(
            TokenBucket.Rate streamOctets,
            TokenBucket.Rate streamStanzas,
            TokenBucket.Rate accountOctets,
            TokenBucket.Rate accountStanzas,
            Duration pause) {}

    /**
     * What was found when something came in.
     *
     * @param pause how long to read nothing; zero where all is well
     * @param isGross whether it is too much even for that
     * @param text what was exceeded
     */
    public record Verdict(Duration pause, boolean isGross, String text) {
        static final Verdict GOOD = new Verdict(Duration.ZERO, false, "");
    }

    private record Bucket(TokenBucket tokens, TokenBucket.Rate rate, String who, String what) {
        private String text() {
            return "this " + who + " may send " + rate.perSecond() + " " + what + " a second and " + rate.atOnce()
                    + " at once";
        }
    }

    private record Pair(Bucket octets, Bucket stanzas) {}

    /**
     * @param clock as {@link System#nanoTime()}
     */
    public Rates(Numbers numbers, LongSupplier clock, MeterRegistry metrics) {
        this.numbers = numbers;
        this.clock = clock;
        this.metrics = metrics;
        this.accounts = Caches.builder()
                .maximumSize(ACCOUNTS)
                .expireAfterAccess(FORGET)
                .build(_ -> pair("account", numbers.accountOctets(), numbers.accountStanzas()));
    }

    /** The rates of a new stream, which nobody has logged in on yet. */
    public Stream stream() {
        return new Stream(pair("stream", numbers.streamOctets(), numbers.streamStanzas()));
    }

    private Pair pair(String who, TokenBucket.Rate octets, TokenBucket.Rate stanzas) {
        long now = clock.getAsLong();
        return new Pair(
                new Bucket(new TokenBucket(octets, now), octets, who, "octets"),
                new Bucket(new TokenBucket(stanzas, now), stanzas, who, "stanzas"));
    }

    /** The rates of one stream. For one thread, its event loop. */
    public final class Stream {
        private final Pair own;
        private @Nullable Jid account;

        private Stream(Pair own) {
            this.own = own;
        }

        /** From now on it counts for the account, too. */
        public void account(Jid bare) {
            account = bare;
        }

        /** Octets came in, after decryption. */
        public Verdict octets(int count) {
            Pair shared = shared();
            return worse(take(own.octets(), count), shared == null ? Verdict.GOOD : take(shared.octets(), count));
        }

        /** A stanza came in. */
        public Verdict stanza() {
            Pair shared = shared();
            return worse(take(own.stanzas(), 1), shared == null ? Verdict.GOOD : take(shared.stanzas(), 1));
        }

        private @Nullable Pair shared() {
            return account == null ? null : accounts.get(account);
        }
    }

    private Verdict take(Bucket bucket, long count) {
        Duration pause = bucket.tokens().take(count, clock.getAsLong());
        if (pause.isZero()) {
            return Verdict.GOOD;
        }
        boolean isGross = pause.compareTo(numbers.pause()) > 0;
        metrics.counter(
                        "wockd.c2s.rate.exceeded",
                        "who",
                        bucket.who(),
                        "what",
                        bucket.what(),
                        "answer",
                        isGross ? "refused" : "paused")
                .increment();
        return new Verdict(pause, isGross, bucket.text());
    }

    private static Verdict worse(Verdict one, Verdict other) {
        return one.pause().compareTo(other.pause()) >= 0 ? one : other;
    }
}
