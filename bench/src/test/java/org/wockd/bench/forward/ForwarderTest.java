package org.wockd.bench.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wockd.bench.client.Dialer;
import org.wockd.bench.client.Partners;
import org.wockd.bench.client.Session;
import org.wockd.bench.client.Target;
import org.wockd.bench.load.Chat;
import org.wockd.bench.load.Errors;
import org.wockd.bench.load.Messages;
import org.wockd.bench.server.TlsFiles;

class ForwarderTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @ParameterizedTest
    @EnumSource
    void whatOneOfAPairSaysTheOtherHears(Forwarder.Unit unit, @TempDir Path folder) throws Exception {
        Errors errors = new Errors();
        TlsFiles keys = TlsFiles.in(folder);
        try (Forwarder forwarder = new Forwarder(unit, keys.certificate(), keys.key());
                Dialer dialer = new Dialer(
                        new Target(
                                forwarder.address(),
                                "localhost",
                                Target.Security.TLS,
                                Target.Mechanism.PLAIN,
                                PATIENCE),
                        1,
                        3)) {
            List<Session> sessions =
                    new Partners(dialer).meet(6, why -> errors.add(Errors.Kind.CONNECTION_LOST, String.valueOf(why)));
            Messages messages = new Messages(100, errors);

            Chat chat = Chat.between(sessions, false, messages);

            chat.closedLoop(7);
            assertThat(errors.noneWithin(Duration.ofMillis(500)))
                    .as("%s", errors)
                    .isTrue();
            chat.stop(PATIENCE);

            Partners.part(sessions);
            assertThat(errors).hasToString("none");
            assertThat(messages.delivered()).isGreaterThan(6 * 7);
        }
    }
}
