package org.wockd.core.xep;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Alice keeps what she likes at her account; Bob and others look at what they may see. */
class Xep0060PublishSubscribeTest {
    private static final String PUBSUB = "http://jabber.org/protocol/pubsub";
    private static final String INFO = "http://jabber.org/protocol/disco#info";
    private static final String ITEMS = "http://jabber.org/protocol/disco#items";

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

    private static String asks(Client client, String type, String content) {
        String to = "alice".equals(client.jid().local()) ? "" : " to='alice@wockd.test'";
        client.sends("<iq type='" + type + "' id='q'" + to + ">" + content + "</iq>");
        return client.sees().stream()
                .filter(xml -> xml.contains(" id='q'"))
                .findFirst()
                .orElseThrow();
    }

    private static String sets(Client client, String content) {
        return asks(client, "set", "<pubsub xmlns='" + PUBSUB + "'>" + content + "</pubsub>");
    }

    private static String gets(Client client, String content) {
        return asks(client, "get", "<pubsub xmlns='" + PUBSUB + "'>" + content + "</pubsub>");
    }

    private static String owns(Client client, String type, String content) {
        return asks(client, type, "<pubsub xmlns='" + PUBSUB + "#owner'>" + content + "</pubsub>");
    }

    private static String publish(String node, String id) {
        return "<publish node='" + node + "'><item id='" + id + "'><like xmlns='urn:example'>" + id
                + "</like></item></publish>";
    }

    private static String form(String type, String... fields) {
        StringBuilder form = new StringBuilder("<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'"
                + " type='hidden'><value>" + PUBSUB + "#" + type + "</value></field>");
        for (int i = 0; i < fields.length; i += 2) {
            form.append("<field var='pubsub#")
                    .append(fields[i])
                    .append("'><value>")
                    .append(fields[i + 1])
                    .append("</value></field>");
        }
        return form.append("</x>").toString();
    }

    private static String options(String... fields) {
        return "<publish-options>" + form("publish-options", fields) + "</publish-options>";
    }

    private static String configure(String node, String... fields) {
        return "<configure node='" + node + "'>" + form("node_config", fields) + "</configure>";
    }

    private static void succeeds(String answer) {
        assertThat(answer).contains("type='result'");
    }

    private static void isRefused(String answer, String type, String condition, String own) {
        assertThat(answer)
                .contains(
                        "<error type='" + type + "'><" + condition + " ", "<" + own + " xmlns='" + PUBSUB + "#errors'");
    }

    // ---- items ---------------------------------------------------------------------------------------------------

    @Test
    void aPublicationMakesTheNodeAndTellsTheId() {
        assertThat(sets(alice, publish("likes", "tea")))
                .isEqualTo("<iq type='result' id='q' to='alice@wockd.test/phone'><pubsub xmlns='" + PUBSUB
                        + "'><publish node='likes'><item id='tea'/></publish></pubsub></iq>");
        assertThat(gets(alice, "<items node='likes'/>"))
                .contains("<items node='likes'><item id='tea'><like xmlns='urn:example'>tea</like></item></items>");
    }

    @Test
    void anItemWithoutAnIdIsGivenOne() {
        String answer = sets(alice, publish("likes", "tea").replace(" id='tea'", ""));
        String id = answer.replaceAll(".*<item id='([^']+)'.*", "$1");
        assertThat(gets(alice, "<items node='likes'><item id='" + id + "'/></items>"))
                .contains("<item id='" + id + "'><like");
    }

    @Test
    void aNodeKeepsOneItemUnlessItSaysOtherwise() {
        sets(alice, publish("likes", "tea"));
        sets(alice, publish("likes", "milk"));
        assertThat(gets(alice, "<items node='likes'/>")).contains("milk").doesNotContain("tea");
    }

    private void threeThings() {
        sets(alice, publish("likes", "tea") + options("max_items", "max"));
        sets(alice, publish("likes", "milk"));
        sets(alice, publish("likes", "rain"));
    }

