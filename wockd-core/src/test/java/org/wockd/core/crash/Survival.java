package org.wockd.core.crash;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
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
 * People write to each other over a core that is killed at random moments; in the end all that was acknowledged must be
 * there.
 */
final class Survival {
    private static final int MOST_UNACKNOWLEDGED = 100;
    private static final int LONGEST_PAUSE = 300;
    private static final int STARTING = 4_000;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /**
     * What is played.
     *
     * @param seed of all that is random but the machine
     * @param lettersInALife how many letters are acknowledged at most before the next kill, about
     */
    record Plan(long seed, int kills, int senders, int receivers, int lettersInALife) {}

    /**
     * How it ended.
     *
     * @param text the figures, for people
     * @param problems what must not be; empty where all is well
     */
    record Outcome(String text, List<String> problems) {}

    private final Plan plan;
    private final CoreProcess core;
    private final Ledger ledger = new Ledger();
    private final CountDownLatch writingOver = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);

    private Survival(Plan plan, Path data) {
        this.plan = plan;
        this.core = new CoreProcess(data);
    }

    /** Plays until all is settled, and looks into the archives. */
    static Outcome run(Plan plan, Path data) throws Exception {
        return new Survival(plan, data).run(data);
    }

    private Outcome run(Path data) throws Exception {
        Instant begin = Instant.now();
        List<String> senders = names("sender", plan.senders());
        List<String> receivers = names("receiver", plan.receivers());
        accounts(data, senders, receivers);
        List<Future<?>> plays = new ArrayList<>();
        try (core;
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            core.start().get();
            Random random = new Random(plan.seed());
            for (String sender : senders) {
                Random own = new Random(random.nextLong());
                plays.add(threads.submit(() -> sends(sender, receivers, own)));
            }
            for (String receiver : receivers) {
                Random own = new Random(random.nextLong());
                plays.add(threads.submit(() -> receives(receiver, own)));
            }
            try {
                kills(random);
                writingOver.countDown();
                progress(ledger::isSettled);
            } finally {
                writingOver.countDown();
                over.countDown();
                core.kill();
                core.start().get();
            }
            for (Future<?> play : plays) {
                play.get(2, TimeUnit.MINUTES);
            }
            check(senders, receivers);
        }
        return outcome(Duration.between(begin, Instant.now()));
    }

    private static List<String> names(String role, int number) {
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= number; i++) {
            names.add(role + i);
        }
        return names;
    }

    private static void accounts(Path data, List<String> senders, List<String> receivers) {
        try (Database database = Database.open(
                        Database.sqlite(data.resolve("core.db")), SqlStores.MIGRATIONS, new SimpleMeterRegistry());
                Stores stores = SqlStores.open(
                        database.jdbi(), StoreLimits.defaults(), InstantSource.system(), new SimpleMeterRegistry())) {
            for (List<String> names : List.of(senders, receivers)) {
                for (String name : names) {
                    stores.accounts()
                            .create(Jid.of(name, "localhost", null), ScramSecrets.deriveAll(name + name, 4096));
                }
            }
        }
    }

    // ---- the killer ----------------------------------------------------------------------------------------------

    private void kills(Random random) throws IOException, InterruptedException, ExecutionException {
        for (int i = 1; i <= plan.kills(); i++) {
            // After some letters and not after some time: a slow machine is to do as much in a life as a quick one.
            int enough = ledger.acknowledged() + random.nextInt(plan.lettersInALife());
            progress(() -> ledger.acknowledged() >= enough);
            var _ = over.await(random.nextInt(LONGEST_PAUSE), TimeUnit.MILLISECONDS);
            core.kill();
            CompletableFuture<?> starts = core.start();
            if (i < plan.kills() && random.nextInt(10) == 0) {
                // It is killed again while it starts, or before anybody has come back.
                var _ = over.await(random.nextInt(STARTING), TimeUnit.MILLISECONDS);
                core.kill();
                starts = core.start();
                i++;
            }
            starts.get();
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
            ledger.problem("for " + PATIENCE.toSeconds() + " s not acknowledged or not delivered: " + ledger.missing());
        }
    }

    // ---- the people ----------------------------------------------------------------------------------------------

    private boolean sends(String name, List<String> receivers, Random random) throws Exception {
        CountingClient client = new CountingClient(name, "desk", false, ledger);
        int[] places = new int[receivers.size()];
        boolean done = false;
        for (CoreProcess.Up up = core.await(); !done && up != null; up = core.await()) {
            try {
                client.connect(up);
                done = writes(client, name, receivers, places, random);
                client.breaks(random.nextBoolean());
            } catch (IOException e) {
                client.breaks(false);
            }
        }
        return true;
    }

    /** Writes until the stream is lost, or given up; true where all is written and acknowledged. */
    private boolean writes(CountingClient client, String name, List<String> receivers, int[] places, Random random)
            throws Exception {
        while (writingOver.getCount() > 0) {
            int to = random.nextInt(receivers.size());
            client.write(new Letter(name, receivers.get(to), ++places[to]), random.nextInt(5) == 0);
            if (!client.settles(MOST_UNACKNOWLEDGED) || random.nextInt(300) == 0) {
                return false;
            }
            if (random.nextInt(3) == 0 && !client.stays(random.nextInt(40))) {
                return false;
            }
        }
        return client.settles(0);
    }

    private boolean receives(String name, Random random) throws Exception {
        CountingClient client = new CountingClient(name, "phone", true, ledger);
        for (CoreProcess.Up up = core.await(); over.getCount() > 0 && up != null; up = core.await()) {
            try {
                client.connect(up);
                while (client.stays(random.nextInt(50, 800)) && over.getCount() > 0) {
                    if (writingOver.getCount() > 0 && random.nextBoolean()) {
                        goes(client, random);
                        break;
                    }
                }
            } catch (IOException e) {
                client.breaks(false);
            }
        }
        client.breaks(false);
        return true;
    }

    private void goes(CountingClient client, Random random) throws IOException, InterruptedException {
        if (random.nextInt(3) == 0) {
            client.leaves();
        } else {
            client.breaks(random.nextBoolean());
        }
        if (random.nextInt(3) == 0) {
            var _ = writingOver.await(random.nextInt(3000), TimeUnit.MILLISECONDS);
        }
    }

    // ---- the end -------------------------------------------------------------------------------------------------

    private void check(List<String> senders, List<String> receivers) throws IOException, InterruptedException {
        CoreProcess.Up up = core.await();
        if (up == null) {
            throw new IllegalStateException("the core is gone");
        }
        for (List<String> names : List.of(senders, receivers)) {
            for (String name : names) {
                ledger.checkArchive(name, Archives.of(name, up));
            }
        }
        ledger.checkDeliveries();
    }

    private Outcome outcome(Duration time) {
        StringBuilder text = new StringBuilder();
        text.append("seed %d, %d kills in %d s: %d messages sent, %d acknowledged%n"
                .formatted(plan.seed(), plan.kills() + 1, time.toSeconds(), ledger.sent(), ledger.acknowledged()));
        text.append("streams lost %d, resumed %d, not resumed %d (letters sent again on that: %d), clean logouts %d%n"
                .formatted(
                        ledger.breaks.get(),
                        ledger.resumed.get(),
                        ledger.notResumed.get(),
                        ledger.maybeTwice(),
                        ledger.logouts.get()));
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
