package org.wockd.protocol.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SpareHeapTest {
    private long worked = Duration.ofSeconds(5).toNanos();
    private long workOfCollection;
    private int collections;

    private final SpareHeap heap = new SpareHeap(() -> worked, this::collect);

    @AfterEach
    void end() {
        heap.close();
    }

    private void collect() {
        collections++;
        worked += workOfCollection;
    }

    private void aMinutePasses(Duration work) {
        worked += work.toNanos();
        heap.look();
    }

    @Test
    void whatAStartHasLeftIsCollectedInTheFirstQuietMinute() {
        aMinutePasses(Duration.ofSeconds(1));
        assertThat(collections).isOne();
    }

    @Test
    void whatABusyTimeHasLeftIsCollectedOnce() {
        aMinutePasses(Duration.ofSeconds(30));
        aMinutePasses(Duration.ofSeconds(30));
        assertThat(collections).as("while it is busy").isZero();
        aMinutePasses(Duration.ofSeconds(1));
        assertThat(collections).as("when it is quiet").isOne();
        aMinutePasses(Duration.ofSeconds(1));
        aMinutePasses(Duration.ofSeconds(5));
        assertThat(collections).as("while it stays quiet").isOne();
        aMinutePasses(Duration.ofSeconds(7));
        aMinutePasses(Duration.ofSeconds(1));
        assertThat(collections).as("behind the next busy time").isEqualTo(2);
    }

    @Test
    void theCollectionsOwnWorkDoesNotCountAsBusy() {
        workOfCollection = Duration.ofSeconds(20).toNanos();
        aMinutePasses(Duration.ofSeconds(1));
        aMinutePasses(Duration.ofSeconds(1));
        aMinutePasses(Duration.ofSeconds(1));
        assertThat(collections).isOne();
    }
}
