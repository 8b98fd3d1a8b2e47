package org.wockd.core.play;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bob has a client of 1999, which knows jabber:iq:auth and nothing newer (XEP-0078). */
class LegacyLoginTest {
    private static final String LOGIN = "<iq type='set' id='auth'><query xmlns='jabber:iq:auth'>"
            + "<username>bob</username><password>%s</password><resource>tin</resource></query></iq>";

    @Test
    void whereItIsSwitchedOnHeLogsInUnderTlsAndIsBoundAtOnce(@TempDir Path data) throws IOException {
        try (Stage stage = Stage.open(data, Map.of("WOCKD_LOGIN_LEGACY_IQ_AUTH", "true"));
                Wire bob = stage.wire()) {
            assertThat(bob.starttls()).contains("<auth xmlns='http://jabber.org/features/iq-auth'/>");
            bob.say("<iq type='get' id='ask'><query xmlns='jabber:iq:auth'><username>bob</username></query></iq>");
            assertThat(bob.hear("</iq>"))
                    .contains("<password/>")
                    .contains("<resource/>")
                    .doesNotContain("<digest");

            assertThat(bob.say(LOGIN.formatted("wrong")).hear("</iq>")).contains("<not-authorized");
            assertThat(bob.say(LOGIN.formatted("bobbob")).hear("/>"))
                    .contains("type='result'")
                    .contains("id='auth'");
            assertThat(bob.fence()).contains("type='result'");
        }
    }

    @Test
    void withoutASwitchItIsNotThere(@TempDir Path data) throws IOException {
        try (Stage stage = Stage.open(data, Map.of());
                Wire bob = stage.wire()) {
            assertThat(bob.starttls()).doesNotContain("iq-auth");

            assertThat(bob.say(LOGIN.formatted("bobbob")).hearAll()).contains("<not-authorized");
        }
    }

    @Test
    void inTheClearItIsRefusedEvenWhereItIsSwitchedOn(@TempDir Path data) throws IOException {
        try (Stage stage = Stage.open(data, Map.of("WOCKD_LOGIN_LEGACY_IQ_AUTH", "true"));
                Wire bob = stage.wire()) {
            assertThat(bob.open("localhost").hear("</stream:features>")).doesNotContain("iq-auth");

            assertThat(bob.say(LOGIN.formatted("bobbob")).hearAll()).contains("<not-authorized");
        }
    }
}
