package org.wockd.core.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nothing that the core has acknowledged is lost when it is killed, and nothing comes twice but what was under way. The
 * system properties {@code wockd.crash.kills} and {@code wockd.crash.seed} make it longer, and play it again.
 */
final class SurvivalTest {
    @TempDir
    Path data;

    @Test
    void whatIsAcknowledgedIsDeliveredAndKeptOnceAndInOrder() throws Exception {
        long seed = Long.getLong("wockd.crash.seed", new Random().nextLong());
        int kills = Integer.getInteger("wockd.crash.kills", 4);
        System.out.println("seed " + seed);
        Outcome outcome = Survival.run(new Survival.Plan(seed, kills, 6, 4, 300), data);
        System.out.println(outcome.text());
        assertThat(outcome.problems()).as(outcome.text()).isEmpty();
    }
}
