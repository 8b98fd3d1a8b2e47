package org.wockd.bench.report;

import java.util.List;
import java.util.Map;
import org.wockd.bench.measure.Result;
import org.wockd.protocol.service.Version;

/** {@code docs/performance.md}. */
record Document(Report.Plan plan, Machine machine, Map<String, List<Result>> chats, List<Result> idle) {

    String text() {
        StringBuilder out = new StringBuilder();
        out.append("""
                # Performance

                This file is the output of `bench/report`, which anybody can run: it builds wockd, and starts its core anew for every run, with
                the options that the distribution has. Figures are medians, with the least and the most in brackets, of %d runs of each kind that
                took turns. wockd %s on %s; the load came from another process on the same processors.

                On a machine that others use, messages a second say little. Processor time and octets for each message say more: they are those of
                the core's process, user and system, as the kernel counts them.

                ## Messages

                %d pairs of clients under TLS write to each other at their bare addresses, texts of some 100 characters, each with 10 messages under way;
                %d s are measured after %d s of warm-up. Clients count (XEP-0198), and a message is done when it has arrived *and* was acknowledged to its
                sender, which wockd does when it is on the disk (SQLite in WAL mode, `synchronous=FULL`: fsync is on, many messages share one). With
                the archive off, a message is on the disk until it was delivered and acknowledged by its receiver.

                | | messages a second | CPU µs a message | octets written a message | arrived, median ms | p99 ms | acknowledged, median ms | p99 ms |
                |---|---|---|---|---|---|---|---|
                """.formatted(
                        plan.runs(),
                        Version.number(),
                        machine,
                        plan.pairs(),
                        plan.time().toSeconds(),
                        plan.warmUp().toSeconds()));
        chats.forEach((name, runs) -> out.append(row(name, runs)));
        out.append("""

                ## Idle connections

                %,d clients under TLS that count and do nothing. "Live" is what a full collection leaves of the heap; "resident" is what the process
                takes more than before they came, with the heap's room that logins have used and nobody needs now.

                | live KiB a connection | resident KiB a connection | resident MiB without any | CPU ms a login (SCRAM-SHA-256) |
                |---|---|---|---|
                | %s | %s | %s | %s |
                """.formatted(
                        plan.idle(),
                        Spread.of(idle, "live-kib-per-client"),
                        Spread.of(idle, "resident-kib-per-client"),
                        Spread.of(idle, "resident-kib-before").times(1.0 / 1024),
                        Spread.of(idle, "cpu-us-per-login").times(1.0 / 1000)));
        return out.toString();
    }

    private static String row(String name, List<Result> runs) {
        return "| " + name + " | " + Spread.of(runs, "messages-per-second") + " | "
                + Spread.of(runs, "cpu-us-per-message") + " | " + Spread.of(runs, "written-bytes-per-message") + " | "
                + millis(runs, "delivery-p50-us") + " | " + millis(runs, "delivery-p99-us") + " | "
                + millis(runs, "acknowledgement-p50-us") + " | "
                + millis(runs, "acknowledgement-p99-us") + " |\n";
    }

    private static Spread millis(List<Result> runs, String name) {
        return Spread.of(runs, name).times(1.0 / 1000);
    }
}
