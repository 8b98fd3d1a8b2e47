package org.wockd.torrent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TrackerReaderTest {
    private static final String HTTP = "http://tracker.verona.example/announce";

    @Test
    void theTrackersOwnWordsComeFirst() {
        assertThat(TrackerReader.why(HTTP, "you are a stranger", "tracker failure"))
                .isEqualTo("you are a stranger");
        assertThat(TrackerReader.why(HTTP, "", "Connection refused")).isEqualTo("Connection refused");
    }

    @Test
    void whyHttpsFailsIsSaid() {
        assertThat(TrackerReader.why("HTTPS://tracker.verona.example/", "", "init fail"))
                .contains("HTTPS", "certificates", "(init fail)");
        assertThat(TrackerReader.why("https://tracker.verona.example/", "not you", "tracker failure"))
                .isEqualTo("not you");
    }

    @Test
    void whatATrackerSaysFitsIntoALineOfXml() {
        String why = TrackerReader.why(HTTP, "a\u0000b\nc\ud800d\uffff" + "x".repeat(1000), "");
        assertThat(why).startsWith("a b c d xxx").hasSize(300);
    }
}
