package org.wockd.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.wockd.bench.load.Numbering.Arrival;

class NumberingTest {
    private final Numbering numbers = new Numbering();

    @Test
    void whatArrivesInOrderIsNewAndCounted() {
        assertThat(numbers.arrived(0)).isEqualTo(Arrival.NEW);
        assertThat(numbers.arrived(1)).isEqualTo(Arrival.NEW);
        assertThat(numbers.count()).isEqualTo(2);
    }

    @Test
    void whatArrivesTwiceIsSaidAndCountedOnce() {
        assertThat(numbers.arrived(0)).isEqualTo(Arrival.NEW);
        assertThat(numbers.arrived(0)).isEqualTo(Arrival.AGAIN);
        assertThat(numbers.count()).isEqualTo(1);
    }

    @Test
    void aGapIsNotCountedUntilItIsFilledAndThenTheMessageIsLate() {
        assertThat(numbers.arrived(2)).isEqualTo(Arrival.NEW);
        assertThat(numbers.count()).isEqualTo(1);
        assertThat(numbers.arrived(0)).isEqualTo(Arrival.LATE);
        assertThat(numbers.arrived(0)).isEqualTo(Arrival.AGAIN);
        assertThat(numbers.arrived(3)).isEqualTo(Arrival.NEW);
        assertThat(numbers.count()).as("only 1 is missing").isEqualTo(3);
    }
}
