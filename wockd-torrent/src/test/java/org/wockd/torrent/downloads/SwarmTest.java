package org.wockd.torrent.downloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wockd.torrent.intake.Metainfo;
import org.wockd.torrent.testing.Downloader;
import org.wockd.torrent.testing.Jvm;
import org.wockd.torrent.testing.Seeder;
import org.wockd.torrent.testing.TestTorrent;

/** Real processes on loopback: one seeds, one downloads, and bad things happen to it. */
class SwarmTest {

    private static final String JULIET = "juliet@capulet.lit";
    private static final String ROMEO = "romeo@montague.lit";
    private static final int MIB = 1 << 20;

    @TempDir
    Path folder;

    @Test
    void aKilledDownloadGoesOnWithAtMostASecondFetchedAgain() throws Exception {
        int rate = 2 * MIB;
        try (Jvm seeder = Jvm.start(Seeder.class, folder.resolve("seed"), 16, 7, 0)) {
            seeder.await("ready");
            String magnet = seeder.await("magnet");
            long fetched;
            try (Jvm first = Jvm.start(Downloader.class, folder.resolve("data"), 0)) {
                first.await("ready");
                first.type("add " + JULIET + " " + magnet + " " + rate);
                first.await("ADDED");
                String half = first.await(line -> number(line, "done") >= 8L * MIB, "half of it");
                first.kill();
                fetched = first.lines().stream()
                        .mapToLong(line -> number(line, "down"))
                        .max()
                        .orElseThrow();
                assertThat(first.lines()).allSatisfy(SwarmTest::atLeastWhatIsThereWasReceived);
                assertThat(number(half, "wanted")).isEqualTo(16L * MIB);
            }
            try (Jvm second = Jvm.start(Downloader.class, folder.resolve("data"), 0)) {
                String finished = second.await("event finished " + JULIET);
                // All that was ever received, over both runs, in resume data of at most a second's age.
                String first = second.await(line -> number(line, "done") > 0, "the first progress");
                // A loaded machine may save a little later than each second.
                assertThat(number(first, "done")).isGreaterThan(fetched - 5L * rate / 2);
                assertThat(number(first, "down")).as("received, by both runs").isGreaterThanOrEqualTo(fetched);
                assertThat(number(finished, "down")).isBetween(16L * MIB, 16L * MIB + rate);
                assertThat(second.lines()).allSatisfy(SwarmTest::atLeastWhatIsThereWasReceived);
                String id = seeder.await("magnet").replaceAll(".*btih:([0-9a-f]{40}).*", "$1");
                Path file = folder.resolve("data/downloads/juliet@capulet.lit/" + id + "/data-7.bin");
                assertThat(TestTorrent.sha256(file)).isEqualTo(seeder.await("sha256"));

                second.type("announced " + JULIET + " " + id);
                second.await("noted");
                second.kill();
            }
            try (Jvm third = Jvm.start(Downloader.class, folder.resolve("data"), 0)) {
                third.await("ready");
                third.type("list " + JULIET);
                third.await("list [");
                assertThat(third.end()).isZero();
                assertThat(third.lines()).noneMatch(line -> line.startsWith("event finished"));
            }
            assertThat(seeder.end()).isZero();
        }
    }

    @Test
    void twoOwnersShareOneDownloadAndTheLastOneMayDeleteIt() throws Exception {
        try (Jvm seeder = Jvm.start(Seeder.class, folder.resolve("seed"), 1, 8, 0);
                Jvm downloader = Jvm.start(Downloader.class, folder.resolve("data"), 0)) {
            seeder.await("ready");
            downloader.await("ready");
            String magnet = seeder.await("magnet");
            downloader.type("add " + JULIET + " " + magnet + " 0");
            String id = downloader.await("ADDED");
            downloader.type("add " + ROMEO + " " + seeder.await("torrent") + " 0");
            downloader.await("event finished " + JULIET);
            downloader.await("event finished " + ROMEO);
            downloader.type("add " + JULIET + " " + magnet + " 0");
            assertThat(downloader.await("ALREADY")).isEqualTo(id);

            downloader.type("remove " + JULIET + " " + id + " delete");
            downloader.await("removed STILL_WANTED");
            downloader.type("remove " + ROMEO + " " + id + " delete");
            downloader.await("removed DELETED");
            downloader.type("list " + ROMEO);
            downloader.await(line -> line.equals("list"), "an empty list");
            Awaitility.await().until(() -> Files.notExists(folder.resolve("data/downloads/" + JULIET)));
            assertThat(downloader.end()).isZero();
        }
    }

