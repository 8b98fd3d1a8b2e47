package org.wockd.core.play;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wockd.protocol.xep.Caps;
import org.wockd.protocol.xep.Disco;

/** Alice reads on her phone, and all that she has knows: the whole core, with its sockets and its disk. */
class PersonalEventingTest {
    private static final String MDS = "urn:xmpp:mds:displayed:0";
    private static final String PUBSUB = "http://jabber.org/protocol/pubsub";
    private static final Disco.InfoQuery INFO = new Disco.InfoQuery(
            null, List.of(Disco.Identity.of("client", "pc", "Play")), List.of(MDS + "+notify"), List.of());

    @TempDir
    Path folder;

    private Stage stage;

    @BeforeEach
    void open() {
        stage = Stage.open(folder, Map.of("WOCKD_PUBSUB_ITEM", "200 B"));
    }

    @AfterEach
    void close() {
        stage.close();
    }

    /** A client that is available and wants to know what was read. */
    private Wire interested(String name, String resource) throws IOException {
        Wire wire = stage.client(name, resource);
        wire.say("<presence>" + Caps.of("urn:example:play", INFO).toNode() + "</presence>");
        Matcher question = Pattern.compile("<iq[^>]* id='([^']*)'[^>]*><query xmlns='" + Pattern.quote(Disco.INFO))
                .matcher(wire.fence());
        if (question.find()) {
            wire.say("<iq type='result' id='" + question.group(1) + "' to='" + name + "@localhost'>" + INFO.toNode()
                    + "</iq>");
            wire.fence();
        }
        return wire;
    }

    private static String publication(String id, String access, String stanza) {
        return "<iq type='set' id='" + id + "'><pubsub xmlns='" + PUBSUB + "'><publish node='" + MDS
                + "'><item id='bob@localhost'><displayed xmlns='" + MDS + "'><stanza-id xmlns='urn:xmpp:sid:0'"
                + " by='alice@localhost' id='" + stanza + "'/></displayed></item></publish><publish-options>"
                + "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' type='hidden'><value>" + PUBSUB
                + "#publish-options</value></field>"
                + "<field var='pubsub#max_items'><value>max</value></field>"
                + "<field var='pubsub#send_last_published_item'><value>never</value></field>"
                + "<field var='pubsub#access_model'><value>" + access + "</value></field>"
                + "</x></publish-options></pubsub></iq>";
    }

    private static String answer(Wire wire, String id) throws IOException {
        String before = wire.fence();
        Matcher answer = Pattern.compile("<iq [^>]*id='" + id + "'[^>]*(/>|[^/]>.*?</iq>)")
                .matcher(before);
        assertThat(answer.find()).as(before).isTrue();
        return answer.group();
    }

    private static String catchesUp(Wire wire) throws IOException {
        wire.say("<iq type='get' id='c'><pubsub xmlns='" + PUBSUB + "'><items node='" + MDS + "'/></pubsub></iq>");
        return wire.hear("id='c'") + wire.hear("</iq>");
    }

    @Test
    void whatIsReadOnThePhoneIsReadEverywhereAlsoAfterARestart() throws IOException {
        try (Wire phone = stage.client("alice", "phone");
                Wire laptop = interested("alice", "laptop")) {
            phone.say(publication("p1", "whitelist", "s41"));
            assertThat(answer(phone, "p1")).contains("type='result'");
            assertThat(laptop.hear("</message>"))
                    .contains("type='headline'", "from='alice@localhost'", "to='alice@localhost/laptop'", "id='s41'");
            phone.say("<message type='chat' to='bob@localhost'><displayed xmlns='urn:xmpp:chat-markers:0' id='m'/>"
                    + "<displayed xmlns='" + MDS + "'><stanza-id xmlns='urn:xmpp:sid:0' by='alice@localhost' id='s42'/>"
                    + "</displayed></message>");
            assertThat(laptop.hear("</message>")).contains("id='s42'").doesNotContain("chat-markers");
        }

        stage.restart();

        try (Wire tablet = interested("alice", "tablet")) {
            assertThat(catchesUp(tablet))
                    .contains("<items node='" + MDS + "'><item id='bob@localhost'>", "id='s42'")
                    .doesNotContain("s41");
        }
    }

    @Test
    void ofTwoWhoMakeTheNodeAtOnceOneMakesIt() throws IOException {
        try (Wire phone = stage.client("alice", "phone");
                Wire laptop = stage.client("alice", "laptop")) {
            for (int i = 0; i < 10; i++) {
                phone.say(publication("p", "whitelist", "s1"));
                laptop.say(publication("p", "presence", "s2"));
                List<String> answers = List.of(answer(phone, "p"), answer(laptop, "p"));
                assertThat(answers)
                        .filteredOn(xml -> xml.contains("type='result'"))
                        .hasSize(1);
                assertThat(answers)
                        .filteredOn(xml -> xml.contains("<precondition-not-met"))
                        .hasSize(1);
                phone.say("<iq type='set' id='d'><pubsub xmlns='" + PUBSUB + "#owner'><delete node='" + MDS
                        + "'/></pubsub></iq>");
                assertThat(answer(phone, "d")).contains("type='result'");
            }
        }
    }

    @Test
    void whatIsTooMuchIsRefusedAndCounted() throws IOException {
        try (Wire phone = stage.client("alice", "phone")) {
            phone.say(publication("p", "whitelist", "s".repeat(200)));
            assertThat(answer(phone, "p")).contains("<not-acceptable", "<payload-too-big", "200 octets");
            assertThat(stage.metric("wockd_pubsub_refused_total", "limit=\"item_octets\""))
                    .isEqualTo(1);
        }
    }

    @Test
    void nothingIsLeftOfAnAccountThatIsRemoved() throws IOException {
        try (Wire phone = stage.client("alice", "phone")) {
            phone.say(publication("p", "whitelist", "s41"));
            assertThat(answer(phone, "p")).contains("type='result'");
            phone.say("<iq type='set' id='r'><query xmlns='jabber:iq:register'><remove/></query></iq>");
            phone.hearAll();
        }
        Stage.accounts(folder, List.of("alice"));
        try (Wire phone = stage.client("alice", "phone")) {
            assertThat(catchesUp(phone)).contains("<item-not-found");
        }
    }

    @Test
    void aSessionThatIsResumedIsStillTold() throws IOException {
        String token;
        try (Wire laptop = interested("alice", "laptop")) {
            laptop.say("<enable xmlns='urn:xmpp:sm:3' resume='true'/>");
            Matcher enabled = Pattern.compile("id='([^']*)'").matcher(laptop.hear("<enabled") + laptop.hear("/>"));
            assertThat(enabled.find()).isTrue();
            token = enabled.group(1);
        }
        stage.restart();
        try (Wire laptop = stage.wire();
                Wire phone = stage.client("alice", "phone")) {
            laptop.login("alice", "alicealice");
            laptop.say("<resume xmlns='urn:xmpp:sm:3' previd='" + token + "' h='0'/>");
            laptop.hear("<resumed");
            phone.say(publication("p", "whitelist", "s41"));
            assertThat(answer(phone, "p")).contains("type='result'");
            // The new process does not know yet what interests the laptop, and asks.
            Matcher question = Pattern.compile("<iq[^>]* id='([^']*)'").matcher(laptop.hear(Disco.INFO));
            assertThat(question.find()).isTrue();
            laptop.say(
                    "<iq type='result' id='" + question.group(1) + "' to='alice@localhost'>" + INFO.toNode() + "</iq>");
            assertThat(laptop.hear("</message>")).contains("id='s41'");
        }
    }
}
