package org.wockd.bench.measure;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a server's processes have used up to a moment, and hold at it, by Linux' {@code /proc} (proc(5)): the named ones
 * with all their descendants.
 *
 * @param cpuMicros processor time in microseconds, user and system, with that of children that have ended; the kernel counts
 *     it in hundredths of a second
 * @param residentKib memory that is resident, in KiB; pages that processes share count for each
 * @param writtenBytes octets that the processes caused to be written to storage; pages that were thrown away before are not
 *     taken off, and file systems in memory count nothing
 * @param threads how many threads there are
 * @param files how many files are open, sockets among them
 */
public record ProcessFigures(long cpuMicros, long residentKib, long writtenBytes, int threads, int files) {

    /** USER_HZ of every architecture that wockd runs on. */
    private static final long MICROS_PER_TICK = 10_000;

    // The fields of /proc/PID/stat after the name in brackets, which may hold spaces itself.
    private static final int PARENT = 1;
    private static final int FIRST_TIME = 11;
    private static final int LAST_TIME = 14;
    private static final int THREADS = 17;

    private static final ProcessFigures NOTHING = new ProcessFigures(0, 0, 0, 0, 0);

    /**
     * Reads them now.
     *
     * @throws IOException also where one of the named processes is not there
     */
    public static ProcessFigures of(Collection<Long> pids) throws IOException {
        return of(Path.of("/proc"), pids);
    }

    static ProcessFigures of(Path proc, Collection<Long> pids) throws IOException {
        ProcessFigures sum = NOTHING;
        for (long pid : family(proc, pids)) {
            try {
                sum = sum.plus(one(proc.resolve(Long.toString(pid))));
            } catch (NoSuchFileException e) {
                if (pids.contains(pid)) {
                    throw e;
                }
                // A child that has ended meanwhile: its time is its parent's now.
            }
        }
        return sum;
    }

    /** What was used since an earlier moment, and what is held now. */
    public ProcessFigures since(ProcessFigures earlier) {
        return new ProcessFigures(
                cpuMicros - earlier.cpuMicros, residentKib, writtenBytes - earlier.writtenBytes, threads, files);
    }

    /** What was used in this time and in a later one, and what is held after both. */
    ProcessFigures then(ProcessFigures later) {
        return new ProcessFigures(
                cpuMicros + later.cpuMicros,
                later.residentKib,
                writtenBytes + later.writtenBytes,
                later.threads,
                later.files);
    }

    private ProcessFigures plus(ProcessFigures other) {
        return new ProcessFigures(
                cpuMicros + other.cpuMicros,
                residentKib + other.residentKib,
                writtenBytes + other.writtenBytes,
                threads + other.threads,
                files + other.files);
    }

    private static ProcessFigures one(Path process) throws IOException {
        List<String> stat = stat(process);
        long ticks = 0;
        for (int i = FIRST_TIME; i <= LAST_TIME; i++) {
            ticks += Long.parseLong(stat.get(i));
        }
        return new ProcessFigures(
                ticks * MICROS_PER_TICK,
                line(process.resolve("status"), "VmRSS:"),
                line(process.resolve("io"), "write_bytes:"),
                Integer.parseInt(stat.get(THREADS)),
                entries(process.resolve("fd")));
    }

    private static List<String> stat(Path process) throws IOException {
        String text = Files.readString(process.resolve("stat"));
        return List.of(text.substring(text.lastIndexOf(')') + 2).trim().split(" ", -1));
    }

    /** The parent of a process; 0 for one that has ended since it was found, which belongs to nobody then. */
    private static long parent(Path process) {
        try {
            return Long.parseLong(stat(process).get(PARENT));
        } catch (IOException e) {
            return 0;
        }
    }

    /** The number in the line that begins with this; 0 where there is none, as with a process that has just ended. */
    private static long line(Path file, String beginning) throws IOException {
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith(beginning)) {
                return Long.parseLong(
                        line.substring(beginning.length()).replace("kB", "").trim());
            }
        }
        return 0;
    }

    private static int entries(Path folder) throws IOException {
        int count = 0;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path _ : entries) {
                count++;
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return count;
    }

    private static Set<Long> family(Path proc, Collection<Long> pids) throws IOException {
        Map<Long, List<Long>> children = new HashMap<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path process : processes) {
                children.computeIfAbsent(parent(process), _ -> new ArrayList<>())
                        .add(Long.valueOf(process.getFileName().toString()));
            }
        }
        Set<Long> family = new LinkedHashSet<>();
        Deque<Long> next = new ArrayDeque<>(pids);
        while (!next.isEmpty()) {
            long pid = next.remove();
            if (family.add(pid)) {
                next.addAll(children.getOrDefault(pid, List.of()));
            }
        }
        return family;
    }
}
