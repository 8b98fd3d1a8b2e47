package org.wockd.bench.flame;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStreamReader;
import java.io.Reader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class StacksTest {
    private static final Duration BUSY = Duration.ofMillis(500);

    @Test
    void namesHaveNoNumbersOfTheProcess() {
        assertThat(Stacks.name("org.wockd.core.Core", "lambda$start$12")).isEqualTo("org.wockd.core.Core.lambda$start");
        assertThat(Stacks.name("org.wockd.core.Core$$Lambda+0x00007f1c2c0b1c00.123", "run"))
                .isEqualTo("org.wockd.core.Core$$Lambda.run");
        assertThat(Stacks.name("java.lang.invoke.LambdaForm$MH+0x00007f1c2c0b1c00", "invoke"))
                .isEqualTo("java.lang.invoke.LambdaForm$MH.invoke");
        assertThat(Stacks.name("jdk.internal.reflect.GeneratedMethodAccessor17", "invoke"))
                .isEqualTo("jdk.internal.reflect.GeneratedMethodAccessor.invoke");
        assertThat(Stacks.name("io.netty.util.Utf8", "write2")).isEqualTo("io.netty.util.Utf8.write2");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whatUsesTheProcessorIsInTheRecording(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("busy.jfr");
        try (Reader settings = new InputStreamReader(
                        requireNonNull(Stacks.class.getResourceAsStream("flame.jfc")), StandardCharsets.UTF_8);
                Recording recording = new Recording(Configuration.create(settings))) {
            recording.start();
            Thread busy = Thread.ofPlatform().name("busy-7").start(StacksTest::compute);
            busy.join();
            recording.stop();
            recording.dump(file);
        }
        Flame all = Stacks.read(file);
        Flame busy = all.called().stream()
                .filter(thread -> thread.name().equals("[busy]"))
                .findFirst()
                .orElseThrow();
        assertThat(busy.samples()).isPositive().isLessThanOrEqualTo(all.samples());
        assertThat(Picture.svg("busy", busy)).contains("<title>org.wockd.bench.flame.StacksTest.compute, ");
    }

    /** Uses so much processor time, however long that takes. */
    private static void compute() {
        var threads = ManagementFactory.getThreadMXBean();
        double sum = 0;
        while (threads.getCurrentThreadCpuTime() < BUSY.toNanos()) {
            for (int i = 1; i < 100_000; i++) {
                sum += Math.log(i);
            }
        }
        assertThat(sum).isPositive();
    }
}