    private static String ids(String answer) {
        return String.join(
                " ",
                Pattern.compile("<item id='([^']*)'")
                        .matcher(answer)
                        .results()
                        .map(found -> found.group(1))
                        .toList());
    }

    private static String set(String inside) {
        return "<items node='likes'/><set xmlns='http://jabber.org/protocol/rsm'>" + inside + "</set>";
    }

    @Test
    void theNewestAreAskedFor() {
        threeThings();
        assertThat(ids(gets(alice, "<items node='likes' max_items='2'/>"))).isEqualTo("milk rain");
        assertThat(gets(alice, "<items node='likes' max_items='none'/>")).contains("<bad-request ");
    }

    @Test
    void itemsArePaged() {
        threeThings();
        String first = gets(alice, set("<max>2</max>"));
        assertThat(ids(first)).isEqualTo("tea milk");
        assertThat(first)
                .contains("<set xmlns='http://jabber.org/protocol/rsm'><first index='0'>tea</first><last>milk</last>"
                        + "<count>3</count></set>");
        String second = gets(alice, set("<max>2</max><after>milk</after>"));
        assertThat(ids(second)).isEqualTo("rain");
        assertThat(second).contains("<first index='2'>rain</first>");
        assertThat(ids(gets(alice, set("<max>1</max><before/>")))).isEqualTo("rain");
        assertThat(ids(gets(alice, set("<max>1</max><before>milk</before>")))).isEqualTo("tea");
        assertThat(gets(alice, set("<max>0</max>")))
                .contains("<count>3</count>")
                .doesNotContain("<first");
        assertThat(gets(alice, set("<after>beer</after>"))).contains("<item-not-found ");
    }

    @Test
    void whatIsNotThereIsAnEmptyListAndANodeThatIsNotThereIsNone() {
        threeThings();
        assertThat(gets(alice, "<items node='likes'><item id='beer'/></items>")).contains("<items node='likes'/>");
        assertThat(gets(alice, "<items node='hates'/>")).contains("<item-not-found ");
        assertThat(gets(bob, "<items node='hates'/>")).contains("<item-not-found ");
    }

    @Test
    void anItemIsRetractedAndTheDevicesAreTold() {
        threeThings();
        Interested.comes(alice, "likes");
        alice.sends("<iq type='set' id='q'><pubsub xmlns='" + PUBSUB
                + "'><retract node='likes'><item id='milk'/></retract></pubsub></iq>");
        assertThat(alice.sees())
                .anyMatch(xml -> xml.contains("<items node='likes'><retract id='milk'/></items>"))
                .anyMatch(xml -> xml.contains("type='result'"));
        assertThat(ids(gets(alice, "<items node='likes'/>"))).isEqualTo("tea rain");
        assertThat(sets(alice, "<retract node='likes'><item id='milk'/></retract>"))
                .contains("<item-not-found ");
        isRefused(sets(alice, "<retract node='likes'/>"), "modify", "bad-request", "item-required");
    }

    @Test
    void aNodeIsPurgedAndDeletedAndTheDevicesAreTold() {
        threeThings();
        Interested.comes(alice, "likes");
        alice.sends("<iq type='set' id='q'><pubsub xmlns='" + PUBSUB + "#owner'><purge node='likes'/></pubsub></iq>");
        assertThat(alice.sees()).anyMatch(xml -> xml.contains("#event'><purge node='likes'/></event>"));
        assertThat(gets(alice, "<items node='likes'/>")).contains("<items node='likes'/>");
        alice.sends("<iq type='set' id='q'><pubsub xmlns='" + PUBSUB + "#owner'><delete node='likes'/></pubsub></iq>");
        assertThat(alice.sees()).anyMatch(xml -> xml.contains("#event'><delete node='likes'/></event>"));
        assertThat(owns(alice, "set", "<delete node='likes'/>")).contains("<item-not-found ");
        assertThat(owns(alice, "set", "<purge node='likes'/>")).contains("<item-not-found ");
    }

