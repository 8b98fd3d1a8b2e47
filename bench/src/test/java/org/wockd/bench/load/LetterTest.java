package org.wockd.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wockd.protocol.xml.Frame;
import org.wockd.protocol.xml.Node;
import org.wockd.protocol.xml.NodeReader;

class LetterTest {

    @Test
    void whatIsWrittenIsAMessageOfTheSizeAndReadAgain() throws Exception {
        String xml =
                new String(Letter.Envelope.of("r1", 7, "juliet@localhost", 100).stanza("r1", 7, 12_345), UTF_8);

        Node message = NodeReader.forClient().read(Frame.of(xml));
        assertThat(message.attribute("to")).isEqualTo("juliet@localhost");
        assertThat(message.attribute("id")).isEqualTo("r1-7-12345");
        assertThat(String.valueOf(message.childText("jabber:client", "body")).length())
                .isBetween(95, 105);
        assertThat(Letter.in(Frame.of(xml))).isEqualTo(new Letter("r1", 7, 12_345));
    }

    @Test
    void itIsReadWhateverAServerPutsAroundIt() {
        Frame frame = Frame.of("<message from=\"a@b/c\" to='d@e' type='chat'><stanza-id xmlns='urn:xmpp:sid:0' id='1'/>"
                + "<body xml:lang='en'>r1 7 12345 xxx</body><origin-id xmlns='urn:xmpp:sid:0' id='r'/></message>");

        assertThat(Letter.in(frame)).isEqualTo(new Letter("r1", 7, 12_345));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<message><body>hello</body></message>",
                "<message><body>how are you?</body></message>",
                "<message><body/></message>",
                "<message><subject>r1 7 1</subject></message>"
            })
    void whatIsNotOursIsNoLetter(String xml) {
        assertThat(Letter.in(Frame.of(xml))).isNull();
    }
}
