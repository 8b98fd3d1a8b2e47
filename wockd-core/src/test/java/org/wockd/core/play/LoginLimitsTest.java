package org.wockd.core.play;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mallory tries passwords. */
class LoginLimitsTest {

    @Test
    void twentyWrongPasswordsAreSlowedDownAndTold(@TempDir Path data) throws IOException {
        try (Stage stage = Stage.open(data, Map.of())) {
            int refused = 0;
            int slowed = 0;
            int streams = 0;
            while (refused + slowed < 20) {
                try (Wire mallory = stage.wire()) {
                    streams++;
                    mallory.starttls();
                    for (int i = 0; i < 5 && refused + slowed < 20; i++) {
                        mallory.say("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>"
                                + Wire.plain("alice", "guess" + refused) + "</auth>");
                        String answer = mallory.hear("</failure>");
                        if (answer.contains("<not-authorized/>")) {
                            refused++;
                        } else {
                            assertThat(answer)
                                    .contains("<temporary-auth-failure/>")
                                    .contains("<text ");
                            slowed++;
                        }
                    }
                }
            }
            assertThat(streams).isEqualTo(4);
            assertThat(refused).isLessThan(15);
            assertThat(slowed).isPositive();
        }
    }
}