    @Test
    void badPublicationsAreRefused() {
        isRefused(sets(alice, "<publish node='likes'/>"), "modify", "bad-request", "item-required");
        isRefused(sets(alice, "<publish node='likes'><item/></publish>"), "modify", "bad-request", "payload-required");
        isRefused(
                sets(alice, "<publish node='likes'><item><a xmlns='a'/><b xmlns='b'/></item></publish>"),
                "modify",
                "bad-request",
                "invalid-payload");
        isRefused(
                sets(alice, "<publish><item><a xmlns='a'/></item></publish>"),
                "modify",
                "bad-request",
                "nodeid-required");
        assertThat(gets(alice, publish("likes", "tea"))).contains("<bad-request ");
        assertThat(sets(alice, "")).contains("<bad-request ");
        assertThat(sets(alice, "<juggle/>")).contains("<bad-request ");
        assertThat(gets(alice, "<options node='likes' jid='alice@wockd.test'/>"))
                .contains("<feature-not-implemented ", "feature='subscription-options'");
    }

    @Test
    void onlyTheOwnerPublishes() {
        sets(alice, publish("likes", "tea") + options("access_model", "open"));
        assertThat(sets(bob, publish("likes", "beer"))).contains("<forbidden ");
        assertThat(sets(bob, "<retract node='likes'><item id='tea'/></retract>"))
                .contains("<forbidden ");
        assertThat(sets(bob, "<create node='mine'/>")).contains("<forbidden ");
        assertThat(owns(bob, "set", "<delete node='likes'/>")).contains("<forbidden ");
        assertThat(owns(bob, "get", "<configure node='likes'/>")).contains("<forbidden ");
        assertThat(ids(gets(bob, "<items node='likes'/>"))).isEqualTo("tea");
    }

    // ---- publish-options -----------------------------------------------------------------------------------------

    @Test
    void optionsMakeANodeAndMustBeMetLater() {
        succeeds(sets(alice, publish("likes", "tea") + options("access_model", "whitelist", "persist_items", "true")));
        isRefused(gets(bob, "<items node='likes'/>"), "cancel", "not-allowed", "closed-node");
        // The same, said in another way, and a part of it.
        succeeds(sets(alice, publish("likes", "tea") + options("persist_items", "1")));
        isRefused(
                sets(alice, publish("likes", "beer") + options("access_model", "open")),
                "cancel",
                "conflict",
                "precondition-not-met");
        assertThat(ids(gets(alice, "<items node='likes'/>"))).isEqualTo("tea");
        succeeds(sets(alice, publish("likes", "milk")));
    }

    @ParameterizedTest
    @CsvSource({"access_model,authorize", "max_items,4", "max_items,0", "persist_items,perhaps", "colour,red"})
    void optionsThatCannotBeMetMakeNothing(String option, String value) {
        isRefused(
                sets(alice, publish("likes", "tea") + options(option, value)),
                "cancel",
                "conflict",
                "precondition-not-met");
        assertThat(gets(alice, "<items node='likes'/>")).contains("<item-not-found ");
    }

    // ---- nodes ---------------------------------------------------------------------------------------------------

