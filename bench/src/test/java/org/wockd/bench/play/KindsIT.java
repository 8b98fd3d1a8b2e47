package org.wockd.bench.play;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.wockd.bench.client.Component;
import org.wockd.bench.client.Dialer;
import org.wockd.bench.client.LoginException;
import org.wockd.bench.client.Session;
import org.wockd.bench.client.Target;
import org.wockd.bench.load.ArchiveRun;
import org.wockd.bench.load.ComponentRun;
import org.wockd.bench.load.Crowd;
import org.wockd.bench.load.Errors;
import org.wockd.bench.load.OfflineRun;
import org.wockd.bench.load.Phases;
import org.wockd.bench.load.PresenceRun;
import org.wockd.bench.measure.Result;
import org.wockd.bench.server.Wockd;
import org.wockd.protocol.service.Secret;

/** Every kind of load beside the chat, on the core as it is installed, for a second or two. */
class KindsIT {
    private static final Path HOME = Path.of(System.getProperty("wockd.home"));
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Phases SHORT = new Phases(Duration.ofMillis(200), Duration.ofSeconds(1), PATIENCE);
    private static final int CLIENTS = 6;

    @TempDir
    static Path folder;

    private static Wockd core;
    private static Dialer dialer;

    private final Errors errors = new Errors();
    private final Result result = new Result();

    @BeforeAll
    static void start() throws Exception {
        core = Wockd.start(HOME, folder, true, "");
        dialer = new Dialer(
                new Target(
                        core.clients(),
                        "localhost",
                        Target.Security.STARTTLS,
                        Target.Mechanism.SCRAM_SHA_256,
                        PATIENCE),
                2,
                3);
        Errors errors = new Errors();
        new Crowd(dialer, errors, 2).register(0, CLIENTS);
        assertThat(errors).hasToString("none");
    }

    @AfterAll
    static void stop() {
        if (dialer != null) {
            dialer.close();
        }
        if (core != null) {
            core.close();
        }
    }

    private interface Act {
        void with(List<Session> sessions, List<Long> pids) throws IOException, InterruptedException;
    }

    private void online(boolean managed, Act act) throws IOException, InterruptedException {
        Crowd crowd = new Crowd(dialer, errors, 2);
        List<Session> sessions = crowd.comesOnline(0, CLIENTS, managed, crowd::bystander);
        assertThat(errors).hasToString("none");
        act.with(sessions, List.of(core.pid()));
        crowd.leaves(sessions);
        assertThat(errors).hasToString("none");
    }

    private Component component(Secret secret) throws LoginException, IOException, InterruptedException {
        return Component.attach(
                dialer,
                new Component.Place(core.components(), Wockd.COMPONENT, secret),
                why -> errors.add(Errors.Kind.CONNECTION_LOST, why));
    }

    @ParameterizedTest
    @EnumSource
    void aComponentSendsEverythingBack(ComponentRun.Stanza stanza) throws Exception {
        try (Component echo = component(Wockd.SECRET)) {
            online(
                    true,
                    (sessions, pids) -> new ComponentRun(Wockd.COMPONENT, stanza, 3, 100, true, SHORT)
                            .measure(sessions, pids, errors, result));

            assertThat(result.number("round-trips")).isPositive();
            assertThat((double) echo.echoed()).isGreaterThanOrEqualTo(result.number("round-trips"));
            assertThat(result.table())
                    .contains("cpu-us-per-round-trip", "written-bytes-per-round-trip", "round-trip-p99-us");
        }
        assertThat(errors).hasToString("none");
    }

    @Test
    void aComponentThatDoesNotKnowTheSecretIsNotLetIn() {
        assertThatThrownBy(() -> component(new Secret("of another one")))
                .isInstanceOf(LoginException.class)
                .hasMessageContaining("echo.localhost")
                .hasMessageContaining("not-authorized");
    }

