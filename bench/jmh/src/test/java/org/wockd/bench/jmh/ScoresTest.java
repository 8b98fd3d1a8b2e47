package org.wockd.bench.jmh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScoresTest {
    private static final Scores KEPT = Scores.of(
            "8 processors",
            List.of(
                    new Score("ChatPath.parse", 2_000, 100, "ns/op"),
                    new Score("ChatPath.frame", 500, 7.3, "ns/op"),
                    new Score("Gone.gone", 1, 1, "ns/op")));

    @Test
    void whatIsKeptIsReadAgain() {
        assertThat(KEPT.text()).isEqualTo("""
                # 8 processors
                benchmark\tscore\terror\tunit
                ChatPath.frame\t500.0\t7.3\tns/op
                ChatPath.parse\t2000.0\t100.0\tns/op
                Gone.gone\t1.0\t1.0\tns/op
                """);
        assertThat(Scores.read(KEPT.text().lines().toList())).isEqualTo(KEPT);
    }

    @Test
    void aTableTellsHowManyTimesWhatWasKeptItIsNow() {
        Scores now = Scores.of(
                "2 processors",
                List.of(
                        new Score("ChatPath.parse", 3_000, 20, "ns/op"),
                        new Score("ChatPath.frame", 250, 7.3, "ns/op"),
                        new Score("Jid.plain", 40, 1, "ns/op")));
        assertThat(now.beside(KEPT)).isEqualTo("""
                kept: 8 processors
                now:  2 processors

                benchmark                                      kept                    now  unit   now/kept
                ChatPath.frame                          500.0 + 7.3            250.0 + 7.3  ns/op      0.50
                ChatPath.parse                      2,000.0 + 100.0         3,000.0 + 20.0  ns/op      1.50
                Jid.plain                                       new             40.0 + 1.0  ns/op         -
                """);
    }

    @Test
    void scoresOfOtherUnitsHaveNoRatio() {
        Scores now = Scores.of("2 processors", List.of(new Score("ChatPath.parse", 3, 1, "us/op")));
        assertThat(now.beside(KEPT)).endsWith("us/op         -\n");
    }

    @Test
    void aNameIsItsClassAndMethod() {
        assertThat(Score.name("org.wockd.bench.jmh.ChatPathBenchmark.frame")).isEqualTo("ChatPath.frame");
    }

    @Test
    void anotherFileIsRefused() {
        assertThatThrownBy(() -> Scores.read(List.of("benchmark,score"))).hasMessageContaining("begin with");
        assertThatThrownBy(() -> Scores.read(List.of("# a machine", "benchmark\tscore\terror\tunit", "frame 12")))
                .hasMessage("not a score: frame 12");
    }
}