    @Test
    void aNodeIsMadeConfiguredAndShown() {
        assertThat(sets(alice, "<create node='likes'/>"))
                .isEqualTo("<iq type='result' id='q' to='alice@wockd.test/phone'/>");
        assertThat(sets(alice, "<create node='likes'/>")).contains("<error type='cancel'><conflict ");
        String form = owns(alice, "get", "<configure node='likes'/>");
        assertThat(form)
                .contains(
                        "<configure node='likes'><x xmlns='jabber:x:data' type='form'>",
                        "<value>" + PUBSUB + "#node_config</value>")
                .containsPattern("var='pubsub#access_model'[^/]*label='[^']*'><value>presence</value>")
                .containsPattern("var='pubsub#max_items'[^/]*><value>1</value>");
        succeeds(owns(alice, "set", configure("likes", "title", "Likes", "max_items", "2", "access_model", "open")));
        assertThat(owns(alice, "get", "<configure node='likes'/>"))
                .containsPattern("var='pubsub#access_model'[^/]*><value>open</value>")
                .containsPattern("var='pubsub#max_items'[^/]*><value>2</value>")
                .containsPattern("var='pubsub#persist_items'[^/]*><value>1</value>");
        assertThat(owns(alice, "get", "<default/>")).contains("<default><x xmlns='jabber:x:data' type='form'>");
        assertThat(owns(alice, "get", "<configure node='hates'/>")).contains("<item-not-found ");
        assertThat(owns(alice, "set", configure("hates", "title", "x"))).contains("<item-not-found ");
    }

    @ParameterizedTest
    @CsvSource({"access_model,authorize", "max_items,many", "max_items,4", "send_last_published_item,often"})
    void aBadConfigurationIsRefusedAndChangesNothing(String option, String value) {
        sets(alice, "<create node='likes'/>");
        String before = owns(alice, "get", "<configure node='likes'/>");
        assertThat(owns(alice, "set", configure("likes", option, value)))
                .contains("<error type='modify'><not-acceptable ", "pubsub#" + option);
        assertThat(owns(alice, "get", "<configure node='likes'/>")).isEqualTo(before);
    }

    @Test
    void whoKeepsFewerItemsLosesTheOldest() {
        threeThings();
        succeeds(owns(alice, "set", configure("likes", "max_items", "1")));
        assertThat(ids(gets(alice, "<items node='likes'/>"))).isEqualTo("rain");
    }

    @Test
    void aNodeWithoutANameIsGivenOne() {
        String node = sets(alice, "<create/>").replaceAll(".*<create node='([^']+)'.*", "$1");
        succeeds(owns(alice, "get", "<configure node='" + node + "'/>"));
    }

    @Test
    void aNodeIsMadeAndConfiguredAtOnce() {
        succeeds(sets(
                alice,
                "<create node='likes'/><configure>" + form("node_config", "access_model", "open") + "</configure>"));
        succeeds(gets(bob, "<items node='likes'/>"));
        assertThat(sets(
                        alice,
                        "<create node='hates'/><configure>" + form("node_config", "access_model", "x")
                                + "</configure>"))
                .contains("<not-acceptable ");
        assertThat(gets(alice, "<items node='hates'/>")).contains("<item-not-found ");
    }

    @Test
    void aNodeThatKeepsNothingOnlyTells() {
        Interested.comes(alice, "likes");
        alice.sends("<iq type='set' id='q'><pubsub xmlns='" + PUBSUB + "'>" + publish("likes", "tea")
                + options("persist_items", "0") + "</pubsub></iq>");
        assertThat(alice.sees()).anyMatch(xml -> xml.contains("<item id='tea'><like"));
        assertThat(gets(alice, "<items node='likes'/>")).contains("<items node='likes'/>");
    }

    @Test
    void aNodeMayTellThatThereIsSomethingWithoutTellingWhat() {
        sets(alice, publish("likes", "tea") + options("deliver_payloads", "false"));
        assertThat(Interested.comes(alice, "likes"))
                .singleElement()
                .asString()
                .contains("<items node='likes'><item id='tea'/></items>");
    }

    @Test
    void aNodeMayTellThatItIsConfigured() {
        sets(alice, publish("likes", "tea") + options("notify_config", "1"));
        Interested.comes(alice, "likes");
        alice.sends("<iq type='set' id='q'><pubsub xmlns='" + PUBSUB + "#owner'>" + configure("likes", "title", "Likes")
                + "</pubsub></iq>");
        assertThat(alice.sees())
                .anyMatch(xml ->
                        xml.contains("#event'><configuration node='likes'><x xmlns='jabber:x:data' type='result'>")
                                && xml.contains("<value>Likes</value>"));
    }

