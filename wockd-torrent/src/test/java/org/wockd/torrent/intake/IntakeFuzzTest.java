package org.wockd.torrent.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** Whatever comes in, it is read or refused, and what is read is safe to go on with. */
class IntakeFuzzTest {

    @FuzzTest(maxDuration = "3m")
    void metainfo(byte[] bytes) {
        try {
            Metainfo metainfo = Metainfo.parse(bytes);
            assertThat(metainfo.totalBytes()).isPositive();
            for (Metainfo.File file : metainfo.files()) {
                assertThat(file.path().split("/", -1)).doesNotContain("", ".", "..");
            }
        } catch (IntakeException e) {
            assertThat(e.text()).isNotBlank();
        }
    }

    @FuzzTest(maxDuration = "3m")
    void magnet(byte[] bytes) throws IntakeException {
        Magnet magnet;
        try {
            magnet = Magnet.parse("magnet:?" + new String(bytes, StandardCharsets.UTF_8));
        } catch (IntakeException e) {
            assertThat(e.text()).isNotBlank();
            return;
        }
        assertThat(Magnet.parse(magnet.uri())).isEqualTo(magnet);
    }
}
