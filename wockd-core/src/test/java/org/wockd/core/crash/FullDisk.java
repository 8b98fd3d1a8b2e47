package org.wockd.core.crash;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * People write to each other over a core whose disk is full now and then: senders are told {@code resource-constraint},
 * nothing that was acknowledged is lost, and as soon as there is room all goes on by itself.
 */
final class FullDisk {
    private static final int BLOCK = 64 * 1024;
    private static final int ENOUGH_REFUSALS = 10;

    /**
     * What is played.
     *
     * @param seed of all that is random but the machine
     * @param rounds how often the disk gets full; in every second one the core is killed meanwhile
     * @param letters how many letters are acknowledged in front of each of them, at least
     */
    record Plan(long seed, int rounds, int senders, int receivers, int letters) {}

    private final Plan plan;
    private final CoreProcess core;
    private final Path ballast;
    private final Ledger ledger = new Ledger();
    private final People people;

    private FullDisk(Plan plan, Path data) {
        this.plan = plan;
        this.core = new CoreProcess(data);
        this.ballast = data.resolve("ballast");
        this.people = new People(core, ledger, plan.senders(), plan.receivers());
    }

    /**
     * Plays until all is settled, and looks into the archives.
     *
     * @param data a small file system with nothing else on it
     */
    static Outcome run(Plan plan, Path data) throws Exception {
        return new FullDisk(plan, data).run(data);
    }

    private Outcome run(Path data) throws Exception {
        Instant begin = Instant.now();
        people.makeAccounts(data);
        try (core;
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            core.start().get();
            people.start(threads, new Random(plan.seed()));
            try {
                for (int round = 1; round <= plan.rounds(); round++) {
                    acknowledges();
                    fill();
                    refuses();
                    boolean killed = round % 2 == 0;
                    if (killed) {
                        core.kill();
                    }
                    Files.delete(ballast);
                    if (killed) {
                        core.start().get();
                    }
                }
                acknowledges();
                people.endWriting();
                people.progress(ledger::isSettled);
            } finally {
                people.end();
            }
            people.join();
            people.check();
        }
        return Outcome.of(
                "seed %d, a full disk %d times".formatted(plan.seed(), plan.rounds()),
                Duration.between(begin, Instant.now()),
                ledger,
                core);
    }

    private void acknowledges() {
        int enough = ledger.acknowledged() + plan.letters();
        people.progress(() -> ledger.acknowledged() >= enough);
    }

    private void refuses() {
        // Not many: a client that loses its stream now cannot resume it, and whoever is not acknowledged stops to
        // write.
        int enough = ledger.refused() + ENOUGH_REFUSALS;
        people.progress(() -> ledger.refused() >= enough);
    }

    /** Takes all the room there is, to the last octet. */
    private void fill() throws IOException {
        try (FileChannel file = FileChannel.open(ballast, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (int size = BLOCK; size > 0; ) {
                size = write(file, size) ? size : size / 2;
            }
        }
    }

    private static boolean write(FileChannel file, int octets) {
        try {
            return file.write(ByteBuffer.allocate(octets)) == octets;
        } catch (IOException e) {
            // There is no such room any more.
            return false;
        }
    }
}
