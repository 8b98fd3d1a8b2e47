package org.wockd.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smack.packet.Presence;
import org.jivesoftware.smack.packet.StandardExtensionElement;
import org.jivesoftware.smackx.delay.packet.DelayInformation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.wockd.torrent.intake.Metainfo;
import org.wockd.torrent.testing.Jvm;
import org.wockd.torrent.testing.Seeder;
import org.wockd.torrent.testing.TestTorrent;

/** From a magnet link in a chat to a file on disk: all of wockd, as it is installed, and clients and seeders of others. */
class MagnetPlayIT {

    private static final int MIB = 1 << 20;
    private static final int SIZE = 256 * MIB;
    /** Slow enough that half-way is half-way. */
    private static final int RATE = 12 * MIB;

    private static final long MAY_BE_FETCHED_AGAIN = RATE * 3L / 2;

    @TempDir
    Path folder;

    @Test
    void julietFindsTheFileAndTheMessageAlthoughTheRelayWasKilledWhileSheWasAway(TestReporter figures)
            throws Exception {
        try (Jvm seeder = Jvm.start(Seeder.class, folder.resolve("seeder"), SIZE / MIB, 7, RATE);
                Household household = Household.open(folder)) {
            household.addUser("juliet");
            household.addUser("romeo");
            household.startRelay();
            String magnet = seeder.await("magnet");

            Progress progress;
            try (Person juliet = Person.comesOnline(household, "juliet", Torrents.NOTIFY)) {
                juliet.adds(Person.RELAY);
                juliet.sees(Person.RELAY.asBareJid(), Presence.Type.available);
                juliet.says(Person.RELAY, magnet);
                progress = Progress.half(juliet);
            }
            try (Person romeo = Person.comesOnline(household, "romeo")) {
                // He wants it too, and stays, so that it can be seen from outside when it is there.
                romeo.adds(Person.RELAY);
                romeo.sees(Person.RELAY.asBareJid(), Presence.Type.available);
                romeo.says(Person.RELAY, magnet);
                romeo.hears("an answer", message -> message.getBody() != null);

                household.killRelay();
                romeo.sees(Person.RELAY.asBareJid(), Presence.Type.unavailable);
                assertThat(finished(romeo)).as("told before the kill").isEmpty();
                String fileName = Path.of(seeder.await("file")).getFileName().toString();
                assertThat(TestTorrent.sha256(household.downloaded(fileName)))
                        .as("the file when the relay was killed")
                        .isNotEqualTo(seeder.await("sha256"));
                household.startRelay();
                romeo.sees(Person.RELAY.asBareJid(), Presence.Type.available);
                romeo.hears("the end", message -> Torrents.finished(message) != null);
                romeo.fence(Person.RELAY);
            }

            String name;
            long down;
            try (Person juliet = Person.comesOnline(household, "juliet", Torrents.NOTIFY)) {
                juliet.fence(Person.RELAY);
                List<Message> told = finished(juliet);
                assertThat(told).singleElement().satisfies(message -> {
                    assertThat(message.getBody()).isNotBlank();
                    assertThat(DelayInformation.from(message)).isNotNull();
                });
                StandardExtensionElement torrent = Objects.requireNonNull(Torrents.finished(told.getFirst()));
                assertThat(torrent.getAttributeValue("done")).isEqualTo(Integer.toString(SIZE));
                name = torrent.getAttributeValue("name");
                down = Torrents.down(juliet, torrent.getAttributeValue("id"));
            }
            try (Person juliet = Person.comesOnline(household, "juliet", Torrents.NOTIFY)) {
                juliet.fence(Person.RELAY);
                assertThat(finished(juliet)).as("told again").isEmpty();
            }

            assertThat(TestTorrent.sha256(household.downloaded(name))).isEqualTo(seeder.await("sha256"));
            seeder.end();
            long served = Long.parseLong(seeder.await("uploaded"));
            figures.publishEntry("events until half", progress.events() + ", the last with done=" + progress.done());
            figures.publishEntry("counted by the relay", down + " bytes");
            figures.publishEntry("served by the seeder", served + " bytes, " + (served - SIZE) + " more than the file");
            // It may miss what came just before it was killed and is lost, but nothing that is there.
            assertThat(down).isBetween((long) SIZE, SIZE + MAY_BE_FETCHED_AGAIN);
            assertThat(served).isBetween((long) SIZE, SIZE + MAY_BE_FETCHED_AGAIN);
        }
    }

    @Test
    void aria2SeedsToo() throws Exception {
        assumeTrue(isInstalled("aria2c"), "aria2c is not installed");
        Path seeds = Files.createDirectory(folder.resolve("aria2"));
        Path file = seeds.resolve("songs.bin");
        TestTorrent.data(file, 16 * MIB, 8);
        byte[] raw = TestTorrent.of(file, 64 * 1024);
        Path torrent = Files.write(folder.resolve("songs.torrent"), raw);
        try (Running aria2 = Running.start("aria2c", aria2(torrent, seeds));
                Household household = Household.open(folder)) {
            household.addUser("juliet");
            household.startRelay();
            String port = aria2.await("listening on TCP port").replaceFirst(".*TCP port (\\d+).*", "$1");

            try (Person juliet = Person.comesOnline(household, "juliet", Torrents.NOTIFY)) {
                juliet.adds(Person.RELAY);
                juliet.says(
                        Person.RELAY,
                        "magnet:?xt=urn:btih:" + Metainfo.parse(raw).infoHash().id() + "&x.pe=127.0.0.1:" + port);
                Message told = juliet.hears("the end", message -> Torrents.finished(message) != null);
                assertThat(told.getBody()).contains("songs.bin");
            }

            assertThat(TestTorrent.sha256(household.downloaded("songs.bin"))).isEqualTo(TestTorrent.sha256(file));
        }
    }

    /** What was told until at least half of it was there: how many events, and the last number of bytes. */
    private record Progress(int events, long done) {

        static Progress half(Person juliet) throws InterruptedException {
            int events = 0;
            long done = 0;
            while (done < SIZE / 2) {
                Message event = juliet.hears(
                        "an event",
                        message -> message.getType() == Message.Type.headline
                                && !Torrents.changed(message).isEmpty());
                events++;
                String now = Torrents.changed(event).getFirst().getAttributeValue("done");
                if (now != null) {
                    assertThat(Long.parseLong(now)).isBetween(done, (long) SIZE);
                    done = Long.parseLong(now);
                }
            }
            assertThat(events).isGreaterThan(3);
            assertThat(done).as("half-way").isLessThan(SIZE);
            return new Progress(events, done);
        }
    }

    private static List<Message> finished(Person person) {
        return person.messagesSoFar().stream()
                .filter(message -> Torrents.finished(message) != null)
                .toList();
    }

    private static ProcessBuilder aria2(Path torrent, Path data) {
        return new ProcessBuilder(
                "aria2c",
                "--no-conf=true",
                "--dir=" + data,
                "--check-integrity=true",
                "--seed-ratio=0",
                "--listen-port=20000-60000",
                "--enable-dht=false",
                "--bt-enable-lpd=false",
                "--enable-peer-exchange=false",
                "--interface=127.0.0.1",
                "--console-log-level=notice",
                "--show-console-readout=false",
                torrent.toString());
    }

    private static boolean isInstalled(String program) throws IOException {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
