package org.wockd.core.crash;

import java.time.Duration;
import java.util.List;

/**
 * How a play ended.
 *
 * @param text the figures, for people
 * @param problems what must not be; empty where all is well
 */
record Outcome(String text, List<String> problems) {

    /** What the ledger says of a play, and what the core has complained about. */
    static Outcome of(String play, Duration time, Ledger ledger, CoreProcess core) {
        StringBuilder text = new StringBuilder();
        text.append("%s in %d s: %d messages sent, %d acknowledged, %d refused%n"
                .formatted(play, time.toSeconds(), ledger.sent(), ledger.acknowledged(), ledger.refused()));
        text.append("streams lost %d, resumed %d, not resumed %d (letters sent again on that: %d), logouts %d, of them"
                        .formatted(
                                ledger.breaks.get(),
                                ledger.resumed.get(),
                                ledger.notResumed.get(),
                                ledger.maybeTwice(),
                                ledger.logouts.get())
                + " answered %d%n".formatted(ledger.cleanEnds.get()));
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
