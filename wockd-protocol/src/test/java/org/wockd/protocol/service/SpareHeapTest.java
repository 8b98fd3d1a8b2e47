package org.wockd.protocol.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SpareHeapTest {

    private static final long MIB = 1L << 20;

    private long used = 100 * MIB;
    private long worked = Duration.ofSeconds(5).toNanos();
    private int collections;

    private final SpareHeap heap = new SpareHeap(() -> used, () -> worked, this::collect);

    @AfterEach
    void end() {
        heap.close();
    }

    private void collect() {
        collections++;
        used = 40 * MIB;
    }

    private void aMinutePasses(Duration work, long garbage) {
        worked += work.toNanos();
        used += garbage;
        heap.look();
    }

    @Test
    void whatABusyTimeHasLeftIsCollectedOnceInTheFirstQuietMinute() {
        aMinutePasses(Duration.ofSeconds(30), 50 * MIB);
        assertThat(collections).as("while it is busy").isZero();
        aMinutePasses(Duration.ofSeconds(1), 0);
        assertThat(collections).as("when it is quiet").isOne();
        aMinutePasses(Duration.ofSeconds(1), MIB);
        assertThat(collections).as("for a little garbage").isOne();
        aMinutePasses(Duration.ofSeconds(1), 8 * MIB);
        assertThat(collections).as("when that has become much").isEqualTo(2);
    }

    @Test
    void theCollectionsOwnWorkDoesNotCountAsBusy() {
        var costly = new SpareHeap(() -> used, () -> worked, () -> {
            collect();
            worked += Duration.ofSeconds(20).toNanos();
        });
        costly.look();
        used += 50 * MIB;
        costly.look();
        costly.close();
        assertThat(collections).isEqualTo(2);
    }
}
