package org.wockd.core.crash;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * People write to each other over a core that is killed at random moments; in the end all that was acknowledged must be
 * there.
 */
final class Survival {
    private static final int LONGEST_PAUSE = 300;
    private static final int STARTING = 4_000;

    /**
     * What is played.
     *
     * @param seed of all that is random but the machine
     * @param lettersInALife how many letters are acknowledged at most before the next kill, about
     */
    record Plan(long seed, int kills, int senders, int receivers, int lettersInALife) {}

    private final Plan plan;
    private final CoreProcess core;
    private final Ledger ledger = new Ledger();
    private final People people;

    private Survival(Plan plan, Path data) {
        this.plan = plan;
        this.core = new CoreProcess(data);
        this.people = new People(core, ledger, plan.senders(), plan.receivers());
    }

    /** Plays until all is settled, and looks into the archives. */
    static Outcome run(Plan plan, Path data) throws Exception {
        return new Survival(plan, data).run(data);
    }

    private Outcome run(Path data) throws Exception {
        Instant begin = Instant.now();
        people.makeAccounts(data);
        try (core;
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            core.start().get();
            Random random = new Random(plan.seed());
            people.start(threads, random);
            try {
                kills(random);
                people.endWriting();
                people.progress(ledger::isSettled);
            } finally {
                people.end();
                core.kill();
                core.start().get();
            }
            people.join();
            people.check();
        }
        return Outcome.of(
                "seed %d, %d kills".formatted(plan.seed(), plan.kills() + 1),
                Duration.between(begin, Instant.now()),
                ledger,
                core);
    }

    private void kills(Random random) throws IOException, InterruptedException, ExecutionException {
        for (int i = 1; i <= plan.kills(); i++) {
            // After some letters and not after some time: a slow machine is to do as much in a life as a quick one.
            int enough = ledger.acknowledged() + random.nextInt(plan.lettersInALife());
            people.progress(() -> ledger.acknowledged() >= enough);
            people.pass(random.nextInt(LONGEST_PAUSE));
            core.kill();
            CompletableFuture<?> starts = core.start();
            if (i < plan.kills() && random.nextInt(10) == 0) {
                // It is killed again while it starts, or before anybody has come back.
                people.pass(random.nextInt(STARTING));
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
}
