package org.wockd.core.xep;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bob has a desk and a phone; what one of them sends and gets, the other one sees. */
class Xep0280CarbonsTest {
    private static final String HI = "<body>hi</body>";

    @TempDir
    Path folder;

    private Stage stage;
    private Client alice;
    private Client desk;
    private Client phone;

    @BeforeEach
    void open() {
        stage = new Stage(folder);
        alice = stage.available("alice@wockd.test/pad");
        desk = stage.available("bob@wockd.test/desk");
        phone = stage.login("bob@wockd.test/phone");
        phone.sends("<presence><priority>-1</priority></presence>");
        enables(desk);
        enables(phone);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private static void enables(Client client) {
        client.sends("<iq type='set' id='c'><enable xmlns='urn:xmpp:carbons:2'/></iq>");
        assertThat(client.sees().getLast()).contains("type='result' id='c'");
    }

    private static String to(String to, String type, String content) {
        return "<message type='" + type + "' id='m1' to='" + to + "'>" + content + "</message>";
    }

    private static String withoutIds(String xml) {
        return xml.replaceAll("<stanza-id xmlns='urn:xmpp:sid:0' by='bob@wockd.test' id='[\\w-]{22}'/>", "[id]");
    }

    private static void seesNothing(Client client) {
        assertThat(client.sees()).isEmpty();
    }

    @Test
    void whatOneGetsTheOtherSees() {
        alice.sends(to("bob@wockd.test/desk", "chat", HI));

        assertThat(desk.sees()).singleElement().asString().doesNotContain("carbons");
        assertThat(phone.sees().stream().map(Xep0280CarbonsTest::withoutIds))
                .containsExactly("<message type='chat' from='bob@wockd.test' to='bob@wockd.test/phone'>"
                        + "<received xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>"
                        + "<message xmlns='jabber:client' type='chat' id='m1' from='alice@wockd.test/pad'"
                        + " to='bob@wockd.test/desk'>" + HI + "[id]</message></forwarded></received></message>");
        seesNothing(alice);
    }

    @Test
    void whatOneSendsTheOtherSeesWithTheIdOfTheirOwnArchive() {
        desk.sends(to("alice@wockd.test", "chat", HI));

        seesNothing(desk);
        List<String> seen = phone.sees();
        assertThat(seen.stream().map(Xep0280CarbonsTest::withoutIds))
                .containsExactly("<message type='chat' from='bob@wockd.test' to='bob@wockd.test/phone'>"
                        + "<sent xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'>"
                        + "<message xmlns='jabber:client' type='chat' id='m1' from='bob@wockd.test/desk'"
                        + " to='alice@wockd.test'>" + HI + "[id]</message></forwarded></sent></message>");
        String id = seen.getFirst().replaceAll(".*by='bob@wockd.test' id='([\\w-]{22})'.*", "$1");
        phone.sends("<iq type='set' id='q'><query xmlns='urn:xmpp:mam:2'/></iq>");
        assertThat(phone.sees().getFirst()).contains("<result xmlns='urn:xmpp:mam:2' id='" + id + "'>");
        assertThat(alice.sees()).singleElement().asString().doesNotContain("by='bob@wockd.test'");
    }

    @Test
    void whoSendsNeedNotHaveEnabledIt() {
        Client tablet = stage.login("bob@wockd.test/tablet");
        tablet.sends(to("alice@wockd.test", "chat", HI));

        assertThat(desk.sees()).hasSize(1).allMatch(xml -> xml.contains("<sent "));
        assertThat(phone.sees()).hasSize(1).allMatch(xml -> xml.contains("<sent "));
        seesNothing(tablet);
    }

    @Test
    void itEndsAndBeginsAgain() {
        phone.sends("<iq type='set' id='c'><disable xmlns='urn:xmpp:carbons:2'/></iq>");
        phone.sends("<iq type='set' id='d'><disable xmlns='urn:xmpp:carbons:2'/></iq>");
        assertThat(phone.sees()).hasSize(2).allMatch(xml -> xml.contains("type='result'"));
        alice.sends(to("bob@wockd.test", "chat", HI));
        seesNothing(phone);

        enables(phone);
        enables(phone);
        alice.sends(to("bob@wockd.test", "chat", HI));
        assertThat(phone.sees()).hasSize(1);
    }

    @Test
    void copiesAreForOnesOwnClients() {
        alice.sends("<iq type='set' id='c' to='bob@wockd.test'><enable xmlns='urn:xmpp:carbons:2'/></iq>");

        assertThat(alice.sees()).singleElement().asString().contains("<not-allowed ");
    }

    @Test
    void clientsThatGetItByTheTableOfDeliveryGetNoCopy() {
        phone.sends("<presence><priority>0</priority></presence>");
        phone.sees();
        desk.sees();

        alice.sends(to("bob@wockd.test", "chat", HI));

        assertThat(desk.sees()).hasSize(1).noneMatch(xml -> xml.contains("carbons"));
        assertThat(phone.sees()).hasSize(1).noneMatch(xml -> xml.contains("carbons"));
    }

    @Test
    void aClientThatIsNotAvailableSeesCopiesToo() {
        phone.sends("<presence type='unavailable'/>");
        phone.sees();
        desk.sees();

        alice.sends(to("bob@wockd.test", "chat", HI));

        assertThat(phone.sees()).hasSize(1).allMatch(xml -> xml.contains("<received "));
    }

    @Test
    void aMessageToOneselfComesOnceToEveryClient() {
        Client tablet = stage.login("bob@wockd.test/tablet");
        enables(tablet);

        phone.sends(to("bob@wockd.test", "chat", HI));

        assertThat(desk.sees()).hasSize(1).noneMatch(xml -> xml.contains("carbons"));
        assertThat(tablet.sees()).hasSize(1).allMatch(xml -> xml.contains("<sent "));
        seesNothing(phone);
    }

    @Test
    void whatIsSentToARelayIsSeen() {
        Stage.RelayPlayer torrent = stage.relay("torrent.wockd.test");

        desk.sends(to("torrent.wockd.test", "chat", HI));

        assertThat(torrent.sees()).hasSize(1).noneMatch(xml -> xml.contains("stanza-id"));
        assertThat(phone.sees())
                .hasSize(1)
                .allMatch(xml -> xml.contains("<sent ") && xml.contains("by='bob@wockd.test'"));
        torrent.sends("<message type='chat' from='torrent.wockd.test' to='bob@wockd.test/desk'>" + HI + "</message>");
        assertThat(phone.sees()).hasSize(1).allMatch(xml -> xml.contains("<received "));
    }

    /** §6.1: what a message that is sent, and one that is received, is copied for. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            chat      | <body>hi</body>                                                                   | yes
            chat      | <composing xmlns='http://jabber.org/protocol/chatstates'/>                        | yes
            chat      | <x xmlns='urn:example:x'/>                                                        | yes
            normal    | <body>hi</body>                                                                   | yes
            normal    | <subject>hi</subject>                                                             | no
            normal    | <x xmlns='urn:example:x'/>                                                        | no
            normal    | <active xmlns='http://jabber.org/protocol/chatstates'/>                           | yes
            normal    | <received xmlns='urn:xmpp:receipts' id='1'/>                                      | yes
            normal    | <displayed xmlns='urn:xmpp:chat-markers:0' id='1'/>                               | yes
            normal    | <x xmlns='jabber:x:conference' jid='room@example.org'/>                           | yes
            normal    | <x xmlns='http://jabber.org/protocol/muc#user'><invite from='a@example.org'/></x> | yes
            normal    | <x xmlns='http://jabber.org/protocol/muc#user'><status code='104'/></x>           | no
            headline  | <body>hi</body>                                                                   | no
            groupchat | <body>hi</body>                                                                   | no
            chat      | <body>hi</body><private xmlns='urn:xmpp:carbons:2'/><no-copy xmlns='urn:xmpp:hints'/> | no
            chat      | <body>hi</body><private xmlns='urn:xmpp:carbons:2'/>                              | no
            chat      | <body>hi</body><no-copy xmlns='urn:xmpp:hints'/>                                  | no
            chat      | <body>hi</body><no-store xmlns='urn:xmpp:hints'/>                                 | yes
            """)
    void eligibleAre(String type, String content, String copied) {
        alice.sends(to("bob@wockd.test/desk", type, content));
        assertThat(desk.sees()).hasSize(1);
        assertThat(phone.sees()).as("received").hasSize(copied.equals("yes") ? 1 : 0);

        desk.sends(to("alice@wockd.test/pad", type, content));
        assertThat(alice.sees()).hasSize(1);
        assertThat(phone.sees()).as("sent").hasSize(copied.equals("yes") ? 1 : 0);
    }

    @Test
    void whatSomebodySaysInPrivateInARoomIsCopiedWhenSentOnly() {
        Stage.RelayPlayer rooms = stage.relay("rooms.wockd.test");
        String x = "<x xmlns='http://jabber.org/protocol/muc#user'/>";

        rooms.sends("<message type='chat' from='tea@rooms.wockd.test/hatter' to='bob@wockd.test/desk'>" + HI + x
                + "</message>");
        assertThat(desk.sees()).hasSize(1);
        seesNothing(phone);
        desk.sends(to("tea@rooms.wockd.test/hatter", "chat", HI + x));
        assertThat(phone.sees()).hasSize(1).allMatch(xml -> xml.contains("<sent "));
    }

    @Test
    void anErrorIsCopiedWhereWhatItAnswersWas() {
        Stage.RelayPlayer torrent = stage.relay("torrent.wockd.test");
        String error = "<message type='error' id='m1' from='torrent.wockd.test' to='bob@wockd.test/desk'>"
                + "<error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>";
        torrent.sends(error);
        assertThat(desk.sees()).hasSize(1);
        seesNothing(phone);
        desk.sends(to("torrent.wockd.test", "chat", HI));
        phone.sees();

        torrent.sends(error);

        assertThat(desk.sees()).hasSize(1);
        assertThat(phone.sees())
                .singleElement()
                .asString()
                .startsWith("<message type='error' from='bob@wockd.test' to='bob@wockd.test/phone'><received ")
                .contains("<gone ");
    }

    @Test
    void theErrorOfACopyGoesNowhere() {
        alice.sends(to("bob@wockd.test/desk", "chat", HI));
        phone.sends("<message type='error' to='bob@wockd.test'><error type='cancel'>"
                + "<gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>");

        seesNothing(alice);
        assertThat(desk.sees()).hasSize(1);
    }

    @Test
    void copiesAreAnnouncedWithTheirRules() {
        desk.sends("<iq type='get' id='d' to='wockd.test'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>");

        assertThat(desk.sees())
                .singleElement()
                .asString()
                .contains("<feature var='urn:xmpp:carbons:2'/>")
                .contains("<feature var='urn:xmpp:carbons:rules:0'/>");
    }
}
