package org.wockd.core.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.wockd.protocol.stanza.StanzaErrorException;

/** Mallory makes accounts in bulk. */
class RegistrationLimitTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2027-01-02T03:04:05Z"));
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final RegistrationLimit limit = new RegistrationLimit(2, now::get, meters);

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private void tries(String from) {
        limit.count(address(from));
    }

    @Test
    void theThirdTryWithinAnHourIsOneTooMany() {
        tries("192.0.2.1");
        tries("192.0.2.1");
        now.updateAndGet(t -> t.plus(Duration.ofMinutes(20)));

        assertThatThrownBy(() -> tries("192.0.2.1"))
                .isInstanceOf(StanzaErrorException.class)
                .hasMessageContaining("resource-constraint")
                .hasMessageContaining("40 minutes");
        assertThat(meters.counter("wockd.registration.limited").count()).isEqualTo(1);
    }

    @Test
    void theHourBeginsWithTheFirstTryAndIsNotMadeLongerByMore() {
        tries("192.0.2.1");
        tries("192.0.2.1");
        now.updateAndGet(t -> t.plus(Duration.ofMinutes(59)));
        assertThatThrownBy(() -> tries("192.0.2.1")).isInstanceOf(StanzaErrorException.class);

        now.updateAndGet(t -> t.plus(Duration.ofMinutes(1)));

        assertThatCode(() -> tries("192.0.2.1")).doesNotThrowAnyException();
    }

    @Test
    void oneHomeIsOneAddress() {
        tries("2001:db8::1");
        tries("2001:db8::2");
        assertThatThrownBy(() -> tries("2001:db8::3")).isInstanceOf(StanzaErrorException.class);
        assertThatCode(() -> tries("2001:db8:0:1::1")).doesNotThrowAnyException();
        assertThatCode(() -> tries("192.0.2.1")).doesNotThrowAnyException();
    }
}
