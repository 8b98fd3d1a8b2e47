package org.wockd.torrent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MeterTest {

    @Test
    void goesOnWhereTheCounterBeginsAnew() {
        Meter meter = new Meter();
        assertThat(meter.read(0)).isZero();
        assertThat(meter.read(70)).isEqualTo(70);
        assertThat(meter.read(70)).isEqualTo(70);
        assertThat(meter.read(0)).isEqualTo(70);
        assertThat(meter.read(100)).isEqualTo(170);
        assertThat(meter.read(5)).isEqualTo(175);
    }
}
