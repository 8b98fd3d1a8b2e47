package org.wockd.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class HeapTest {

    @Test
    void aHistogramIsAddedUpByClass() {
        Heap heap = Heap.read(List.of(
                "12345:",
                " num     #instances         #bytes  class name (module)",
                "-------------------------------------------------------",
                "   1:         12345         987654  [B (java.base@25.0.3)",
                "   2:            10            160  org.example.Thing",
                "Total         12355         987814"));

        assertThat(heap.total()).isEqualTo(987_814);
        assertThat(heap.bytes()).containsEntry("org.example.Thing", 160L);
    }

    @Test
    void whatHasGrownMostStandsFirst() {
        Heap before = Heap.read(List.of("1: 1 100 A", "2: 1 100 B", "3: 1 100 C"));
        Heap after = Heap.read(List.of("1: 1 150 A", "2: 1 300 B", "3: 1 90 C", "4: 1 10 D"));

        assertThat(after.grownSince(before, 2)).map(String::trim).containsExactly("200  B", "50  A");
    }

    @Test
    void whatIsNoHistogramIsToldAsItIs() {
        assertThatThrownBy(() -> Heap.read(List.of("no such process"))).hasMessageContaining("no such process");
    }
}
