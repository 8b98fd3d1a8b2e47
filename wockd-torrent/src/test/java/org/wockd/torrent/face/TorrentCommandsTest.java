package org.wockd.torrent.face;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wockd.torrent.downloads.DownloadLimits;
import org.wockd.torrent.downloads.DownloadView;
import org.wockd.torrent.engine.EngineEvent;
import org.wockd.torrent.engine.RateLimits;
import org.wockd.torrent.engine.TorrentState;
import org.wockd.torrent.engine.TorrentStatus;
import org.wockd.torrent.intake.IntakeException;
import org.wockd.torrent.testing.TestTorrent;

/** Juliet and Romeo chat with the torrent relay. */
class TorrentCommandsTest {
    private static final String JULIET = "juliet@capulet.lit";
    private static final String ROMEO = "romeo@montague.lit";
    private static final String FILM = "abcd".repeat(10);
    private static final String OTHER = "abce".repeat(10);
    private static final String MAGNET = "magnet:?xt=urn:btih:";
    private static final byte[] SONGS = TestTorrent.files("Songs", List.of(List.of("a.ogg"), List.of("b.ogg")));

    @TempDir
    Path folder;

    private Stage stage;

    @BeforeEach
    void open() throws Exception {
        stage = new Stage(folder, new DownloadLimits(3, 5, 100), url -> {
            if (url.contains("private")) {
                throw new IntakeException(
                        IntakeException.Code.FORBIDDEN_ADDRESS, "That is a private address. Use another.");
            }
            return SONGS.clone();
        });
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private String juliet(String words) {
        return stage.chat(JULIET, words);
    }

    private DownloadView film() {
        return stage.downloads.find(JULIET, FILM).orElseThrow();
    }

    @Test
    void aBareMagnetLinkIsAnAdd() {
        assertThat(juliet(MAGNET + FILM + "&dn=A%20Film"))
                .isEqualTo("Added as 1: A Film. I will tell you when it is complete.");
        assertThat(juliet("add " + MAGNET + FILM.toUpperCase(Locale.ROOT)))
                .startsWith("You have it already as 1: A Film");
        assertThat(stage.downloads.list(JULIET)).hasSize(1);
        assertThat(stage.downloads.list(ROMEO)).isEmpty();
    }

    @Test
    void aTorrentFileComesByAddressOrAsBase64() {
        assertThat(juliet("https://example.org/songs.torrent")).startsWith("Added as 1: Songs.");
        assertThat(stage.chat(ROMEO, "add " + Base64.getEncoder().encodeToString(SONGS) + " paused=yes"))
                .startsWith("Added as 1: Songs.");
        assertThat(stage.downloads.list(ROMEO).getFirst().paused()).isTrue();
        assertThat(juliet("files 1")).isEqualTo("1: Songs – 2 files\nSongs/a.ogg (1 bytes)\nSongs/b.ogg (1 bytes)");
        assertThat(juliet("files 1 max=1")).endsWith("1 more: files 1 from=1");
    }

    @Test
    void aBadSourceIsToldWithWhatToDo() {
        assertThat(juliet("add")).startsWith("\"add\" needs a magnet link");
        assertThat(juliet("add gibberish")).startsWith("This is neither a magnet link");
        assertThat(juliet("magnet:?xt=urn:btih:123")).startsWith("This is no usable magnet link");
        assertThat(juliet("add http://private.lit/x")).isEqualTo("That is a private address. Use another.");
        assertThat(juliet("add " + Base64.getEncoder().encodeToString("d3:foo".getBytes(StandardCharsets.UTF_8))))
                .contains(".torrent");
        assertThat(juliet("add " + MAGNET + FILM + " file=AAAA")).contains("not both");
        assertThat(stage.downloads.list(JULIET)).isEmpty();
    }

    @Test
    void theLimitOnTorrentsIsTold() {
        for (char c : "abc".toCharArray()) {
            juliet(MAGNET + String.valueOf(c).repeat(40));
        }
        assertThat(juliet(MAGNET + "d".repeat(40))).startsWith("You have 3 torrents, as many as wockd allows.");
    }

    @Test
    void sheListsAndShows() {
        assertThat(juliet("list")).isEqualTo("You have no torrents. Send me a magnet link to get one.");
        juliet(MAGNET + FILM + "&dn=A%20Film");
        juliet(MAGNET + OTHER + "&dn=Another");
        stage.engine.tell(new TorrentStatus(
                FILM, "", TorrentState.DOWNLOADING, false, 250_000, 1_000_000, 7, 5, 25_000, 0, 3, 1, 30));

        assertThat(juliet("list"))
                .isEqualTo("1: A Film – downloading, 25 % of 1.0 MB, 25.0 kB/s, 30 s left\n"
                        + "2: Another – checking its data");
        assertThat(juliet("list max=1")).endsWith("\n1 more: list from=1");
        assertThat(juliet("list from=5")).isEqualTo("There are 2, so none from 5 on.");
        assertThat(juliet("show 1"))
                .contains("Received 7 bytes, sent 5 bytes; 3 peers, 1 of them with all of it")
                .endsWith("Info-hash: " + FILM);
    }

    @Test
    void sheSeesWhyItDoesNotStart() {
        String tracker = "http://tracker.verona.example/announce?key=secret";
        juliet(MAGNET + FILM + "&tr=" + URLEncoder.encode(tracker, StandardCharsets.UTF_8)
                + "&tr=udp%3A%2F%2Fopen.verona.example%3A6969");
        assertThat(juliet("show 1"))
                .contains("Tracker tracker.verona.example: not heard of yet")
                .doesNotContain("asked again");

        stage.engine.tell(new EngineEvent.TrackerHeard(
                FILM, tracker, false, "you are a stranger", Instant.now().plusSeconds(600)));
        stage.engine.tell(new EngineEvent.TrackerHeard(
                FILM, "http://unknown.example/", false, "?", Instant.now().plusSeconds(600)));

        assertThat(juliet("show 1"))
                .contains("Tracker tracker.verona.example: fails, because: you are a stranger\n"
                        + "Tracker open.verona.example: not heard of yet\nA tracker is asked again in ")
                .doesNotContain("secret", "unknown");
    }

    @Test
    void aTorrentIsCalledByNumberOrDigits() {
        juliet(MAGNET + FILM);
        juliet(MAGNET + OTHER);

        assertThat(juliet("pause " + FILM.substring(0, 8))).startsWith("Paused 1: ");
        assertThat(juliet("pause abcd")).startsWith("Paused 1: ");
        assertThat(juliet("pause abc")).startsWith("You have no torrent abc. Ask for the list");
        assertThat(juliet("pause #2")).startsWith("Paused 2: ");
        assertThat(juliet("pause 3")).startsWith("You have no torrent 3.");
        assertThat(juliet("resume all")).startsWith("Resumed 1: ").contains("\n2: ");
        assertThat(stage.downloads.list(JULIET)).noneMatch(DownloadView::paused);
        assertThat(stage.chat(ROMEO, "pause " + FILM)).startsWith("You have no torrent ");
        assertThat(film().paused()).isFalse();
    }

    @Test
    void whatCanMeanSeveralIsAskedBack() {
        juliet(MAGNET + "12345678" + "a".repeat(32));
        juliet(MAGNET + "12345678" + "b".repeat(32));

        assertThat(juliet("remove 12345678 data=delete"))
                .startsWith("12345678 can mean several of your torrents: 1 (")
                .endsWith("Use the number or more digits.");
        assertThat(stage.downloads.list(JULIET)).hasSize(2);
    }

    @Test
    void aNumberIsNeverGivenToAnother() {
        juliet(MAGNET + FILM);
        juliet(MAGNET + OTHER);

        assertThat(juliet("remove 1")).endsWith("Its data stays on disk.");
        assertThat(juliet(MAGNET + "c".repeat(40))).startsWith("Added as 3: ");
        assertThat(juliet("remove 1")).startsWith("You have no torrent 1.");
        juliet("remove 2 data=delete");
        juliet("remove 3 delete");
        assertThat(juliet(MAGNET + "d".repeat(40))).startsWith("Added as 1: ");
    }

    @Test
    void afterARestartANumberIsUnknownUntilAList() throws Exception {
        juliet(MAGNET + FILM);
        juliet(MAGNET + OTHER);
        juliet("remove 1");
        close();
        open();

        assertThat(juliet("remove 1 delete")).startsWith("You have no torrent 1.");
        assertThat(juliet("list")).startsWith("1: ");
    }

    @Test
    void aLimitThatIsLeftOutStays() {
        juliet(MAGNET + FILM + "&dn=A%20Film");

        assertThat(juliet("limit 1 down=1000000 up=5")).isEqualTo("Limits of 1: A Film – down 1.0 MB/s, up 5 bytes/s");
        assertThat(juliet("limit 1 up=0")).endsWith("down 1.0 MB/s, up no limit");
        assertThat(film().limits()).isEqualTo(new RateLimits(1_000_000, 0));
        assertThat(juliet("limit 1")).startsWith("\"limit\" needs \"down\" or \"up\" or both");
        assertThat(juliet("limit 1 down=-1")).startsWith("\"down\" must be a whole number from 0 to 2147483647");
        assertThat(juliet("limit 1 down=9999999999")).contains("\"9999999999\" is not.");
    }
}
