package org.wockd.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

class ResultTest {

    @Test
    void aLineOfJsonHoldsWhatWasPutIn() {
        Result result = new Result()
                .with("label", "a \"quoted\"\\\n word")
                .with("messages", 12_345_678_901L)
                .with("rate", 0.25)
                .with("delivery", new Latencies.Percentiles(5, 1, 2, 3, 4, 5));

        assertThat(result.json()).doesNotContain("\n");
        Map<String, Object> read = new Yaml().load(result.json());
        assertThat(read)
                .containsEntry("label", "a \"quoted\"\\\n word")
                .containsEntry("messages", 12_345_678_901L)
                .containsEntry("rate", 0.3)
                .containsEntry("delivery-p99-us", 3)
                .hasSize(8);
    }
}
