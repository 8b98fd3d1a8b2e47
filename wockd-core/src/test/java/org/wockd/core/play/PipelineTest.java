package org.wockd.core.play;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mallory says several things in one breath, so that the core hears the second before it has dealt with the first. */
@SuppressWarnings("NullAway.Init")
class PipelineTest {
    private static final String SASL = "xmlns='urn:ietf:params:xml:ns:xmpp-sasl'";

    @TempDir
    static Path data;

    private static Stage stage;

    @BeforeAll
    static void open() {
        stage = Stage.open(data, Map.of("WOCKD_LOGIN_LEGACY_IQ_AUTH", "true"));
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    private static String auth(String name) {
        return "<auth " + SASL + " mechanism='PLAIN'>" + Wire.plain(name, name + name) + "</auth>";
    }

    private static String legacy(String id, String name, String resource) {
        return "<iq type='set' id='" + id + "'><query xmlns='jabber:iq:auth'><username>" + name
                + "</username><password>" + name + name + "</password><resource>" + resource
                + "</resource></query></iq>";
    }

    @Test
    void whatWasSaidInTheClearIsNotHeardUnderTls() throws IOException {
        try (Wire mallory = stage.wire()) {
            mallory.open("localhost").hear("</stream:features>");
            mallory.say(auth("bob") + "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>" + auth("bob"));
            assertThat(mallory.hear("<proceed")).contains("<failure").doesNotContain("<success");
            mallory.hear("/>");

            mallory.secure().open("localhost");
            assertThat(mallory.hear("</stream:features>"))
                    .doesNotContain("<success")
                    .contains("<mechanism>");
        }
    }

    @Test
    void aSecondLoginBehindTheFirstIsNotHeard() throws IOException {
        try (Wire mallory = stage.wire()) {
            mallory.starttls();

            assertThat(mallory.say(auth("alice") + auth("bob")).hearAll())
                    .containsOnlyOnce("<success")
                    .contains("<policy-violation");
        }
    }

    @Test
    void oneStreamIsBoundOnce() throws IOException {
        try (Wire mallory = stage.wire();
                Wire bob = stage.client("bob", "watching")) {
            mallory.starttls();
            mallory.say(legacy("one", "alice", "first") + legacy("two", "alice", "second"));
            assertThat(mallory.hear("</error>"))
                    .contains("<iq type='result' id='one'")
                    .contains("id='two'")
                    .contains("service-unavailable");
            assertThat(mallory.fence()).contains("type='result'");

            bob.say("<iq type='get' id='there' to='alice@localhost/second'><ping xmlns='urn:xmpp:ping'/></iq>");
            assertThat(bob.hear("</iq>")).contains("service-unavailable");
        }
    }

    @Test
    void aPrefixOfOnesOwnHeaderHarmsNobodyElse() throws IOException {
        try (Wire alice = stage.client("alice", "well");
                Wire mallory = stage.wire()) {
            mallory.starttls();
            mallory.say(auth("bob")).hear("<success");
            mallory.hear(">");
            mallory.say("<s:stream xmlns='jabber:client' xmlns:s='http://etherx.jabber.org/streams' to='localhost'"
                            + " version='1.0'>")
                    .hear("</stream:features>");
            mallory.bind("mallory");
            mallory.say("<message to='alice@localhost/well'><s:trap/></message>")
                    .fence();

            assertThat(alice.fence())
                    .contains("http://etherx.jabber.org/streams")
                    .doesNotContain("<s:trap/>");
        }
    }
}
