package org.wockd.core.crash;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.wockd.core.auth.ScramSecrets;
import org.wockd.core.crash.Ledger.Letter;
import org.wockd.core.store.StoreLimits;
import org.wockd.core.store.Stores;
import org.wockd.core.store.sql.SqlStores;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.service.Database;

/**
 * People write letters to a relay that answers each, while the relay, the core, or both are killed at random moments; in the
 * end every letter that was acknowledged must be answered, once and in order.
 */
final class RelaySurvival {
    private static final int MOST_UNACKNOWLEDGED = 50;
    private static final int LONGEST_PAUSE = 300;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Who is killed. */
    enum Victim {
        RELAY,
        CORE,
        BOTH
    }

    /**
     * What is played.
     *
     * @param seed of all that is random but the machine
     * @param lettersInALife how many letters are acknowledged at most before the next kill, about
     */
    record Plan(long seed, int kills, int senders, int lettersInALife) {}

    private final Plan plan;
    private final CoreProcess core;
    private final Ledger ledger = new Ledger();
    private final Map<Victim, Integer> killed = new EnumMap<>(Victim.class);
    private final CountDownLatch over = new CountDownLatch(1);

    private RelaySurvival(Plan plan, Path data) {
        this.plan = plan;
        this.core = new CoreProcess(data);
    }

    /** Plays until all is answered, and looks into the archives. */
    static Outcome run(Plan plan, Path data) throws Exception {
        return new RelaySurvival(plan, data).run(data);
    }

    private Outcome run(Path data) throws Exception {
        Instant begin = Instant.now();
        List<String> senders = IntStream.rangeClosed(1, plan.senders())
                .mapToObj(i -> "sender" + i)
                .toList();
        accounts(data, senders);
        List<Future<?>> plays = new ArrayList<>();
        Map<String, List<Letter>> archives = new HashMap<>();
        List<String> complaints;
        try (core;
                Detour detour = new Detour(core::relayPort);
                RelayProcess relay = new RelayProcess(detour.port());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            core.start().get();
            relay.start();
            Random random = new Random(plan.seed());
            for (String sender : senders) {
                Random own = new Random(random.nextLong());
                plays.add(threads.submit(() -> writes(sender, own)));
            }
            try {
                kills(random, relay);
                over.countDown();
                progress(ledger::isSettled);
            } finally {
                over.countDown();
                core.kill();
                core.start().get();
            }
            for (Future<?> play : plays) {
                play.get(2, TimeUnit.MINUTES);
            }
            CoreProcess.Up up = core.await();
            if (up == null) {
                throw new IllegalStateException("the core is gone");
            }
            for (String sender : senders) {
                archives.put(sender, Archives.of(sender, up));
            }
            complaints = relay.complaints();
        }
        archives.forEach(this::check);
        complaints.forEach(line -> ledger.problem("the relay: " + line));
        return outcome(Duration.between(begin, Instant.now()));
    }

    private static void accounts(Path data, List<String> names) {
        try (Database database = Database.open(
                        Database.sqlite(data.resolve("core.db")), SqlStores.MIGRATIONS, new SimpleMeterRegistry());
                Stores stores = SqlStores.open(
                        database, StoreLimits.defaults(), InstantSource.system(), new SimpleMeterRegistry())) {
            for (String name : names) {
                stores.accounts().create(Jid.of(name, "localhost", null), ScramSecrets.deriveAll(name + name, 4096));
            }
        }
    }

    // ---- the killer ----------------------------------------------------------------------------------------------