    // ---- who may see what ----------------------------------------------------------------------------------------

    @Test
    void contactsInAGroupMaySeeWhatIsForTheGroup() {
        sets(alice, publish("likes", "tea") + options("access_model", "roster", "roster_groups_allowed", "Friends"));
        isRefused(gets(bob, "<items node='likes'/>"), "auth", "not-authorized", "not-in-roster-group");
        Friends.make(alice, bob);
        isRefused(gets(bob, "<items node='likes'/>"), "auth", "not-authorized", "not-in-roster-group");
        alice.sends("<iq type='set' id='r'><query xmlns='jabber:iq:roster'><item jid='bob@wockd.test'>"
                + "<group>Friends</group></item></query></iq>");
        assertThat(ids(gets(bob, "<items node='likes'/>"))).isEqualTo("tea");
    }

    @Test
    void discoveryShowsWhatTheAskerMaySee() {
        sets(alice, publish("likes", "tea") + options("access_model", "open", "title", "Likes"));
        sets(alice, publish("moods", "happy"));
        sets(alice, publish("secrets", "none") + options("access_model", "whitelist"));

        String nodes = "<query xmlns='" + ITEMS + "'/>";
        assertThat(asks(alice, "get", nodes)).contains("node='likes' name='Likes'", "node='moods'", "node='secrets'");
        assertThat(asks(bob, "get", nodes)).contains("node='likes'").doesNotContain("moods", "secrets", "phone");
        Friends.make(alice, bob);
        assertThat(asks(bob, "get", nodes))
                .contains("node='likes'", "node='moods'", "/phone")
                .doesNotContain("secrets");

        assertThat(asks(bob, "get", "<query xmlns='" + INFO + "' node='likes'/>"))
                .contains(
                        "<query xmlns='" + INFO + "' node='likes'><identity category='pubsub' type='leaf'/>",
                        "<value>" + PUBSUB + "#meta-data</value>",
                        "<value>Likes</value>",
                        "<value>2027-01-02T03:04:05Z</value>",
                        "<value>alice@wockd.test</value>");
        assertThat(asks(bob, "get", "<query xmlns='" + ITEMS + "' node='likes'/>"))
                .contains("<item jid='alice@wockd.test' name='tea'/>");
        assertThat(asks(bob, "get", "<query xmlns='" + INFO + "' node='secrets'/>"))
                .contains("<item-not-found ");
        assertThat(asks(bob, "get", "<query xmlns='" + ITEMS + "' node='secrets'/>"))
                .contains("<item-not-found ");
    }

    // ---- subscriptions -------------------------------------------------------------------------------------------

    @Test
    void aStrangerSubscribesToWhatIsOpen() {
        sets(alice, publish("likes", "tea") + options("access_model", "open"));
        bob.sends("<iq type='set' id='q' to='alice@wockd.test'><pubsub xmlns='" + PUBSUB
                + "'><subscribe node='likes' jid='bob@wockd.test'/></pubsub></iq>");
        assertThat(bob.sees())
                .anyMatch(xml ->
                        xml.contains("<subscription node='likes' jid='bob@wockd.test' subscription='subscribed'/>"))
                .anyMatch(xml -> xml.contains("type='headline'") && xml.contains(">tea</like>"));

        sets(alice, publish("likes", "milk"));
        assertThat(bob.sees()).singleElement().asString().contains(">milk</like>");
        assertThat(gets(bob, "<subscriptions/>")).contains("<subscription node='likes' jid='bob@wockd.test'");
        assertThat(owns(alice, "get", "<subscriptions node='likes'/>"))
                .contains("<subscription jid='bob@wockd.test' subscription='subscribed'/>");

        succeeds(sets(bob, "<unsubscribe node='likes' jid='bob@wockd.test'/>"));
        isRefused(
                sets(bob, "<unsubscribe node='likes' jid='bob@wockd.test'/>"),
                "wait",
                "unexpected-request",
                "not-subscribed");
        sets(alice, publish("likes", "rain"));
        assertThat(bob.sees()).isEmpty();
        assertThat(gets(bob, "<subscriptions/>")).contains("<subscriptions/>");
    }

