package org.wockd.bench.play;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wockd.bench.client.Dialer;
import org.wockd.bench.client.Session;
import org.wockd.bench.client.Target;
import org.wockd.bench.client.Target.Mechanism;
import org.wockd.bench.client.Target.Security;
import org.wockd.bench.load.Chat;
import org.wockd.bench.load.Crowd;
import org.wockd.bench.load.Errors;
import org.wockd.bench.load.Messages;
import org.wockd.bench.longrun.LongRun;
import org.wockd.bench.measure.Latencies;
import org.wockd.bench.measure.Result;
import org.wockd.bench.measure.Span;
import org.wockd.bench.server.Wockd;

/** Small loads on the core as it is installed: what the commands do, in seconds. */
class LoadIT {
    private static final Path HOME = Path.of(System.getProperty("wockd.home"));
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int CLIENTS = 6;

    @TempDir
    static Path folder;

    private static Wockd core;

    private final Errors errors = new Errors();

    @BeforeAll
    static void start() throws Exception {
        core = Wockd.start(HOME, folder, true, "");
        Errors errors = new Errors();
        try (Dialer dialer = dialer(Security.STARTTLS, Mechanism.SCRAM_SHA_1)) {
            new Crowd(dialer, errors, 2).register(0, CLIENTS);
        }
        assertThat(errors).hasToString("none");
    }

    @AfterAll
    static void stop() {
        if (core != null) {
            core.close();
        }
    }

    private static Dialer dialer(Security security, Mechanism mechanism) throws Exception {
        InetSocketAddress address = security == Security.TLS ? core.clientsUnderTls() : core.clients();
        return new Dialer(new Target(address, "localhost", security, mechanism, PATIENCE), 2, 3);
    }

    @ParameterizedTest
    @CsvSource({
        "STARTTLS, SCRAM_SHA_1, true",
        "STARTTLS, SCRAM_SHA_256, false",
        "TLS, SCRAM_SHA_256, true",
        "TLS, PLAIN, false"
    })
    void pairsWriteAsFastAsTheirWindowAllowsAndAllArrives(Security security, Mechanism mechanism, boolean managed)
            throws Exception {
        Messages messages = new Messages(100, errors);
        try (Dialer dialer = dialer(security, mechanism)) {
            Crowd crowd = new Crowd(dialer, errors, 2);
            List<Session> sessions = crowd.comesOnline(0, CLIENTS, managed, crowd::bystander);
            assertThat(errors).hasToString("none");
            Chat chat = Chat.between(sessions, managed, messages);
            Span span = Span.begin(List.of(core.pid()), messages.delivered());

            chat.closedLoop(4);
            assertThat(errors.noneWithin(Duration.ofSeconds(2)))
                    .as("%s", errors)
                    .isTrue();
            chat.stop(PATIENCE);

            Result result = new Result();
            span.end(result, "message", messages.delivered());
            crowd.leaves(sessions);
            assertThat(errors).hasToString("none");
            assertThat(messages.delivered()).isGreaterThan(CLIENTS * 4);
            assertThat(messages.deliveries().take().count()).isEqualTo(messages.delivered());
            assertThat(messages.acknowledgements().take().count()).isEqualTo(managed ? messages.delivered() : 0);
            assertThat(result.table()).contains("cpu-us-per-message", "written-bytes-per-message");
        }
    }

    @Test
    void aFixedRateIsKept() throws Exception {
        Messages messages = new Messages(100, errors);
        try (Dialer dialer = dialer(Security.STARTTLS, Mechanism.SCRAM_SHA_1)) {
            Crowd crowd = new Crowd(dialer, errors, 2);
            List<Session> sessions = crowd.comesOnline(0, CLIENTS, true, crowd::bystander);
            Chat chat = Chat.between(sessions, true, messages);
            long begun = System.nanoTime();

            chat.fixedRate(50);
            assertThat(errors.noneWithin(Duration.ofSeconds(3)))
                    .as("%s", errors)
                    .isTrue();
            chat.stop(PATIENCE);

            double seconds = (System.nanoTime() - begun) / 1e9;
            crowd.leaves(sessions);
            assertThat(errors).hasToString("none");
            assertThat((double) messages.delivered()).isBetween(140.0, seconds * 50 + 2);
        }
    }

    @Test
    void clientsComeAndGo() throws Exception {
        Latencies latencies = new Latencies();
        try (Dialer dialer = dialer(Security.STARTTLS, Mechanism.SCRAM_SHA_256)) {
            new Crowd(dialer, errors, 3).comesAndGoes(0, CLIENTS, 3, latencies);
        }
        assertThat(errors).hasToString("none");
        assertThat(latencies.take().count()).isEqualTo(3 * CLIENTS);
    }

    @Test
    void whoIsNotLetInIsCounted() throws Exception {
        try (Dialer dialer = dialer(Security.STARTTLS, Mechanism.SCRAM_SHA_256)) {
            Crowd crowd = new Crowd(dialer, errors, 2);

            assertThat(crowd.comesOnline(CLIENTS, 1, false, crowd::bystander)).isEmpty();

            assertThat(errors.total()).isEqualTo(1);
            assertThat(errors.toString()).contains("not logged in", "bench-00006", "not-authorized");
        }
    }

    @Test
    void theCoreLetsNobodyInWithoutTls() throws Exception {
        try (Dialer dialer = dialer(Security.NONE, Mechanism.SCRAM_SHA_256)) {
            Crowd crowd = new Crowd(dialer, errors, 2);

            assertThat(crowd.comesOnline(0, 1, false, crowd::bystander)).isEmpty();

            assertThat(errors.toString()).contains("not logged in", "bench-00000", "nobody log in without TLS");
        }
    }

    @Test
    void whoIsThrownOutIsCounted(@TempDir Path own) throws Exception {
        try (Wockd other = Wockd.start(HOME, own, false, "");
                Dialer dialer = new Dialer(
                        new Target(other.clients(), "localhost", Security.STARTTLS, Mechanism.PLAIN, PATIENCE), 1, 1)) {
            Crowd crowd = new Crowd(dialer, errors, 2);
            crowd.register(0, 2);
            List<Session> both = crowd.comesOnline(0, 2, true, crowd::bystander);
            assertThat(errors).hasToString("none");
            assertThat(both).hasSize(2);

            other.stop();

            assertThat(errors.noneWithin(PATIENCE)).isFalse();
            assertThat(errors.toString()).contains("connection lost", "system-shutdown");
        }
    }

    /** What deploy/long-run does in ten minutes with thousands. */
    @Test
    void theCoreStaysWhatItIsUnderLoadThatLasts(@TempDir Path own) throws Exception {
        LongRun.Plan plan = new LongRun.Plan(
                HOME,
                own.resolve("run"),
                "128m",
                20,
                10,
                30,
                Duration.ofSeconds(8),
                Duration.ofSeconds(16),
                Duration.ofSeconds(2));

        assertThat(new LongRun(plan, new PrintWriter(System.out, true, StandardCharsets.UTF_8)).run())
                .isEmpty();
    }
}
