package org.wockd.core.xep;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wockd.protocol.jid.Jid;

/** Alice and Bob have talked, and Bob looks it up. */
class Xep0313MessageArchiveTest {
    private static final String MAM = "xmlns='urn:xmpp:mam:2'";
    private static final Pattern ID = Pattern.compile("<result xmlns='urn:xmpp:mam:2'[^>]* id='([\\w-]{22})'>");
    private static final Pattern STANZA_ID =
            Pattern.compile("<stanza-id xmlns='urn:xmpp:sid:0' by='([^']*)' id='([\\w-]+)'/>");

    @TempDir
    Path folder;

    private Stage stage;
    private Client alice;
    private Client bob;

    @BeforeEach
    void open() {
        stage = new Stage(folder);
        alice = stage.available("alice@wockd.test/phone");
        bob = stage.available("bob@wockd.test/desk");
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private static void says(Client who, String to, String... bodies) {
        for (String body : bodies) {
            who.sends("<message type='chat' to='" + to + "'><body>" + body + "</body></message>");
        }
    }

    /** Five messages, a minute between each and the next. */
    private void fiveMinutes() {
        for (int i = 1; i <= 5; i++) {
            says(alice, "bob@wockd.test", "" + i);
            stage.waits(Duration.ofMinutes(1));
        }
        bob.sees();
    }

    private static List<String> asks(Client who, String inside) {
        who.sees();
        who.sends("<iq type='set' id='q'><query " + MAM + " queryid='f27'>" + inside + "</query></iq>");
        return who.sees();
    }

    private static String form(String fields) {
        return "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' type='hidden'>"
                + "<value>urn:xmpp:mam:2</value></field>" + fields + "</x>";
    }

    private static String field(String var, String... values) {
        StringBuilder field = new StringBuilder("<field var='" + var + "'>");
        for (String value : values) {
            field.append("<value>").append(value).append("</value>");
        }
        return field + "</field>";
    }

    private static String page(String inside) {
        return "<set xmlns='http://jabber.org/protocol/rsm'>" + inside + "</set>";
    }

    private static List<String> all(Pattern pattern, List<String> seen) {
        List<String> found = new ArrayList<>();
        for (String xml : seen) {
            Matcher matcher = pattern.matcher(xml);
            while (matcher.find()) {
                found.add(matcher.group(1));
            }
        }
        return found;
    }

    private static List<String> bodies(List<String> seen) {
        return all(Pattern.compile("<body>([^<]*)</body>"), seen);
    }

    private List<String> bodiesOf(String query) {
        return bodies(asks(bob, query));
    }

    private List<String> ids() {
        return all(ID, asks(bob, ""));
    }

    @Test
    void theWholeArchiveComesInOrderAndThenTheEnd() {
        alice.sends("<message type='chat' id='m1' to='bob@wockd.test'><body>one</body></message>");
        stage.waits(Duration.ofSeconds(2));
        says(bob, "alice@wockd.test/phone", "two");

        List<String> seen = asks(bob, "");

        List<String> ids = all(ID, seen);
        assertThat(seen)
                .containsExactly(
                        "<message from='bob@wockd.test' to='bob@wockd.test/desk'><result " + MAM
                                + " queryid='f27' id='" + ids.get(0) + "'><forwarded xmlns='urn:xmpp:forward:0'>"
                                + "<delay xmlns='urn:xmpp:delay' stamp='2027-01-02T03:04:05Z'/>"
                                + "<message xmlns='jabber:client' type='chat' id='m1' from='alice@wockd.test/phone'"
                                + " to='bob@wockd.test'><body>one</body></message></forwarded></result></message>",
                        "<message from='bob@wockd.test' to='bob@wockd.test/desk'><result " + MAM
                                + " queryid='f27' id='" + ids.get(1) + "'><forwarded xmlns='urn:xmpp:forward:0'>"
                                + "<delay xmlns='urn:xmpp:delay' stamp='2027-01-02T03:04:07Z'/>"
                                + "<message xmlns='jabber:client' type='chat' from='bob@wockd.test/desk'"
                                + " to='alice@wockd.test/phone'><body>two</body></message></forwarded></result></message>",
                        "<iq type='result' id='q' to='bob@wockd.test/desk'><fin " + MAM
                                + " complete='true'><set xmlns='http://jabber.org/protocol/rsm'><first>" + ids.get(0)
                                + "</first><last>" + ids.get(1) + "</last><count>2</count></set></fin></iq>");
    }

    @Test
    void anEmptyArchiveIsNoError() {
        assertThat(asks(bob, ""))
                .singleElement()
                .asString()
                .contains("<fin " + MAM + " complete='true'>")
                .contains("<count>0</count>");
    }

    @Test
    void everyClientOfTheOwnerMayLook() {
        says(alice, "bob@wockd.test", "hi");
        Client phone = stage.login("bob@wockd.test/phone");

        assertThat(bodies(asks(phone, ""))).containsExactly("hi");
        phone.sends("<iq type='set' id='q' to='bob@wockd.test'><query " + MAM + "/></iq>");
        assertThat(bodies(phone.sees())).containsExactly("hi");
        assertThat(bodies(asks(alice, ""))).as("the sender's own copy").containsExactly("hi");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<query %s/>", "<prefs %s default='always'/>"})
    void theArchiveOfSomebodyElseIsClosed(String payload) {
        alice.sends("<iq type='set' id='q' to='bob@wockd.test'>" + payload.formatted(MAM) + "</iq>");
        assertThat(alice.sees()).singleElement().asString().contains("<forbidden ");
        alice.sends("<iq type='get' id='q' to='bob@wockd.test'><metadata " + MAM + "/></iq>");
        assertThat(alice.sees()).singleElement().asString().contains("<forbidden ");
    }

    // ---- filters -------------------------------------------------------------------------------------------------

    @Test
    void filtersByTheOtherSide() {
        Client carol = stage.available("carol@wockd.test/tablet");
        says(alice, "bob@wockd.test", "of alice");
        says(carol, "bob@wockd.test", "of carol");
        says(bob, "alice@wockd.test/phone", "to alice");
        says(bob, "bob@wockd.test", "to myself");

        assertThat(bodiesOf(form(field("with", "alice@wockd.test")))).containsExactly("of alice", "to alice");
        assertThat(bodiesOf(form(field("with", "alice@wockd.test/phone")))).containsExactly("of alice", "to alice");
        assertThat(bodiesOf(form(field("with", "alice@wockd.test/lap")))).isEmpty();
        assertThat(bodiesOf(form(field("with", "carol@wockd.test")))).containsExactly("of carol");
        assertThat(bodiesOf(form(field("with", "bob@wockd.test")))).containsExactly("to myself");
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", delimiter = '|', textBlock = """
            2027-01-02T03:06:05Z      | -                         | 3 4 5
            2027-01-02T03:06:05.001Z  | -                         | 4 5
            2027-01-02T05:06:05+02:00 | -                         | 3 4 5
            -                         | 2027-01-02T03:06:05Z      | 1 2 3
            -                         | 2027-01-02T03:06:04Z      | 1 2
            2027-01-02T03:05:05Z      | 2027-01-02T03:07:05Z      | 2 3 4
            2027-01-02T03:07:05Z      | 2027-01-02T03:05:05Z      | ''
            """)
    void filtersByTimeWithBothEndsIncluded(
            @org.jspecify.annotations.Nullable String start,
            @org.jspecify.annotations.Nullable String end,
            String expected) {
        fiveMinutes();

        String fields = (start == null ? "" : field("start", start)) + (end == null ? "" : field("end", end));
        assertThat(String.join(" ", bodiesOf(form(fields)))).isEqualTo(expected);
    }

    @Test
    void filtersByIds() {
        fiveMinutes();
        List<String> ids = ids();

        assertThat(bodiesOf(form(field("after-id", ids.get(1))))).containsExactly("3", "4", "5");
        assertThat(bodiesOf(form(field("before-id", ids.get(1))))).containsExactly("1");
        assertThat(bodiesOf(form(field("after-id", ids.get(0)) + field("before-id", ids.get(3)))))
                .containsExactly("2", "3");
        assertThat(bodiesOf(form(field("ids", ids.get(3), ids.get(1))))).containsExactly("2", "4");
    }

    @Test
    void anIdFilterAndAPageBothCount() {
        fiveMinutes();
        List<String> ids = ids();

        assertThat(bodiesOf(
                        form(field("after-id", ids.get(0))) + page("<max>2</max><after>" + ids.get(1) + "</after>")))
                .containsExactly("3", "4");
        assertThat(bodiesOf(form(field("before-id", ids.get(3))) + page("<max>2</max><before/>")))
                .containsExactly("2", "3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"after-id", "before-id", "ids"})
    void anIdThatIsNotThereIsNotFound(String field) {
        fiveMinutes();
        List<String> hers = all(ID, asks(alice, ""));

        for (String id : List.of("1", "nonsense", "99999999999999999999", hers.getFirst())) {
            assertThat(asks(bob, form(field(field, id))))
                    .singleElement()
                    .asString()
                    .startsWith("<iq type='error' id='q'")
                    .contains("<item-not-found ");
        }
        assertThat(asks(bob, page("<after>1</after>")))
                .singleElement()
                .asString()
                .contains("<item-not-found ");
        assertThat(asks(bob, page("<before>1</before>")))
                .singleElement()
                .asString()
                .contains("<item-not-found ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            <field var='start'><value>yesterday</value></field>                | bad-request
            <field var='end'><value>2027-01-02</value></field>                 | bad-request
            <field var='with'><value>@@</value></field>                        | jid-malformed
            <field var='include-groupchat'><value>maybe</value></field>        | bad-request
            <field var='{urn:example}mood'><value>lonely</value></field>       | feature-not-implemented
            """)
    void aFilterThatMakesNoSenseIsRefused(String field, String condition) {
        assertThat(asks(bob, form(field))).singleElement().asString().contains("<" + condition + " ");
    }

    @Test
    void aFormOfSomethingElseIsRefused() {
        assertThat(asks(bob, form("").replace("<value>urn:xmpp:mam:2<", "<value>urn:xmpp:mam:1<")))
                .singleElement()
                .asString()
                .contains("<bad-request ");
    }

    @Test
    void aPageThatMakesNoSenseIsRefused() {
        assertThat(asks(bob, page("<max>many</max>")))
                .singleElement()
                .asString()
                .contains("<bad-request ");
        assertThat(asks(bob, page("<after>1</after><before/>")))
                .singleElement()
                .asString()
                .contains("<bad-request ");
        assertThat(asks(bob, page("<index>3</index>")))
                .singleElement()
                .asString()
                .contains("<feature-not-implemented ");
    }

    @Test
    void theFormTellsWhatCanBeFiltered() {
        bob.sends("<iq type='get' id='f'><query " + MAM + "/></iq>");

        assertThat(bob.sees())
                .singleElement()
                .asString()
                .contains("<field var='FORM_TYPE' type='hidden'><value>urn:xmpp:mam:2</value></field>")
                .contains("<field var='with' type='jid-single'/>")
                .contains("<field var='start' type='text-single'/>")
                .contains("<field var='end' type='text-single'/>")
                .contains("<field var='before-id' type='text-single'/>")
                .contains("<field var='after-id' type='text-single'/>")
                .contains("<field var='include-groupchat' type='boolean'/>")
                .contains("<field var='ids' type='list-multi'>"
                        + "<validate xmlns='http://jabber.org/protocol/xdata-validate' datatype='xs:string'><open/></validate>"
                        + "</field>")
                .doesNotContain("<required");
    }

    // ---- pages ---------------------------------------------------------------------------------------------------

    @Test
    void pagesForward() {
        fiveMinutes();
        List<String> ids = ids();

        List<String> first = asks(bob, page("<max>2</max>"));
        assertThat(bodies(first)).containsExactly("1", "2");
        assertThat(first.getLast())
                .doesNotContain("complete")
                .contains("<first>" + ids.get(0) + "</first><last>" + ids.get(1) + "</last><count>5</count>");
        assertThat(bodiesOf(page("<max>2</max><after>" + ids.get(1) + "</after>")))
                .containsExactly("3", "4");
        List<String> last = asks(bob, page("<max>2</max><after>" + ids.get(3) + "</after>"));
        assertThat(bodies(last)).containsExactly("5");
        assertThat(last.getLast()).contains("complete='true'").contains("<count>5</count>");
        List<String> beyond = asks(bob, page("<max>2</max><after>" + ids.get(4) + "</after>"));
        assertThat(beyond)
                .singleElement()
                .asString()
                .contains("complete='true'")
                .doesNotContain("<first");
    }

    @Test
    void pagesBackward() {
        fiveMinutes();
        List<String> ids = ids();

        List<String> last = asks(bob, page("<max>2</max><before/>"));
        assertThat(bodies(last)).containsExactly("4", "5");
        assertThat(last.getLast()).doesNotContain("complete");
        assertThat(bodiesOf(page("<max>2</max><before>" + ids.get(3) + "</before>")))
                .containsExactly("2", "3");
        List<String> first = asks(bob, page("<max>2</max><before>" + ids.get(1) + "</before>"));
        assertThat(bodies(first)).containsExactly("1");
        assertThat(first.getLast()).contains("complete='true'");
    }

    @Test
    void aPageThatIsFullAndTheLastIsComplete() {
        fiveMinutes();

        assertThat(asks(bob, page("<max>5</max>")).getLast()).contains("complete='true'");
        assertThat(asks(bob, page("<max>4</max>")).getLast()).doesNotContain("complete");
    }

    @Test
    void aPageOfNothingTellsTheCount() {
        fiveMinutes();

        assertThat(asks(bob, form(field("start", "2027-01-02T03:06:05Z")) + page("<max>0</max>")))
                .singleElement()
                .asString()
                .contains("<count>3</count>")
                .doesNotContain("<first")
                .doesNotContain("complete");
    }

    @Test
    void whatAFilterLetsThroughIsCountedBesideAPageWhereItIsNotTooMuch() {
        for (int i = 0; i <= 1_000; i++) {
            says(alice, "bob@wockd.test", "" + i);
        }
        bob.sees();
        String all = form(field("with", "alice@wockd.test"));

        assertThat(asks(bob, all + page("<max>1</max>")).getLast())
                .contains("<first>")
                .doesNotContain("<count>");
        assertThat(asks(bob, all + page("<max>0</max>")).getLast()).contains("<count>1001</count>");
        assertThat(asks(bob, page("<max>1</max>")).getLast()).contains("<count>1001</count>");
    }

    @Test
    void aFlippedPageIsTheSamePageTheOtherWayRound() {
        fiveMinutes();
        List<String> ids = ids();

        List<String> seen = asks(bob, page("<max>3</max><after>" + ids.get(0) + "</after>") + "<flip-page/>");

        assertThat(bodies(seen)).containsExactly("4", "3", "2");
        assertThat(seen.getLast()).contains("<first>" + ids.get(1) + "</first><last>" + ids.get(3) + "</last>");
    }

    // ---- metadata and what is told -------------------------------------------------------------------------------

    @Test
    void metadataTellsBothEnds() {
        bob.sends("<iq type='get' id='m'><metadata " + MAM + "/></iq>");
        assertThat(bob.sees()).singleElement().asString().contains("<metadata " + MAM + "/>");
        fiveMinutes();
        List<String> ids = ids();

        bob.sends("<iq type='get' id='m'><metadata " + MAM + "/></iq>");

        assertThat(bob.sees())
                .singleElement()
                .asString()
                .contains("<metadata " + MAM + "><start id='" + ids.get(0) + "' timestamp='2027-01-02T03:04:05Z'/>"
                        + "<end id='" + ids.get(4) + "' timestamp='2027-01-02T03:08:05Z'/></metadata>");
    }

    @Test
    void theAccountTellsThatItHasAnArchive() {
        bob.sends(
                "<iq type='get' id='d' to='bob@wockd.test'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>");

        assertThat(bob.sees())
                .singleElement()
                .asString()
                .contains("<feature var='urn:xmpp:mam:2'/>")
                .contains("<feature var='urn:xmpp:mam:2#extended'/>")
                .contains("<feature var='urn:xmpp:sid:0'/>");
    }

    @Test
    void theReceiverIsToldTheIdOfItsArchiveAndOnlyOfThat() {
        alice.sends("<message type='chat' to='bob@wockd.test'><body>hi</body>"
                + "<stanza-id xmlns='urn:xmpp:sid:0' by='bob@wockd.test' id='1'/>"
                + "<stanza-id xmlns='urn:xmpp:sid:0' by='alice@wockd.test' id='2'/>"
                + "<stanza-id xmlns='urn:xmpp:sid:0' by='room@example.org' id='3'/></message>");
        String message = bob.sees().getFirst();

        String id = ids().getFirst();
        assertThat(message)
                .contains("<stanza-id xmlns='urn:xmpp:sid:0' by='bob@wockd.test' id='" + id + "'/>")
                .contains("<stanza-id xmlns='urn:xmpp:sid:0' by='room@example.org' id='3'/>");
        assertThat(all(STANZA_ID, List.of(message))).containsExactly("room@example.org", "bob@wockd.test");
    }

    @Test
    void whatASenderClaimsOfItsOwnArchiveIsTakenOutOnTheWayToARelay() {
        Stage.RelayPlayer torrent = stage.relay("torrent.wockd.test");

        alice.sends("<message type='chat' to='torrent.wockd.test'><body>help</body>"
                + "<stanza-id xmlns='urn:xmpp:sid:0' by='alice@wockd.test' id='2'/></message>");

        assertThat(torrent.sees()).singleElement().asString().contains("<body>help</body>");
        assertThat(all(STANZA_ID, asks(alice, ""))).isEmpty();
    }

    // ---- what is archived ----------------------------------------------------------------------------------------

    @Test
    void aMessageToOneselfIsArchivedOnce() {
        says(bob, "bob@wockd.test", "note");
        says(bob, "bob@wockd.test/desk", "another");

        assertThat(bodiesOf("")).containsExactly("note", "another");
    }

    @Test
    void whatManyClientsGetIsArchivedOnce() {
        stage.available("bob@wockd.test/phone");
        says(alice, "bob@wockd.test", "hi");

        assertThat(bodiesOf("")).containsExactly("hi");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<message type='chat' to='bob@wockd.test'><composing xmlns='http://jabber.org/protocol/chatstates'/></message>",
                "<message type='headline' to='bob@wockd.test'><body>news</body></message>",
                "<message type='groupchat' to='bob@wockd.test/desk'><body>all</body></message>",
                "<message type='chat' to='bob@wockd.test'><body>secret</body><no-store xmlns='urn:xmpp:hints'/></message>",
                "<message type='chat' to='bob@wockd.test'><body>x</body><no-permanent-store xmlns='urn:xmpp:hints'/></message>",
            })
    void notEverythingIsArchived(String message) {
        alice.sends(message);

        assertThat(bob.sees()).hasSize(1).noneMatch(xml -> xml.contains("stanza-id"));
        assertThat(ids()).isEmpty();
        assertThat(all(ID, asks(alice, ""))).isEmpty();
    }

    @Test
    void whatIsRefusedIsNotArchived() {
        alice.sends("<message type='chat' id='x' to='nobody@wockd.test'><body>hello?</body></message>");

        assertThat(alice.sees()).singleElement().asString().contains("<service-unavailable ");
        assertThat(all(ID, asks(alice, ""))).isEmpty();
    }

    @Test
    void messagesWithARelayAreArchived() {
        Stage.RelayPlayer torrent = stage.relay("torrent.wockd.test");
        says(bob, "torrent.wockd.test", "list");
        torrent.sends(
                "<message type='chat' from='torrent.wockd.test' to='bob@wockd.test'><body>nothing</body></message>");

        assertThat(bodiesOf(form(field("with", "torrent.wockd.test")))).containsExactly("list", "nothing");
    }

    // ---- preferences (XEP-0441) ----------------------------------------------------------------------------------

    private String prefers(String prefs) {
        bob.sees();
        bob.sends("<iq type='set' id='p'>" + prefs + "</iq>");
        return bob.sees().getFirst();
    }

    @Test
    void preferencesAreToldAndSet() {
        bob.sends("<iq type='get' id='p'><prefs " + MAM + "/></iq>");
        assertThat(bob.sees())
                .singleElement()
                .asString()
                .contains("<prefs " + MAM + " default='always'><always/><never/></prefs>");

        String prefs = "<prefs " + MAM + " default='roster'><always><jid>alice@wockd.test</jid></always>"
                + "<never><jid>carol@wockd.test</jid></never></prefs>";
        assertThat(prefers(prefs)).contains("type='result'").contains(prefs);

        Client phone = stage.login("bob@wockd.test/phone");
        phone.sends("<iq type='get' id='p'><prefs " + MAM + "/></iq>");
        assertThat(phone.sees()).singleElement().asString().contains(prefs);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            default='never'  | ''                                              | nobody
            default='never'  | <always><jid>alice@wockd.test</jid></always>    | alice
            default='always' | <never><jid>alice@wockd.test</jid></never>      | carol
            default='roster' | ''                                              | carol
            default='roster' | <always><jid>alice@wockd.test</jid></always>    | alice carol
            default='roster' | <never><jid>carol@wockd.test</jid></never>      | nobody
            """)
    void preferencesAreObeyed(String standard, String lists, String archived) {
        Client carol = stage.available("carol@wockd.test/tablet");
        bob.sends("<iq type='set' id='r'><query xmlns='jabber:iq:roster'><item jid='carol@wockd.test'/></query></iq>");
        String inside = lists.equals("''") ? "" : lists;
        assertThat(prefers("<prefs " + MAM + " " + standard + ">" + inside + "</prefs>"))
                .contains("type='result'");

        says(alice, "bob@wockd.test", "alice");
        says(carol, "bob@wockd.test", "carol");

        List<String> seen = bob.sees();
        assertThat(bodies(seen)).as("it comes all the same").containsExactly("alice", "carol");
        String found = String.join(" ", bodiesOf(""));
        assertThat(found.isEmpty() ? "nobody" : found).isEqualTo(archived);
        assertThat(bodies(asks(alice, ""))).as("hers is hers").containsExactly("alice");
    }

    @Test
    void preferencesThatMakeNoSenseAreRefused() {
        assertThat(prefers("<prefs " + MAM + "/>")).contains("<bad-request ");
        assertThat(prefers("<prefs " + MAM + " default='sometimes'/>")).contains("<bad-request ");
        assertThat(prefers("<prefs " + MAM + " default='never'><always><jid>@@</jid></always></prefs>"))
                .contains("<jid-malformed ");
        says(alice, "bob@wockd.test", "still");
        assertThat(bodiesOf("")).containsExactly("still");
    }

    // ---- what waits ----------------------------------------------------------------------------------------------

    private Client bobIsBack() {
        return stage.login("bob@wockd.test/lap");
    }

    private void whileBobIsAway() {
        bob.leaves();
        says(alice, "bob@wockd.test", "archived");
        alice.sends("<message type='chat' to='bob@wockd.test'><body>not archived</body>"
                + "<no-permanent-store xmlns='urn:xmpp:hints'/></message>");
        says(alice, "bob@wockd.test", "archived, too");
    }

    @Test
    void aClientThatHasReadItsArchiveIsSentTheRestOnly() {
        whileBobIsAway();
        Client lap = bobIsBack();
        assertThat(bodies(asks(lap, ""))).containsExactly("archived", "archived, too");

        lap.sends("<presence/>");

        assertThat(bodies(lap.sees())).containsExactly("not archived");
        assertThat(stage.stores.mailbox().waiting(Jid.parse("bob@wockd.test"))).isZero();
    }

    @Test
    void aClientThatHasReadAPartOfItsArchiveIsSentWhatIsNewer() {
        whileBobIsAway();
        Client lap = bobIsBack();
        assertThat(bodies(asks(lap, page("<max>1</max>")))).containsExactly("archived");

        lap.sends("<presence/>");

        assertThat(bodies(lap.sees())).containsExactly("not archived", "archived, too");
    }

    @Test
    void aClientThatHasOnlySearchedIsSentAll() {
        whileBobIsAway();
        Client lap = bobIsBack();
        asks(lap, page("<max>0</max>"));
        asks(lap, form(field("with", "alice@wockd.test")));

        lap.sends("<presence/>");

        assertThat(bodies(lap.sees())).containsExactly("archived", "not archived", "archived, too");
    }

    @Test
    void whatComesAfterTheArchiveWasReadIsSent() {
        says(alice, "bob@wockd.test", "one");
        Client lap = stage.available("bob@wockd.test/lap");
        asks(lap, "");
        lap.sends("<presence><priority>-1</priority></presence>");
        bob.leaves();
        lap.sees();
        says(alice, "bob@wockd.test", "two");

        lap.sends("<presence/>");

        assertThat(bodies(lap.sees())).containsExactly("two");
    }
}
