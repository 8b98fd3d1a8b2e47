package org.wockd.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CostTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void timesAddUpAndWhatIsHeldIsWhatWasHeldLast() {
        Cost first = new Cost(SECOND, new ProcessFigures(300_000, 900, 5_000, 7, 20));
        Cost second = new Cost(2 * SECOND, new ProcessFigures(600_000, 800, 4_000, 6, 10));
        Result result = new Result();

        first.plus(second).tell(result, "message", 1_000);

        assertThat(result.json())
                .isEqualTo("{\"messages\": 1000, \"cpu-us-per-message\": 900.0, \"written-bytes-per-message\": 9.0,"
                        + " \"seconds\": 3.0, \"messages-per-second\": 333.3, \"cpu-percent\": 30.0,"
                        + " \"resident-kib\": 800, \"threads\": 6}");
    }

    @Test
    void theSameTimeIsToldForEachOfOtherThings() {
        Result result = new Result();

        new Cost(SECOND, new ProcessFigures(300_000, 900, 5_000, 7, 20)).each(result, "result", 50);

        assertThat(result.json())
                .isEqualTo("{\"results\": 50, \"cpu-us-per-result\": 6000.0, \"written-bytes-per-result\": 100.0}");
    }

    @Test
    void withoutAProcessOnlyTheTimeIsTold() {
        Result result = new Result();

        new Cost(SECOND, null).plus(new Cost(SECOND, null)).tell(result, "page", 4);

        assertThat(result.json()).isEqualTo("{\"pages\": 4, \"seconds\": 2.0, \"pages-per-second\": 2.0}");
    }
}