    private void kills(Random random, RelayProcess relay) throws Exception {
        for (int i = 1; i <= plan.kills(); i++) {
            int enough = ledger.acknowledged() + random.nextInt(plan.lettersInALife());
            progress(() -> ledger.acknowledged() >= enough);
            var _ = over.await(random.nextInt(LONGEST_PAUSE), TimeUnit.MILLISECONDS);
            // Each in its turn, so that a short run has all of them.
            Victim victim = Victim.values()[i % Victim.values().length];
            killed.merge(victim, 1, Integer::sum);
            if (victim != Victim.CORE) {
                relay.kill();
            }
            if (victim != Victim.RELAY) {
                core.kill();
                core.start().get();
            }
            if (victim != Victim.CORE) {
                relay.start();
            }
            if (i % 10 == 0) {
                System.out.printf("kill %d: %d sent, %d acknowledged%n", i, ledger.sent(), ledger.acknowledged());
            }
        }
    }

    private void progress(Callable<Boolean> enough) {
        try {
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(20))
                    .atMost(PATIENCE)
                    .until(enough);
        } catch (ConditionTimeoutException e) {
            ledger.problem("for " + PATIENCE.toSeconds() + " s not acknowledged or not answered: " + ledger.missing());
        }
    }

    // ---- the people ----------------------------------------------------------------------------------------------

    private boolean writes(String name, Random random) throws Exception {
        CountingClient client = new CountingClient(name, "desk", true, ledger);
        int place = 0;
        for (CoreProcess.Up up = core.await(); up != null; up = core.await()) {
            try {
                client.connect(up);
                while (over.getCount() > 0) {
                    client.write(new Letter(name, EchoRelay.NAME, ++place), random.nextInt(5) == 0);
                    boolean goesOn = client.settles(MOST_UNACKNOWLEDGED)
                            && (random.nextInt(3) > 0 || client.stays(random.nextInt(40)));
                    if (!goesOn) {
                        break;
                    }
                }
                if (over.getCount() == 0 && client.settles(0)) {
                    // The answers come as long as the core is there.
                    while (!ledger.isSettled() && client.stays(100)) {
                        Thread.onSpinWait();
                    }
                    if (ledger.isSettled() || core.await() == null) {
                        client.breaks(false);
                        return true;
                    }
                }
                client.breaks(random.nextBoolean());
            } catch (IOException e) {
                client.breaks(false);
            }
        }
        return true;
    }

    // ---- the end -------------------------------------------------------------------------------------------------

    private void check(String owner, List<Letter> archive) {
        ledger.checkArchive(owner, archive);
        Set<Integer> answered = new HashSet<>();
        Set<Integer> written = new HashSet<>();
        for (Letter letter : archive) {
            boolean answer = letter.from().equals(EchoRelay.NAME);
            boolean fresh = (answer ? answered : written).add(letter.place());
            if (answer && !fresh) {
                ledger.problem(letter + " is twice in the archive of " + owner);
            }
        }
        written.removeAll(answered);
        written.forEach(place -> ledger.problem(owner + " has no answer to letter " + place));
    }

    private Outcome outcome(Duration time) {
        StringBuilder text = new StringBuilder();
        text.append("seed %d, %d kills %s in %d s: %d letters sent, %d acknowledged, all of these answered%n"
                .formatted(plan.seed(), plan.kills(), killed, time.toSeconds(), ledger.sent(), ledger.acknowledged()));
        text.append("clients' streams lost %d, resumed %d, not resumed %d%n"
                .formatted(ledger.breaks.get(), ledger.resumed.get(), ledger.notResumed.get()));
        text.append("delivered twice to one client, and why:%n".formatted());
        ledger.repetitions().forEach((why, times) -> text.append("  %d: %s%n".formatted(times, why)));
        List<String> problems = ledger.problems();
        text.append("problems: %d%n".formatted(problems.size()));
        problems.stream().limit(30).forEach(problem -> text.append("  %s%n".formatted(problem)));
        List<String> complaints = core.complaints();
        text.append("warnings and errors of the core: %d%n".formatted(complaints.size()));
        complaints.stream().limit(20).forEach(line -> text.append("  %s%n".formatted(line)));
        return new Outcome(text.toString(), problems);
    }
}
