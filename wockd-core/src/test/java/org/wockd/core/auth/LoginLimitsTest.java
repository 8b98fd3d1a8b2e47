package org.wockd.core.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.wockd.core.auth.LoginLimits.Limit;
import org.wockd.core.auth.LoginLimits.Numbers;
import org.wockd.core.auth.LoginLimits.Verdict;

/** Tybalt guesses Juliet's password; her own devices must not suffer. */
class LoginLimitsTest {

    private static final String JULIET = "juliet@capulet.example";
    private static final InetAddress HOME = address("192.0.2.1");
    private static final InetAddress STREET = address("198.51.100.7");

    private Instant now = Instant.parse("2026-11-22T10:00:00Z");
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final LoginLimits limits = new LoginLimits(
            new Numbers(
                    new Limit(3, Duration.ofSeconds(2), Duration.ofSeconds(8), 10, Duration.ofMinutes(15)),
                    new Limit(5, Duration.ofSeconds(2), Duration.ofSeconds(8), 12, Duration.ofMinutes(15)),
                    Duration.ofHours(1),
                    Duration.ofDays(30),
                    100),
            () -> now,
            metrics);

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private void allowed(InetAddress address, String account) {
        assertThat(limits.check(address, account)).isEqualTo(new Verdict.Allowed());
    }

    private void delayed(InetAddress address, String account, int seconds, String what) {
        assertThat(limits.check(address, account)).isInstanceOfSatisfying(Verdict.DelayedBy.class, delayed -> {
            assertThat(delayed.delay()).isEqualTo(Duration.ofSeconds(seconds));
            assertThat(delayed.text()).contains(what).contains("Try again in " + seconds + " s, after 2026-11-22T10:");
        });
    }

    @Test
    void theDelayDoublesUpToItsLongest() {
        allowed(address("203.0.113.1"), JULIET);
        allowed(address("203.0.113.2"), JULIET);
        allowed(address("203.0.113.3"), JULIET);
        delayed(address("203.0.113.4"), JULIET, 2, "to this account");
        now = now.plusSeconds(2);
        allowed(address("203.0.113.5"), JULIET);
        delayed(address("203.0.113.6"), JULIET, 4, "to this account");
        now = now.plusSeconds(4);
        allowed(address("203.0.113.7"), JULIET);
        now = now.plusSeconds(8);
        allowed(address("203.0.113.8"), JULIET);
        delayed(address("203.0.113.9"), JULIET, 8, "to this account");
    }

    @Test
    void manyTriesAtOnceDoNotSlipThrough() {
        long in = IntStream.range(0, 100)
                .parallel()
                .filter(i -> limits.check(STREET, JULIET) instanceof Verdict.Allowed)
                .count();
        assertThat(in).isEqualTo(3);
    }

    @Test
    void whoHammersIsBannedForAWhileAndThenStartsAnew() {
        for (int i = 0; i < 9; i++) {
            limits.check(address("203.0.113." + i), JULIET);
        }
        assertThat(limits.check(STREET, JULIET)).isInstanceOfSatisfying(Verdict.Banned.class, banned -> {
            assertThat(banned.until()).isEqualTo(now.plus(Duration.ofMinutes(15)));
            assertThat(banned.text()).contains("to this account").contains("Try again in 900 s");
        });
        now = now.plus(Duration.ofMinutes(15));
        allowed(STREET, JULIET);
    }

    @Test
    void anAddressThatTriesManyAccountsIsSlowedDown() {
        for (int i = 0; i < 5; i++) {
            allowed(STREET, "user" + i + "@capulet.example");
        }
        delayed(STREET, "user6@capulet.example", 2, "from your address");
        allowed(HOME, "user6@capulet.example");
    }

    @Test
    void aLoginTakesItsTryBack() {
        for (int i = 0; i < 50; i++) {
            allowed(HOME, JULIET);
            limits.succeeded(HOME, JULIET);
        }
        assertThat(metrics.counter("wockd.login.succeeded").count()).isEqualTo(50);
    }

    @Test
    void julietsOwnAddressIsNotLockedOutByOthers() {
        allowed(HOME, JULIET);
        limits.succeeded(HOME, JULIET);
        for (int i = 0; i < 20; i++) {
            limits.check(STREET, JULIET);
            limits.check(HOME, "nurse@capulet.example");
        }
        assertThat(limits.check(STREET, JULIET)).isInstanceOf(Verdict.Banned.class);
        assertThat(limits.check(HOME, "nurse@capulet.example")).isInstanceOf(Verdict.Banned.class);
        allowed(HOME, JULIET);
    }

    @Test
    void aKnownAddressHasItsOwnLimit() {
        allowed(HOME, JULIET);
        limits.succeeded(HOME, JULIET);
        allowed(HOME, JULIET);
        allowed(HOME, JULIET);
        allowed(HOME, JULIET);
        delayed(HOME, JULIET, 2, "to this account from your address");
    }

    @Test
    void anOwnAccountDoesNotWashAGuessersAddress() {
        for (int i = 0; i < 4; i++) {
            allowed(STREET, "user" + i + "@capulet.example");
            allowed(STREET, "tybalt" + i + "@capulet.example");
            limits.succeeded(STREET, "tybalt" + i + "@capulet.example");
        }
        allowed(STREET, "user4@capulet.example");
        delayed(STREET, "user5@capulet.example", 2, "from your address");
    }

    @Test
    void whoComesAtTheSameMomentAsOthersIsNotTakenForEarly() {
        Limit many = new Limit(100_000, Duration.ofSeconds(2), Duration.ofSeconds(8), 200_000, Duration.ofMinutes(15));
        LoginLimits wide = new LoginLimits(
                new Numbers(many, many, Duration.ofHours(1), Duration.ofDays(30), 100),
                InstantSource.system(),
                metrics);

        long refused = IntStream.range(0, 200_000)
                .parallel()
                .filter(i -> {
                    Verdict verdict = wide.check(STREET, "user" + i + "@capulet.example");
                    wide.succeeded(STREET, "user" + i + "@capulet.example");
                    return !(verdict instanceof Verdict.Allowed);
                })
                .count();
        assertThat(refused).isZero();
    }

    @Test
    void oneHomeNetworkOfIpv6IsOneSource() {
        for (int i = 0; i < 5; i++) {
            allowed(address("2001:db8:1:2::" + i), "user" + i + "@capulet.example");
        }
        delayed(address("2001:db8:1:2:ffff::1"), "user6@capulet.example", 2, "from your address");
        allowed(address("2001:db8:1:3::1"), "user6@capulet.example");
    }

    @Test
    void countsAreForgottenAfterAWhile() {
        for (int i = 0; i < 3; i++) {
            allowed(STREET, JULIET);
        }
        now = now.plus(Duration.ofHours(1)).plusSeconds(1);
        for (int i = 0; i < 3; i++) {
            allowed(STREET, JULIET);
        }
    }
}
