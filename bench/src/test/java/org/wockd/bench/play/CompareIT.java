package org.wockd.bench.play;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wockd.bench.compare.Comparison;
import org.wockd.bench.compare.Contender;
import org.wockd.bench.compare.Document;
import org.wockd.bench.compare.Figures;
import org.wockd.bench.compare.Plan;
import org.wockd.bench.load.Phases;

/** What bench/compare does, once and for a second. */
class CompareIT {
    private static final Phases SHORT =
            new Phases(Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofMinutes(2));

    @TempDir
    private Path folder;

    private final StringWriter said = new StringWriter();
    private Path file;

    @BeforeEach
    void nothingIsMeasured() {
        file = folder.resolve("figures.tsv");
    }

    private String compare(List<String> kinds, Contender... contenders) throws Exception {
        Plan plan = new Plan(Path.of(System.getProperty("wockd.home")), folder, 1, 2, 4, 6, SHORT);
        Comparison comparison = new Comparison(plan, new Figures(file), new PrintWriter(said, true));
        comparison.run(kinds, List.of(contenders));
        assertThat(comparison.errors()).hasToString("none");
        return new Document(new Figures(file)).text(null);
    }

    /** A peer that is not installed is left out, which is said. */
    @Test
    void allChatAndTheBareForwarderIsThereToBeHeldAgainst() throws Exception {
        String text = compare(List.of("chat"), Contender.values());

        assertThat(text)
                .contains("| wockd | 1 | ", "| octets only | 1 | ", "| framing only | 1 | ", "| wockd / octets only |")
                .contains("TLSv1.3 TLS_AES_128_GCM_SHA256");
        for (String peer : List.of("prosody", "ejabberd")) {
            assertThat(text.contains("| " + peer + " | 1 | "))
                    .as("%s in %s", peer, said)
                    .isNotEqualTo(said.toString().contains(peer + " is not installed, so it is left out."));
        }
    }

    @Test
    void theCoreIsMeasuredInEveryOtherWay() throws Exception {
        List<String> kinds = List.of("login-storm", "rate-half", "component", "start", "relay");

        String text = compare(kinds, Contender.WOCKD);

        assertThat(text)
                .contains(
                        "## Logins, many at once",
                        "## Latency at half",
                        "## A component",
                        "## Start",
                        "## An idle relay")
                .contains(
                        "| relay idle | ≤ 80 MiB | ", "| ready to accept a client, without start cache | ≤ 1,500 ms | ")
                .doesNotContain("≤ 80 MiB | not measured", "≤ 1,500 ms | not measured");
    }
}