    @Test
    void clientsWriteToAComponentThatIsNotThere() throws Exception {
        Crowd crowd = new Crowd(dialer, errors, 2);
        List<Session> sessions = crowd.comesOnline(0, 1, false, crowd::bystander);

        new ComponentRun("nobody.localhost", ComponentRun.Stanza.IQ, 1, 10, false, SHORT)
                .measure(sessions, List.of(), errors, result);

        assertThat(errors.toString()).contains("refused", "nobody.localhost");
        crowd.leaves(sessions);
    }

    @ParameterizedTest
    @CsvSource({"true, 40, 10", "false, 60, 20"})
    void archivesAreFilledOnceAndLookedUp(boolean managed, int rows, int page) throws Exception {
        ArchiveRun run = new ArchiveRun(rows, 50, page, 2, managed, SHORT);

        online(managed, (sessions, pids) -> run.measure(sessions, pids, errors, result));

        assertThat(result.number("pages")).isPositive();
        assertThat(result.number("results"))
                .isBetween((result.number("pages") - CLIENTS) * page, (result.number("pages") + CLIENTS) * page);
        assertThat(result.table()).contains("cpu-us-per-page", "cpu-us-per-result", "page-p99-us");
    }

    @Test
    void anArchiveThatIsNotKeptIsNoticed(@TempDir Path own) throws Exception {
        try (Wockd other = Wockd.start(HOME, own, false, "");
                Dialer to = new Dialer(
                        new Target(
                                other.clients(),
                                "localhost",
                                Target.Security.STARTTLS,
                                Target.Mechanism.PLAIN,
                                PATIENCE),
                        1,
                        1)) {
            Crowd crowd = new Crowd(to, errors, 2);
            crowd.register(0, 2);
            List<Session> both = crowd.comesOnline(0, 2, false, crowd::bystander);
            assertThat(errors).hasToString("none");

            new ArchiveRun(10, 50, 5, 1, false, SHORT).measure(both, List.of(), errors, result);

            assertThat(errors.toString()).contains("incomplete", "after it was filled up to 10");
            crowd.leaves(both);
        }
    }

    @Test
    void whoWasAwayGetsAllThatCame() throws Exception {
        Crowd crowd = new Crowd(dialer, errors, 2);

        new OfflineRun(CLIENTS / 2, 20, 5, 50, true, SHORT).measure(crowd, 0, List.of(core.pid()), errors, result);

        assertThat(errors).hasToString("none");
        assertThat(result.number("rounds")).isPositive();
        assertThat(result.number("messages")).isEqualTo(result.number("rounds") * CLIENTS / 2 * 20);
        assertThat(result.table())
                .contains(
                        "cpu-us-per-message",
                        "cpu-us-per-stored-message",
                        "cpu-us-per-fetched-message",
                        "acknowledgement-p99-us",
                        "fetch-p99-us");
    }

    @Test
    void contactsAreMadeOnceAndToldOfEveryChange() throws Exception {
        PresenceRun run = new PresenceRun(4, PresenceRun.Change.STATUS, 2, SHORT);
        online(false, (sessions, pids) -> run.measure(sessions, pids, errors, result));
        assertThat(result.number("contacts")).isEqualTo(4);

        Result again = new Result();
        online(true, (sessions, pids) -> run.measure(sessions, pids, errors, again));

        assertThat(again.number("contacts")).isEqualTo(4);
        assertThat(again.number("changes")).isPositive();
        assertThat(again.number("presences"))
                .isBetween(4 * (again.number("changes") - 2 * CLIENTS), 4 * (again.number("changes") + 2 * CLIENTS));
        assertThat(again.table()).contains("cpu-us-per-presence", "delivery-p99-us", "change-p99-us");
    }

    @Test
    void whoComesSeesAllContacts() throws Exception {
        online(
                false,
                (sessions, pids) -> new PresenceRun(4, PresenceRun.Change.COMING, 1, SHORT)
                        .measure(sessions, pids, errors, result));

        assertThat(result.number("comings")).isEqualTo(result.number("rounds") * CLIENTS);
        assertThat(result.number("presences")).isGreaterThanOrEqualTo(result.number("comings") * 4);
        assertThat(result.table()).contains("cpu-us-per-presence", "coming-p99-us");
    }
}
