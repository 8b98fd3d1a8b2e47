package org.wockd.core.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the core does while its disk is full, on a small file system in memory; only root can mount one. The system property
 * {@code wockd.crash.disks} makes it longer.
 */
final class FullDiskTest {
    @TempDir
    Path folder;

    @Test
    void aFullDiskRefusesLosesNothingAndServiceReturns() throws Exception {
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=24m", "wockd-full-disk", folder.toString()) == 0,
                "skipped: a file system of its own cannot be mounted here, that needs root");
        try {
            long seed = Long.getLong("wockd.crash.seed", new Random().nextLong());
            int rounds = Integer.getInteger("wockd.crash.disks", 2);
            Outcome outcome = FullDisk.run(new FullDisk.Plan(seed, rounds, 4, 3, 100), folder);
            System.out.println(outcome.text());
            assertThat(outcome.problems()).as(outcome.text()).isEmpty();
        } finally {
            assertThat(run("umount", folder.toString())).isZero();
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
