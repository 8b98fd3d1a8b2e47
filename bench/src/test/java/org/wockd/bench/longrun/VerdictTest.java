package org.wockd.bench.longrun;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static final int LOOKS = 45;

    private static Verdict of(IntFunction<Sample> samples) {
        return Verdict.of(IntStream.range(0, LOOKS).mapToObj(samples).toList());
    }

    private static Sample sample(int i, double live, double resident, double threads, double files) {
        return new Sample(10.0 * i, live, resident, threads, files, 1000L * i);
    }

    @Test
    void whatGoesUpAndDownIsFlat() {
        assertThat(of(i -> sample(i, 100_000 + 3000 * (i % 3), 600_000 - 900 * (i % 2), 30 + i % 2, 5600))
                        .problems())
                .isEmpty();
    }

    @Test
    void aLeakOfAFewHundredOctetsAMessageIsFound() {
        // 100 messages a second, 200 octets each, for 440 s: 8.6 MB of 100 MB.
        assertThat(of(i -> sample(i, 100_000 + i * 10 * 100 * 200 / 1024.0 + 3000 * (i % 3), 600_000, 30, 5600))
                        .problems())
                .singleElement()
                .asString()
                .contains("live heap", "GROWS");
    }

    @Test
    void aThreadAMinuteAndAFileEachMinuteAreFound() {
        assertThat(of(i -> sample(i, 100_000, 600_000, 30 + i / 6, 5600 + i / 6))
                        .problems())
                .hasSize(2)
                .satisfiesExactly(
                        problem -> assertThat(problem).contains("threads"),
                        problem -> assertThat(problem).contains("open files"));
    }

    @Test
    void nativeMemoryThatGrowsIsFound() {
        assertThat(of(i -> sample(i, 100_000, 600_000 + 1000 * i, 30, 5600)).problems())
                .singleElement()
                .asString()
                .contains("resident memory");
    }

    @Test
    void oneSampleThatStandsOutIsNoTrend() {
        assertThat(of(i -> sample(i, i == LOOKS - 1 ? 200_000 : 100_000, 600_000, i == 40 ? 60 : 30, 5600))
                        .problems())
                .isEqualTo(List.of());
    }
}
