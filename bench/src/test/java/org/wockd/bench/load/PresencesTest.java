package org.wockd.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.wockd.protocol.xml.Frame;

class PresencesTest {
    private static final Letter LETTER = new Letter("5a", 3, 41);

    @Test
    void aStatusIsFoundWhateverTheServerPutsAroundIt() {
        String sent = new String(Presences.status(LETTER), UTF_8);
        Frame came = Frame.of(sent.replace(
                        "<presence>",
                        "<presence xmlns=\"jabber:client\" from='bench-00003@localhost/bench'><delay xmlns='urn:xmpp:delay'/>")
                .replace("<status>", "<status xml:lang='en'>"));

        assertThat(Presences.letter(came)).isEqualTo(LETTER);
    }

    @Test
    void otherPresencesHaveNone() {
        assertThat(Presences.letter(Frame.of("<presence from='bench-00003@localhost/bench'/>")))
                .isNull();
        assertThat(Presences.letter(Frame.of("<presence><status>out to lunch</status></presence>")))
                .isNull();
    }
}