    @Test
    void aFullDiskPausesTheDownloadOnceAndItCanGoOnLater() throws Exception {
        assumeTrue(Files.isWritable(Path.of("/dev/full")), "there is no /dev/full to write to");
        try (Jvm seeder = Jvm.start(Seeder.class, folder.resolve("seed"), 1, 9, 0)) {
            seeder.await("ready");
            String id = seeder.await("magnet").replaceAll(".*btih:([0-9a-f]{40}).*", "$1");
            Path target = folder.resolve("data/downloads/" + JULIET + "/" + id + "/data-9.bin");
            Files.createDirectories(target.getParent());
            Files.createSymbolicLink(target, Path.of("/dev/full"));
            try (Jvm downloader = Jvm.start(Downloader.class, folder.resolve("data"), 0)) {
                downloader.await("ready");
                downloader.type("add " + JULIET + " " + seeder.await("magnet") + " 0");
                assertThat(downloader.await("event failed " + JULIET)).contains("DISK_FULL", "resume it", "FAILED");
                Files.delete(target);
                downloader.type("resume " + JULIET + " " + id);
                downloader.await("event finished " + JULIET);
                assertThat(downloader.lines().stream().filter(line -> line.startsWith("event failed")))
                        .hasSize(1);
                assertThat(downloader.end()).isZero();
            }
            assertThat(TestTorrent.sha256(target)).isEqualTo(seeder.await("sha256"));
        }
    }

    @Test
    void aPortInUseAndAFolderInUseAreSaid() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
                Jvm late = Jvm.start(Downloader.class, folder.resolve("a"), taken.getLocalPort())) {
            assertThat(late.await("refused")).contains("Port " + taken.getLocalPort(), "in use");
            assertThat(late.exit()).isEqualTo(1);
        }
        try (Jvm first = Jvm.start(Downloader.class, folder.resolve("b"), 0)) {
            first.await("ready");
            try (Jvm second = Jvm.start(Downloader.class, folder.resolve("b"), 0)) {
                assertThat(second.await("refused")).contains("Another process uses the data folder");
            }
        }
    }

    @Test
    void whatATrackerSaysCanBeAskedFor() throws Exception {
        byte[] refusal = "d14:failure reason18:you are a strangere".getBytes(StandardCharsets.US_ASCII);
        HttpServer tracker = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        tracker.createContext("/announce", asked -> {
            asked.sendResponseHeaders(200, refusal.length);
            asked.getResponseBody().write(refusal);
            asked.close();
        });
        tracker.start();
        try (Jvm downloader = Jvm.start(Downloader.class, folder.resolve("data"), 0)) {
            downloader.await("ready");
            String id = "a".repeat(40);
            downloader.type("add " + JULIET + " magnet:?xt=urn:btih:" + id + "&tr=http%3A%2F%2F127.0.0.1%3A"
                    + tracker.getAddress().getPort() + "%2Fannounce 0");
            downloader.await("ADDED");
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> {
                downloader.type("trackers " + JULIET + " " + id);
                return downloader.lines().contains("trackers [Tracker[FAILING you are a stranger]]");
            });
            assertThat(downloader.end()).isZero();
        } finally {
            tracker.stop(0);
        }
    }

    @Test
    void aria2SeedsToo() throws Exception {
        assumeTrue(installed("aria2c"), "aria2c is not installed");
        Path seed = Files.createDirectories(folder.resolve("seed"));
        Path file = seed.resolve("aria.bin");
        TestTorrent.data(file, 4L * MIB, 10);
        Path torrent = seed.resolve("aria.torrent");
        Files.write(torrent, TestTorrent.of(file, 256 * 1024));
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            port = free.getLocalPort();
        }
        Process aria = new ProcessBuilder(List.of(
                        "aria2c",
                        "--dir=" + seed,
                        "--listen-port=" + port,
                        "--seed-ratio=0",
                        "--check-integrity=true",
                        "--enable-dht=false",
                        "--enable-dht6=false",
                        "--bt-enable-lpd=false",
                        "--interface=127.0.0.1",
                        "--no-conf=true",
                        torrent.toString()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("aria.log").toFile())
                .start();
        try (Jvm downloader = Jvm.start(Downloader.class, folder.resolve("data"), 0)) {
            downloader.await("ready");
            String hash = Metainfo.parse(Files.readAllBytes(torrent)).infoHash().id();
            downloader.type("add " + JULIET + " magnet:?xt=urn:btih:" + hash + "&x.pe=127.0.0.1:" + port + " 0");
            downloader.await("event finished " + JULIET);
            assertThat(downloader.end()).isZero();
        } finally {
            aria.destroy();
        }
    }

    private static void atLeastWhatIsThereWasReceived(String line) {
        assertThat(number(line, "down")).as(line).isGreaterThanOrEqualTo(number(line, "done"));
    }

    private static boolean installed(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
    }

    private static long number(String line, String key) {
        Matcher matcher = Pattern.compile("\\b" + key + "=([0-9]+)").matcher(line);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : -1;
    }
}
