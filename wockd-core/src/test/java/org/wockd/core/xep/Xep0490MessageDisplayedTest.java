package org.wockd.core.xep;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wockd.protocol.jid.Jid;

/** Alice reads on her phone what Bob wrote, and her laptop knows. */
class Xep0490MessageDisplayedTest {
    private static final String MDS = "urn:xmpp:mds:displayed:0";
    private static final String PUBSUB = "http://jabber.org/protocol/pubsub";
    private static final String MARKER = "<displayed xmlns='urn:xmpp:chat-markers:0' id='m1'/>";

    @TempDir
    Path folder;

    private Stage stage;
    private Client phone;
    private Client laptop;
    private Client bob;

    @BeforeEach
    void open() {
        stage = new Stage(folder);
        phone = stage.available("alice@wockd.test/phone");
        laptop = stage.login("alice@wockd.test/laptop");
        bob = stage.available("bob@wockd.test/desk");
        Friends.make(phone, bob);
        Interested.comes(laptop, MDS);
        Interested.comes(bob, MDS);
        phone.sees();
        laptop.sees();
        bob.sees();
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private static String displayed(String id) {
        return "<displayed xmlns='" + MDS + "'><stanza-id xmlns='urn:xmpp:sid:0' by='alice@wockd.test' id='" + id
                + "'/></displayed>";
    }

    private static String item(String id) {
        return "<items node='" + MDS + "'><item id='bob@wockd.test'>" + displayed(id) + "</item></items>";
    }

    private static String publication(String id) {
        return "<iq type='set' id='p'><pubsub xmlns='" + PUBSUB + "'><publish node='" + MDS
                + "'><item id='bob@wockd.test'>" + displayed(id) + "</item></publish><publish-options>"
                + "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' type='hidden'><value>" + PUBSUB
                + "#publish-options</value></field>"
                + "<field var='pubsub#persist_items'><value>true</value></field>"
                + "<field var='pubsub#max_items'><value>max</value></field>"
                + "<field var='pubsub#send_last_published_item'><value>never</value></field>"
                + "<field var='pubsub#access_model'><value>whitelist</value></field>"
                + "</x></publish-options></pubsub></iq>";
    }

    private static String catchesUp(Client client) {
        client.sends("<iq type='get' id='c'><pubsub xmlns='" + PUBSUB + "'><items node='" + MDS + "'/></pubsub></iq>");
        return client.sees().getLast();
    }

    @Test
    void whatIsReadOnThePhoneIsReadOnTheLaptop() {
        phone.sends(publication("41"));
        assertThat(phone.sees().getLast()).contains("type='result'");
        assertThat(laptop.sees())
                .singleElement()
                .asString()
                .contains("type='headline'", "from='alice@wockd.test'", item("41"));
        assertThat(bob.sees()).isEmpty();
    }

    @Test
    void aDeviceThatComesLaterCatchesUp() {
        phone.sends(publication("41"));
        phone.sends(publication("42"));
        Client pad = stage.login("alice@wockd.test/pad");
        assertThat(Interested.comes(pad, MDS)).noneMatch(xml -> xml.contains("<items"));
        assertThat(catchesUp(pad)).contains("<pubsub xmlns='" + PUBSUB + "'>" + item("42"));
    }

    @Test
    void theServerSaysThatItAssists() {
        phone.sends("<iq type='get' id='d' to='alice@wockd.test'><query xmlns='http://jabber.org/protocol/disco#info'/>"
                + "</iq>");
        assertThat(phone.sees().getLast()).contains("<feature var='urn:xmpp:mds:server-assist:0'/>");
    }

    @Test
    void oneMessageTellsBobAndTheOwnDevices() {
        phone.sends("<message type='chat' id='r' to='bob@wockd.test'>" + MARKER + displayed("41") + "</message>");

        assertThat(bob.sees()).singleElement().asString().contains(MARKER).doesNotContain(MDS);
        assertThat(laptop.sees()).singleElement().asString().contains(item("41"));
        assertThat(catchesUp(phone)).contains(item("41"));
        bob.sends("<iq type='get' id='g' to='alice@wockd.test'><pubsub xmlns='" + PUBSUB + "'><items node='" + MDS
                + "'/></pubsub></iq>");
        assertThat(bob.sees().getLast()).contains("<closed-node ");
        // What the client would say itself fits the node that the server has made.
        phone.sends(publication("42"));
        assertThat(phone.sees().getLast()).contains("type='result'");
    }

    @Test
    void neitherTheArchiveNorCopiesKnowOfIt() {
        laptop.sends("<iq type='set' id='c'><enable xmlns='urn:xmpp:carbons:2'/></iq>");
        laptop.sees();
        phone.sends(
                "<message type='chat' id='r' to='bob@wockd.test'><body>read</body>" + displayed("41") + "</message>");
        assertThat(laptop.sees())
                .filteredOn(xml -> xml.contains("urn:xmpp:carbons:2"))
                .singleElement()
                .asString()
                .contains("<body>read</body>")
                .doesNotContain(MDS);
        phone.sends("<iq type='set' id='q'><query xmlns='urn:xmpp:mam:2'/></iq>");
        assertThat(phone.sees())
                .anyMatch(xml -> xml.contains("<body>read</body>"))
                .noneMatch(xml -> xml.contains(MDS));
    }

    @Test
    void aRoomIsAChatToo() {
        Stage.RelayPlayer rooms = stage.relay("rooms.test");
        phone.sends("<message type='groupchat' id='r' to='tea@rooms.test'>" + MARKER + displayed("41") + "</message>");
        assertThat(rooms.sees()).singleElement().asString().contains(MARKER).doesNotContain(MDS);
        assertThat(laptop.sees()).singleElement().asString().contains("<item id='tea@rooms.test'>");
    }

    @Test
    void nothingPrivateIsPublishedWhereOthersMayLook() {
        phone.sends("<iq type='set' id='p'><pubsub xmlns='" + PUBSUB + "'><create node='" + MDS + "'/></pubsub></iq>");
        phone.sees();
        phone.sends("<message type='chat' id='r' to='bob@wockd.test'>" + MARKER + displayed("41") + "</message>");
        assertThat(bob.sees()).singleElement().asString().contains(MARKER).doesNotContain(MDS);
        assertThat(catchesUp(phone)).doesNotContain("<item ");
    }

    @Test
    void whatComesFromElsewhereIsLeftAlone() {
        Stage.RelayPlayer elsewhere = stage.relay("far.test");
        elsewhere.sends("<message type='chat' from='carol@far.test/x' to='alice@wockd.test'>" + MARKER + displayed("41")
                + "</message>");
        assertThat(phone.sees()).singleElement().asString().contains(MDS);
        assertThat(stage.stores.pubsub().nodes(Jid.parse("carol@far.test"))).isEmpty();
    }
}
