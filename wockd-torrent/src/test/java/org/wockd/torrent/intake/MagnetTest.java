package org.wockd.torrent.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wockd.torrent.intake.IntakeException.Code;

class MagnetTest {

    private static final String HEX = "0123456789abcdef0123456789abcdef01234567";

    @Test
    void readsAWholeLinkAndWritesItAgain() throws Exception {
        Magnet magnet = Magnet.parse("magnet:?xt=urn:btih:" + HEX.toUpperCase(Locale.ROOT)
                + "&dn=Big%20Buck+Bunny&tr=udp%3A%2F%2Ft.example%3A80&tr.1=javascript:x&ws=https://w.example/b"
                + "&x.pe=127.0.0.1:6881&x.pe=[::1]:6882&x.pe=host.example:1&x.pe=1.2.3.4:99999&xl=10");
        assertThat(magnet.infoHash()).isEqualTo(InfoHash.ofV1(HEX));
        assertThat(magnet.name()).isEqualTo("Big Buck Bunny");
        assertThat(magnet.trackers()).containsExactly("udp://t.example:80");
        assertThat(magnet.webSeeds()).containsExactly("https://w.example/b");
        assertThat(magnet.peers()).hasSize(2);
        assertThat(Magnet.parse(magnet.uri())).isEqualTo(magnet);
    }

    @Test
    void readsBase32AndVersion2() throws Exception {
        assertThat(Magnet.parse("magnet:?xt=urn:btih:AERUKZ4JVPG66AJDIVTYTK6N54ASGRLH")
                        .infoHash())
                .isEqualTo(InfoHash.ofV1(HEX));
        String sha256 = "ab".repeat(32);
        Magnet hybrid = Magnet.parse("magnet:?xt=urn:btmh:1220" + sha256 + "&xt=urn:btih:" + HEX);
        assertThat(hybrid.infoHash()).isEqualTo(new InfoHash(HEX, sha256));
        assertThat(hybrid.infoHash().id()).isEqualTo(HEX);
        assertThat(Magnet.parse(hybrid.uri())).isEqualTo(hybrid);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "magnet:",
                "magnet:?",
                "magnet:?dn=x",
                "http://example.org",
                "magnet:?xt=urn:btih:",
                "magnet:?xt=urn:btih:0123",
                "magnet:?xt=urn:btih:zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz",
                "magnet:?xt=urn:btih:0123456789abcdef0123456789abcdef0123456g",
                "magnet:?xt=urn:btih:11111111111111111111111111111111",
                "magnet:?xt=urn:btmh:1220abcd",
                "magnet:?xt=urn:sha1:0123456789abcdef0123456789abcdef01234567",
                "magnet:?xt=urn:btih:0123456789abcdef0123456789abcdef01234567&dn=%zz",
                "magnet:?xt=urn:btih:0123456789abcdef0123456789abcdef01234567&dn=%ff",
                "magnet:?xt=urn:btih:0123456789abcdef0123456789abcdef01234567&dn=%4",
                "magnet:?xt=urn:btih:0123456789abcdef0123456789abcdef01234567&xt=urn:btih:1123456789abcdef0123456789abcdef01234567"
            })
    void refusesABadOneAndSaysHowAGoodOneLooks(String bad) {
        assertThatThrownBy(() -> Magnet.parse(bad))
                .isInstanceOfSatisfying(
                        IntakeException.class, e -> assertThat(e.code()).isEqualTo(Code.BAD_MAGNET))
                .hasMessageContaining("magnet:?xt=urn:btih:");
    }

    @Test
    void refusesEndlessOnes() {
        String link = "magnet:?xt=urn:btih:" + HEX;
        assertThatThrownBy(() -> Magnet.parse(link + "&tr=x".repeat(300)))
                .isInstanceOfSatisfying(
                        IntakeException.class, e -> assertThat(e.code()).isEqualTo(Code.TOO_LARGE));
        assertThatThrownBy(() -> Magnet.parse(link + "&dn=" + "x".repeat(40_000)))
                .isInstanceOfSatisfying(
                        IntakeException.class, e -> assertThat(e.code()).isEqualTo(Code.TOO_LARGE));
    }

    @Test
    void doesNotShowTrackersInLogs() throws Exception {
        assertThat(Magnet.parse("magnet:?xt=urn:btih:" + HEX + "&tr=http://t.example/passkey/announce"))
                .asString()
                .doesNotContain("passkey");
    }
}
