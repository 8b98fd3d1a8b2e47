package org.wockd.torrent.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wockd.torrent.intake.IntakeException.Code;
import org.wockd.torrent.testing.TestTorrent;

class MetainfoTest {

    private static final byte[] SOUND = TestTorrent.v1("film.mkv", 40_000, 16_384, new byte[60]);

    @Test
    void readsASingleFile() throws Exception {
        Metainfo film = Metainfo.parse(SOUND);
        assertThat(film.name()).isEqualTo("film.mkv");
        assertThat(film.files()).containsExactly(new Metainfo.File("film.mkv", 40_000));
        assertThat(film.totalBytes()).isEqualTo(40_000);
        assertThat(film.infoHash().v1()).hasSize(40);
        assertThat(film.infoHash().v2()).isNull();
        assertThat(film.raw().array()).isEqualTo(SOUND);
    }

    @Test
    void readsSeveralFiles() throws Exception {
        Metainfo album = Metainfo.parse(TestTorrent.files("album", List.of(List.of("cd1", "a.ogg"), List.of("b.ogg"))));
        assertThat(album.files())
                .containsExactly(new Metainfo.File("album/cd1/a.ogg", 1), new Metainfo.File("album/b.ogg", 1));
    }

    @Test
    void readsVersion2() throws Exception {
        String root = "r".repeat(32);
        Metainfo film = parse("d4:infod9:file treed8:film.mkvd0:d6:lengthi16385e11:pieces root32:" + root
                + "eee12:meta versioni2e4:name8:film.mkv12:piece lengthi16384eee");
        assertThat(film.infoHash().v1()).isNull();
        assertThat(film.infoHash().v2()).hasSize(64);
        assertThat(film.files()).containsExactly(new Metainfo.File("film.mkv", 16_385));
    }

    @Test
    void readsAHybridAndRefusesOneWhoseListsDiffer() throws Exception {
        String root = "r".repeat(32);
        String head = "d4:infod9:file treed1:fd0:d6:lengthi100e11:pieces root32:" + root + "eee6:lengthi";
        String tail = "e12:meta versioni2e4:name1:f12:piece lengthi16384e6:pieces20:" + "p".repeat(20) + "ee";
        assertThat(parse(head + 100 + tail).infoHash()).satisfies(hash -> {
            assertThat(hash.v1()).isNotNull();
            assertThat(hash.v2()).isNotNull();
        });
        refused(head + 101 + tail, Code.NOT_A_TORRENT);
    }

    @Test
    void keepsTrackersAndWebSeedsOfAKnownKind() throws Exception {
        byte[] wrapped = Metainfo.wrap(
                Arrays.copyOfRange(SOUND, 7, SOUND.length - 1),
                List.of("udp://t.example:80", "http://t.example/announce", "gopher://x", "** DHT **"),
                List.of("https://w.example/film.mkv"));
        Metainfo film = Metainfo.parse(wrapped);
        assertThat(film.infoHash()).isEqualTo(Metainfo.parse(SOUND).infoHash());
        assertThat(film.trackers()).containsExactly("udp://t.example:80", "http://t.example/announce");
        assertThat(film.webSeeds()).containsExactly("https://w.example/film.mkv");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "", "/etc/passwd", "../x", "a\\..\\b", "a\u0000b", "a\nb"})
    void refusesNamesThatClimbOut(String name) {
        assertThatThrownBy(() -> Metainfo.parse(TestTorrent.v1(name, 1, 16_384, new byte[20])))
                .isInstanceOfSatisfying(
                        IntakeException.class, e -> assertThat(e.code()).isEqualTo(Code.UNSAFE_PATH));
        assertThatThrownBy(() -> Metainfo.parse(TestTorrent.files("x", List.of(List.of("ok", name, "y")))))
                .isInstanceOfSatisfying(
                        IntakeException.class, e -> assertThat(e.code()).isEqualTo(Code.UNSAFE_PATH));
    }

    @Test
    void everyTruncationIsRefused() {
        for (int length = 0; length < SOUND.length; length++) {
            byte[] cut = Arrays.copyOf(SOUND, length);
            assertThatThrownBy(() -> Metainfo.parse(cut)).isInstanceOf(IntakeException.class);
        }
    }

    @Test
    void randomBytesAreRefused() {
        Random random = new Random(1);
        for (int i = 0; i < 1000; i++) {
            byte[] noise = new byte[random.nextInt(300)];
            random.nextBytes(noise);
            assertThatThrownBy(() -> Metainfo.parse(noise)).isInstanceOf(IntakeException.class);
        }
    }

    @Test
    void absurdSizesAreRefused() {
        refused("d4:infod6:lengthi9223372036854775807e4:name1:f12:piece lengthi16384e6:pieces0:ee", Code.TOO_LARGE);
        refused("d4:infod6:lengthi-1e4:name1:f12:piece lengthi16384e6:pieces0:ee", Code.NOT_A_TORRENT);
        refused("d4:infod6:lengthi1e4:name1:f12:piece lengthi0e6:pieces0:ee", Code.NOT_A_TORRENT);
        refused("d4:infod6:lengthi1e4:name1:f12:piece lengthi999999999999e6:pieces0:ee", Code.TOO_LARGE);
        refused(
                "d4:infod6:lengthi99999e4:name1:f12:piece lengthi16384e6:pieces20:" + "p".repeat(20) + "ee",
                Code.NOT_A_TORRENT);
        assertThatThrownBy(() -> Metainfo.parse(new byte[IntakeLimits.DEFAULT.torrentBytes() + 1]))
                .isInstanceOfSatisfying(
                        IntakeException.class, e -> assertThat(e.code()).isEqualTo(Code.TOO_LARGE));
    }

    @Test
    void foldersOfOwnersAreSafeAndDiffer() {
        assertThat(SafePath.folder("juliet@capulet.lit")).isEqualTo("juliet@capulet.lit");
        assertThat(SafePath.folder("..")).isEqualTo("%2e.");
        assertThat(SafePath.folder("a/b")).isEqualTo("a%2fb");
        assertThat(SafePath.folder("Ä")).isEqualTo("%c3%84");
        assertThat(SafePath.folder("x".repeat(3000)))
                .hasSizeLessThan(220)
                .isNotEqualTo(SafePath.folder("x".repeat(3001)));
    }

    private static void refused(String text, Code code) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOfSatisfying(
                        IntakeException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private static Metainfo parse(String text) throws IntakeException {
        return Metainfo.parse(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
