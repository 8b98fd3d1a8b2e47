package org.wockd.core.xep;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wockd.protocol.xep.Caps;
import org.wockd.protocol.xep.Disco;
import org.wockd.protocol.xep.PayloadException;
import org.wockd.protocol.xml.Namespaces;
import org.wockd.protocol.xml.Node;

class Xep0030DiscoTest {
    private static final String INFO = "http://jabber.org/protocol/disco#info";
    private static final String ITEMS = "http://jabber.org/protocol/disco#items";

    @TempDir
    Path folder;

    private Stage stage;
    private Client alice;
    private Client bob;

    @BeforeEach
    void login() {
        stage = new Stage(folder);
        alice = stage.available("alice@wockd.test/phone");
        bob = stage.available("bob@wockd.test/desk");
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private String asked(Client who, String to, String query) {
        who.sends("<iq type='get' id='d' to='" + to + "'>" + query + "</iq>");
        return who.sees().getFirst();
    }

    private static String query(String namespace) {
        return "<query xmlns='" + namespace + "'/>";
    }

    @Test
    void theServerTellsWhatItsFeaturesCanDo() {
        String answer = asked(alice, "wockd.test", query(INFO));

        assertThat(answer)
                .startsWith("<iq type='result' id='d' from='wockd.test' to='alice@wockd.test/phone'>")
                .contains("<identity category='server' type='im' name='wockd'/>")
                .contains(
                        "<feature var='urn:xmpp:ping'/>",
                        "<feature var='jabber:iq:version'/>",
                        "<feature var='urn:xmpp:time'/>",
                        "<feature var='msgoffline'/>",
                        "<feature var='http://jabber.org/protocol/caps'/>",
                        "<feature var='" + INFO + "'/>");
    }

    @Test
    void theServersRelaysBelongToIt() {
        assertThat(asked(alice, "wockd.test", query(ITEMS)))
                .endsWith("<query xmlns='" + ITEMS + "'><item jid='torrent.wockd.test' name='Torrents'/></query></iq>");
    }

    @Test
    void theHashInTheStreamsFeaturesStandsForWhatIsTold() throws PayloadException {
        Node features = Node.of(Namespaces.STREAM, "features").plus(stage.list.streamFeatures());
        Caps caps = Caps.in(features);
        assertThat(caps).isNotNull();

        String query = "<query xmlns='" + INFO + "' node='" + caps.discoNode() + "'/>";
        Node answer = Stage.parse(asked(alice, "wockd.test", query)).content().first();

        assertThat(answer).isNotNull();
        assertThat(caps.check(Disco.InfoQuery.parse(answer))).isEqualTo(Caps.Check.VALID);
        assertThat(answer.attribute("node")).isEqualTo(caps.discoNode());
    }

    @Test
    void aNodeThatIsNotThereIsNotFound() {
        assertThat(asked(alice, "wockd.test", "<query xmlns='" + INFO + "' node='nowhere'/>"))
                .contains("<item-not-found ");
        assertThat(asked(alice, "alice@wockd.test", "<query xmlns='" + ITEMS + "' node='nowhere'/>"))
                .contains("<item-not-found ");
    }

    @Test
    void anAccountTellsItsOwner() {
        assertThat(asked(alice, "alice@wockd.test", query(INFO)))
                .contains("<identity category='account' type='registered'/>")
                .contains("<feature var='" + INFO + "'/>");
        assertThat(asked(alice, "alice@wockd.test", query(ITEMS))).contains("<item jid='alice@wockd.test/phone'/>");
    }

    @Test
    void anAccountTellsStrangersNothingNotEvenThatItIsThere() {
        String refused = asked(alice, "bob@wockd.test", query(INFO));
        assertThat(refused).contains("<service-unavailable ");
        assertThat(asked(alice, "nobody@wockd.test", query(INFO)))
                .isEqualTo(refused.replace("bob@wockd.test", "nobody@wockd.test"));
        assertThat(asked(alice, "bob@wockd.test", query(ITEMS))).endsWith("<query xmlns='" + ITEMS + "'/></iq>");
        assertThat(asked(alice, "nobody@wockd.test", query(ITEMS))).endsWith("<query xmlns='" + ITEMS + "'/></iq>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bob@wockd.test", "nobody@wockd.test"})
    void strangersFindNothingAtAnyNodeOfAnAccount(String account) {
        assertThat(asked(alice, account, "<query xmlns='" + ITEMS + "' node='nowhere'/>"))
                .endsWith("<query xmlns='" + ITEMS + "' node='nowhere'/></iq>");
    }

    @Test
    void anAccountTellsFriends() {
        Friends.make(alice, bob);

        assertThat(asked(alice, "bob@wockd.test", query(INFO))).contains("category='account'");
        assertThat(asked(alice, "bob@wockd.test", query(ITEMS))).contains("<item jid='bob@wockd.test/desk'/>");
    }

    @Test
    void aRelayCanAskToo() {
        Stage.RelayPlayer torrent = stage.relay("torrent.wockd.test");

        torrent.sends("<iq type='get' id='d' from='torrent.wockd.test' to='wockd.test'>" + query(INFO) + "</iq>");

        assertThat(torrent.sees()).singleElement().asString().contains("category='server'");
    }
}
