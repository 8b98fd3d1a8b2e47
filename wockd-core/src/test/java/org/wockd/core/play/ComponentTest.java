package org.wockd.core.play;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alice, whose messages nobody archives, writes to a plain component (XEP-0114). */
class ComponentTest {
    private static final int LETTERS = 50;

    @TempDir
    Path data = Path.of("");

    @SuppressWarnings("NullAway.Init")
    private Stage stage;

    @BeforeEach
    void open() {
        stage = Stage.open(data, Map.of("WOCKD_MAILBOX_ARCHIVE", "never"));
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private Wire torrent() throws IOException {
        Wire torrent = stage.relayWire();
        torrent.attach("torrent.localhost", "between us");
        return torrent;
    }

    private static String letter(int number) {
        return "<message type='chat' to='torrent.localhost'><body>" + number + "</body></message>";
    }

    private static void reaches(Wire alice, Wire torrent, int number) throws IOException {
        alice.say(letter(number));
        torrent.hear("<body>" + number + "</body></message>");
    }

    private double transactions() {
        return stage.metric("wockd_store_group_count");
    }

    @Test
    void whatIsThroughInAMomentCostsTheDiskNothing() throws IOException {
        try (Wire alice = stage.client("alice", "phone");
                Wire torrent = torrent()) {
            reaches(alice, torrent, 0);
            double before = transactions();

            for (int i = 1; i <= LETTERS; i++) {
                reaches(alice, torrent, i);
            }

            // The moment may have been over for one or another of them.
            assertThat(transactions() - before).isLessThan(LETTERS / 2.0);
        }
    }

    @Test
    void whatWaitsForTheStoreIsNotOvertakenByWhatDoesNot() throws IOException {
        try (Wire alice = stage.client("alice", "phone");
                Wire torrent = torrent()) {
            reaches(alice, torrent, 0);

            alice.say(letter(1)
                    + "<presence type='subscribe' to='torrent.localhost'/>"
                    + letter(2)
                    + "<enable xmlns='urn:xmpp:sm:3' resume='true'/>"
                    + letter(3)
                    + letter(4));

            assertThat(torrent.hear("<body>4</body></message>"))
                    .containsSubsequence(
                            "<body>1</body>", "type='subscribe'", "<body>2</body>", "<body>3</body>", "<body>4</body>");
        }
    }

    @Test
    void whatComesWhileTheComponentIsAwayWaitsForItInOrder() throws IOException {
        try (Wire alice = stage.client("alice", "phone")) {
            try (Wire torrent = torrent()) {
                reaches(alice, torrent, 0);
            }
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> stage.metric("wockd_relay_attached", "torrent.localhost") == 0);
            alice.say(letter(1) + letter(2)).fence();
            try (Wire torrent = torrent()) {
                alice.say(letter(3));
                assertThat(torrent.hear("<body>3</body></message>"))
                        .containsSubsequence("<body>1</body>", "<body>2</body>", "<body>3</body>")
                        .doesNotContain("<body>0</body>");
            }
        }
    }
}
