package org.wockd.bench.command;

import java.time.Duration;
import org.wockd.bench.load.Phases;
import picocli.CommandLine.Option;

/** How long a load goes on that has no end of its own. */
final class TimeOptions {
    @Option(names = "--warm-up", defaultValue = "10", description = "Seconds before it is measured: ${DEFAULT-VALUE}.")
    private int warmUp;

    @Option(names = "--seconds", defaultValue = "10", description = "Seconds that are measured: ${DEFAULT-VALUE}.")
    private int seconds;

    Phases phases(Duration patience) {
        return new Phases(Duration.ofSeconds(warmUp), Duration.ofSeconds(seconds), patience);
    }
}
