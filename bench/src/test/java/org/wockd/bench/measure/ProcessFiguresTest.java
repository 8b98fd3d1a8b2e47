package org.wockd.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessFiguresTest {

    @TempDir
    Path proc;

    private void process(
            long pid, String name, long parent, String times, int threads, long kib, long written, int files)
            throws IOException {
        Path folder = Files.createDirectories(proc.resolve(Long.toString(pid)));
        Files.writeString(
                folder.resolve("stat"),
                pid + " (" + name + ") S " + parent + " 1 1 0 -1 4194560 100 200 0 0 " + times + " 20 0 " + threads
                        + " 0 1234 5678 910\n");
        Files.writeString(folder.resolve("status"), "Name:\t" + name + "\nVmRSS:\t  " + kib + " kB\nThreads:\t1\n");
        Files.writeString(
                folder.resolve("io"),
                "rchar: 1\nwchar: 2\nread_bytes: 3\nwrite_bytes: " + written + "\ncancelled_write_bytes: 5\n");
        Files.createDirectories(folder.resolve("fd"));
        for (int i = 0; i < files; i++) {
            Files.writeString(folder.resolve("fd").resolve(Integer.toString(i)), "");
        }
    }

    @Test
    void aProcessIsTakenWithAllThatDescendFromItAndNobodyElse() throws IOException {
        process(10, "beam.smp", 1, "100 20 3 4", 12, 5000, 4096, 9);
        process(11, "erl) child (setup", 10, "10 0 0 0", 1, 300, 512, 3);
        process(12, "grand child", 11, "1 0 0 0", 1, 20, 0, 1);
        process(20, "another", 1, "1000 1000 0 0", 40, 9999, 9999, 99);

        assertThat(ProcessFigures.of(proc, List.of(10L))).isEqualTo(new ProcessFigures(1_380_000, 5320, 4608, 14, 13));
    }

    @Test
    void whatWasUsedIsADifferenceAndWhatIsHeldIsNot() {
        ProcessFigures before = new ProcessFigures(1_000, 500, 4096, 9, 3);
        ProcessFigures after = new ProcessFigures(5_000, 700, 8192, 8, 4);

        assertThat(after.since(before)).isEqualTo(new ProcessFigures(4_000, 700, 4096, 8, 4));
    }

    @Test
    void aProcessThatIsGoneIsAnError() {
        assertThatThrownBy(() -> ProcessFigures.of(proc, List.of(10L))).isInstanceOf(IOException.class);
    }

    @Test
    void thisProcessHasUsedTime() throws IOException {
        ProcessFigures mine = ProcessFigures.of(List.of(ProcessHandle.current().pid()));

        assertThat(mine.cpuMicros()).isPositive();
        assertThat(mine.residentKib()).isGreaterThan(1024);
        assertThat(mine.threads()).isPositive();
        assertThat(mine.files()).isPositive();
    }
}
