package org.wockd.core.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wockd.core.store.Mailbox;
import org.wockd.core.store.StoreLimits;
import org.wockd.core.store.Stored;
import org.wockd.core.store.Stores;

/** What was acknowledged before a SIGKILL is there after it: every stanza, in order, once. */
final class CrashTest {

    private static final int RUNS = 2;
    private static final int ACKNOWLEDGED_BEFORE_THE_KILL = 300;

    @TempDir
    Path folder;

    private record Acknowledged(int writer, String text, long id) {}

    @Test
    void nothingAcknowledgedIsLostWhenTheProcessIsKilled() throws IOException, InterruptedException {
        Path file = folder.resolve("core.db");
        Map<Integer, List<Acknowledged>> acknowledged = new HashMap<>();
        for (int run = 0; run < RUNS; run++) {
            for (Acknowledged a : killed(file, run)) {
                acknowledged.computeIfAbsent(a.writer(), _ -> new ArrayList<>()).add(a);
            }
            try (SqlBackend backend = new SqlBackend(file);
                    Stores stores = backend.open(StoreLimits.defaults(), InstantSource.system())) {
                acknowledged.forEach((writer, stanzas) -> check(stores.mailbox(), writer, stanzas));
            }
        }
        assertThat(acknowledged).hasSize(CrashingWriter.WRITERS);
    }

    /** Starts a writer, kills it in the middle of its work, and returns all that it had acknowledged. */
    private static List<Acknowledged> killed(Path file, int run) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashingWriter.class.getName(),
                        file.toString(),
                        "run" + run)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<Acknowledged> acknowledged = new ArrayList<>();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                String[] words = line.split(" ", -1);
                // The kill may have cut the last line: only a whole one ends with the dot.
                if (words.length == 5 && words[4].equals(".") && words[0].equals("acknowledged")) {
                    acknowledged.add(new Acknowledged(Integer.parseInt(words[1]), words[2], Long.parseLong(words[3])));
                }
                if (acknowledged.size() == ACKNOWLEDGED_BEFORE_THE_KILL) {
                    // Not through the process itself, which would close the pipe with what is still in it.
                    process.toHandle().destroyForcibly();
                }
            }
        }
        int sigkill = 128 + 9;
        assertThat(process.waitFor()).isEqualTo(sigkill);
        return acknowledged;
    }

    private static void check(Mailbox mailbox, int writer, List<Acknowledged> acknowledged) {
        List<Stored> stored = mailbox.pending(CrashingWriter.owner(writer), 0, Integer.MAX_VALUE);
        assertThat(mailbox.waiting(CrashingWriter.owner(writer))).isEqualTo(stored.size());
        List<String> texts = stored.stream()
                .map(s -> new String(s.stanza(), StandardCharsets.UTF_8))
                .toList();
        Map<Long, String> byId = new HashMap<>();
        IntStream.range(0, stored.size()).forEach(i -> byId.put(stored.get(i).id(), texts.get(i)));
        assertThat(texts).doesNotHaveDuplicates();
        assertThat(acknowledged).allSatisfy(a -> assertThat(byId).containsEntry(a.id(), a.text()));
        List<String> inOrder = acknowledged.stream().map(Acknowledged::text).toList();
        assertThat(texts).containsSubsequence(inOrder);
        // A stanza may be stored though its acknowledgement died with the process: one for each writer and run.
        assertThat(stored.size() - acknowledged.size()).isBetween(0, RUNS);
    }
}
