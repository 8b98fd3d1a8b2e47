package org.wockd.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.wockd.bench.measure.Latencies.Percentiles;
import org.wockd.bench.measure.Result;

class DocumentTest {

    private static List<Result> chats(double... cpu) {
        return DoubleStream.of(cpu)
                .mapToObj(micros -> new Result()
                        .with("messages-per-second", 1234.0)
                        .with("cpu-us-per-message", micros)
                        .with("written-bytes-per-message", 4096.0)
                        .with("delivery", new Percentiles(9, 1_000, 2_000, 3_000, 4_000, 5_000))
                        .with("acknowledgement", new Percentiles(9, 10_000, 20_000, 30_000, 40_000, 50_000)))
                .toList();
    }

    @Test
    void figuresAreMediansWithTheirSpread() {
        Result idle = new Result()
                .with("live-kib-per-client", 9.5)
                .with("resident-kib-per-client", 20.0)
                .with("resident-kib-before", 102_400)
                .with("cpu-us-per-login", 5_000.0);
        Report.Plan plan =
                new Report.Plan(Path.of("."), Path.of("."), 3, 20, 1000, Duration.ofSeconds(5), Duration.ofSeconds(7));

        String text = new Document(
                        plan,
                        new Machine(2, "a model", 1024, "Linux 6", "25"),
                        Map.of("archive on", chats(50, 310.5, 120)),
                        List.of(idle))
                .text();

        assertThat(text)
                .contains("2 processors (a model), 1024 MiB of memory, Linux 6, Java 25")
                .contains("3 runs of each kind")
                .contains("| archive on | 1,234 (1,234–1,234) | 120 (50–311) | 4,096 (4,096–4,096)"
                        + " | 1.0 (1.0–1.0) | 3.0 (3.0–3.0) | 10.0 (10.0–10.0) | 30.0 (30.0–30.0) |")
                .contains("| 9.5 (9.5–9.5) | 20.0 (20.0–20.0) | 100 (100–100) | 5.0 (5.0–5.0) |");
    }
}
