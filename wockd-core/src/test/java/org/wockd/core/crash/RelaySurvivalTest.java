package org.wockd.core.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nothing that was acknowledged is lost or doubled on its way to a relay and back when the relay, the core or both are killed.
 * The system properties {@code wockd.crash.kills} and {@code wockd.crash.seed} make it longer, and play it again.
 */
final class RelaySurvivalTest {
    @TempDir
    Path data;

    @Test
    void whatIsAcknowledgedIsAnsweredOnceAndInOrder() throws Exception {
        long seed = Long.getLong("wockd.crash.seed", new Random().nextLong());
        int kills = Integer.getInteger("wockd.crash.kills", 3);
        System.out.println("seed " + seed);
        Outcome outcome = RelaySurvival.run(new RelaySurvival.Plan(seed, kills, 4, 100), data);
        System.out.println(outcome.text());
        assertThat(outcome.problems()).as(outcome.text()).isEmpty();
    }
}
