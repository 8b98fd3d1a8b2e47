package org.wockd.bench.command;

import picocli.CommandLine.Option;

/** Whether clients count stanzas. */
final class ManagedOption {
    @Option(
            names = "--managed",
            negatable = true,
            description = "Whether clients count stanzas (XEP-0198); where they do, a message is done only when it was"
                    + " acknowledged, too.")
    private boolean on;

    boolean on() {
        return on;
    }
}