    @Test
    void whatIsClosedLaterIsToldNoMore() {
        sets(alice, publish("likes", "tea") + options("access_model", "open"));
        sets(bob, "<subscribe node='likes' jid='bob@wockd.test'/>");
        bob.sees();
        owns(alice, "set", configure("likes", "access_model", "presence"));
        sets(alice, publish("likes", "milk"));
        assertThat(bob.sees()).isEmpty();
    }

    @Test
    void nobodySubscribesForOthersOrToWhatIsNotForThem() {
        sets(alice, publish("likes", "tea") + options("access_model", "open"));
        sets(alice, publish("moods", "happy"));
        isRefused(
                sets(bob, "<subscribe node='likes' jid='alice@wockd.test'/>"), "modify", "bad-request", "invalid-jid");
        isRefused(
                sets(bob, "<subscribe node='moods' jid='bob@wockd.test'/>"),
                "auth",
                "not-authorized",
                "presence-subscription-required");
        assertThat(sets(bob, "<subscribe node='nowhere' jid='bob@wockd.test'/>"))
                .contains("<item-not-found ");
    }

    @Test
    void affiliationsAreTold() {
        sets(alice, publish("likes", "tea") + options("access_model", "open"));
        assertThat(gets(alice, "<affiliations/>")).contains("<affiliation node='likes' affiliation='owner'/>");
        assertThat(gets(bob, "<affiliations/>")).contains("<affiliations/>");
        assertThat(owns(alice, "get", "<affiliations node='likes'/>"))
                .contains("<affiliation jid='alice@wockd.test' affiliation='owner'/>");
        assertThat(owns(alice, "set", "<affiliations node='likes'/>"))
                .contains("<feature-not-implemented ", "feature='modify-affiliations'");
    }

    // ---- limits --------------------------------------------------------------------------------------------------

    @Test
    void whatIsTooMuchIsRefusedWithTheLimit() {
        isRefused(sets(alice, publish("likes", "x".repeat(200))), "modify", "not-acceptable", "payload-too-big");
        for (String node : new String[] {"1", "2", "3", "4"}) {
            succeeds(sets(alice, publish(node, "x")));
        }
        String full = sets(alice, publish("5", "x"));
        isRefused(full, "modify", "policy-violation", "max-nodes-exceeded");
        assertThat(full).contains("4 nodes");
        owns(alice, "set", configure("1", "max_items", "max", "access_model", "open"));
        for (int i = 0; i < 3; i++) {
            succeeds(sets(alice, publish("1", i + "y".repeat(100))));
        }
        assertThat(sets(alice, publish("2", "y".repeat(120))))
                .contains("<error type='wait'><resource-constraint ", "1000 octets");
        succeeds(sets(bob, "<subscribe node='1' jid='bob@wockd.test'/>"));
        isRefused(
                sets(bob, "<subscribe node='1' jid='bob@wockd.test/desk'/>"),
                "modify",
                "policy-violation",
                "too-many-subscriptions");
        assertThat(sets(alice, publish("n".repeat(1_024), "x"))).contains("<not-acceptable ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"wockd.test", "alice@wockd.test/phone"})
    void onlyAccountsAreServices(String to) {
        bob.sends("<iq type='get' id='q' to='" + to + "'><pubsub xmlns='" + PUBSUB
                + "'><items node='likes'/></pubsub></iq>");
        assertThat(bob.sees()).noneMatch(xml -> xml.contains("type='result'"));
    }
}
