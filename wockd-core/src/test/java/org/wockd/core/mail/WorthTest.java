package org.wockd.core.mail;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.stanza.StanzaReader;
import org.wockd.protocol.stream.StreamErrorException;
import org.wockd.protocol.xml.Frame;
import org.wockd.protocol.xml.NodeReader;
import org.wockd.protocol.xml.XmlException;

/** How long what is worth keeping: XEP-0160 §3, XEP-0313 §6.1.1 and XEP-0334 §4 as one table. */
class WorthTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            chat      | <body>b</body>                                                                 | ARCHIVE
            normal    | <body>b</body>                                                                 | ARCHIVE
            normal    | <subject>s</subject>                                                           | ARCHIVE
            groupchat | <body>b</body>                                                                 | NOTHING
            headline  | <body>b</body>                                                                 | NOTHING
            error     | <body>b</body>                                                                 | NOTHING
            chat      | <thread>t</thread>                                                             | NOTHING
            chat      | <composing xmlns='http://jabber.org/protocol/chatstates'/>                     | NOTHING
            chat      | <composing xmlns='http://jabber.org/protocol/chatstates'/><thread>t</thread>   | NOTHING
            chat      | <active xmlns='http://jabber.org/protocol/chatstates'/><body>b</body>          | ARCHIVE
            chat      | <origin-id xmlns='urn:xmpp:sid:0' id='1'/>                                     | NOTHING
            chat      | <received xmlns='urn:xmpp:receipts' id='1'/>                                   | ARCHIVE
            chat      | <displayed xmlns='urn:xmpp:chat-markers:0' id='1'/>                            | ARCHIVE
            chat      | <reactions xmlns='urn:xmpp:reactions:0' id='1'/>                               | ARCHIVE
            normal    | <x xmlns='jabber:x:conference' jid='room@example.org'/>                        | ARCHIVE
            normal    | <x xmlns='urn:example:x'/>                                                     | UNTIL_DELIVERED
            chat      | <body>b</body><no-store xmlns='urn:xmpp:hints'/>                               | NOTHING
            chat      | <body>b</body><no-permanent-store xmlns='urn:xmpp:hints'/>                     | UNTIL_DELIVERED
            chat      | <body>b</body><no-copy xmlns='urn:xmpp:hints'/>                                | ARCHIVE
            chat      | <x xmlns='urn:example:x'/><store xmlns='urn:xmpp:hints'/>                      | ARCHIVE
            chat      | <paused xmlns='http://jabber.org/protocol/chatstates'/><store xmlns='urn:xmpp:hints'/> | ARCHIVE
            chat      | <body>b</body><store xmlns='urn:xmpp:hints'/><no-store xmlns='urn:xmpp:hints'/> | NOTHING
            chat      | <paused xmlns='http://jabber.org/protocol/chatstates'/><no-permanent-store xmlns='urn:xmpp:hints'/> | NOTHING
            """)
    void worth(String type, String content, Worth worth) throws XmlException, StreamErrorException {
        String xml = "<message from='alice@wockd.test/pad' to='bob@wockd.test' type='" + type + "'>" + content
                + "</message>";

        StanzaReader.Read read = StanzaReader.read(NodeReader.forClient().read(Frame.of(xml)), null);

        assertThat(read)
                .isInstanceOfSatisfying(
                        StanzaReader.Read.Good.class,
                        good -> assertThat(Worth.of((Message) good.stanza())).isEqualTo(worth));
    }
}
