package org.wockd.core.xep;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wockd.protocol.jid.Jid;

/** Alice tells her moods from her phone; her laptop and her friend Bob want to know them. */
class Xep0163PersonalEventingTest {
    private static final String MOOD = "http://jabber.org/protocol/mood";
    private static final String TUNE = "http://jabber.org/protocol/tune";
    private static final String PUBSUB = "http://jabber.org/protocol/pubsub";

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
        phone.sees();
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private static void says(Client client, String mood) {
        publishes(client, MOOD, "now", "<mood xmlns='" + MOOD + "'><" + mood + "/></mood>", "");
    }

    private static String publishes(Client client, String node, String id, String payload, String options) {
        client.sends("<iq type='set' id='p'><pubsub xmlns='" + PUBSUB + "'><publish node='" + node + "'><item id='" + id
                + "'>" + payload + "</item></publish>" + options + "</pubsub></iq>");
        return client.sees().getLast();
    }

    private static String event(String to, String mood) {
        return "<message type='headline' from='alice@wockd.test' to='" + to + "'><event xmlns='" + PUBSUB
                + "#event'><items node='" + MOOD + "'><item id='now'><mood xmlns='" + MOOD + "'><" + mood
                + "/></mood></item></items></event></message>";
    }

    private static List<String> withoutIds(List<String> seen) {
        return seen.stream()
                .map(xml -> xml.replaceFirst(" id='[0-9a-f]{32}'", ""))
                .toList();
    }

    private static String options(String access) {
        return "<publish-options><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' type='hidden'><value>"
                + PUBSUB + "#publish-options</value></field><field var='pubsub#access_model'><value>" + access
                + "</value></field></x></publish-options>";
    }

    @Test
    void anAccountSaysThatItIsAService() {
        phone.sends("<iq type='get' id='d' to='alice@wockd.test'><query xmlns='http://jabber.org/protocol/disco#info'/>"
                + "</iq>");
        assertThat(phone.sees().getLast())
                .contains(
                        "<identity category='account' type='registered'/>",
                        "<identity category='pubsub' type='pep'/>",
                        "<feature var='" + PUBSUB + "'/>",
                        "<feature var='" + PUBSUB + "#publish-options'/>",
                        "<feature var='" + PUBSUB + "#auto-create'/>",
                        "<feature var='" + PUBSUB + "#filtered-notifications'/>");
    }

    @Test
    void theOtherDeviceIsTold() {
        Interested.comes(laptop, MOOD);
        says(phone, "happy");
        assertThat(withoutIds(laptop.sees())).containsExactly(event("alice@wockd.test/laptop", "happy"));
        assertThat(phone.sees()).isEmpty();
    }

    @Test
    void whoIsNotInterestedIsNotTold() {
        Interested.comes(laptop, TUNE);
        says(phone, "happy");
        assertThat(laptop.sees()).isEmpty();
    }

    @Test
    void aDeviceThatIsNotAvailableIsNotTold() {
        Interested.comes(laptop, MOOD);
        laptop.sends("<presence type='unavailable'/>");
        laptop.sees();
        says(phone, "happy");
        assertThat(laptop.sees()).isEmpty();
    }

    @Test
    void aFriendIsTold() {
        Friends.make(phone, bob);
        Interested.comes(bob, MOOD);
        says(phone, "happy");
        assertThat(withoutIds(bob.sees())).containsExactly(event("bob@wockd.test/desk", "happy"));
    }

    @Test
    void whoBecomesAFriendIsToldTheLast() {
        says(phone, "happy");
        assertThat(Interested.comes(bob, MOOD)).isEmpty();
        bob.sends("<presence type='subscribe' to='alice@wockd.test'/>");
        phone.sends("<presence type='subscribed' to='bob@wockd.test'/>");
        assertThat(bob.sees()).filteredOn(xml -> xml.contains("<happy/>")).hasSize(1);
    }

    @Test
    void aStrangerIsNotToldAndMayNotLook() {
        Interested.comes(bob, MOOD);
        says(phone, "happy");
        assertThat(bob.sees()).isEmpty();
        bob.sends("<iq type='get' id='g' to='alice@wockd.test'><pubsub xmlns='" + PUBSUB + "'><items node='" + MOOD
                + "'/></pubsub></iq>");
        assertThat(bob.sees().getLast())
                .contains("<error type='auth'>", "<not-authorized ", "<presence-subscription-required ");
    }

    @Test
    void whoIsNoFriendAnyMoreIsNotTold() {
        Friends.make(phone, bob);
        Interested.comes(bob, MOOD);
        phone.sends("<presence type='unsubscribed' to='bob@wockd.test'/>");
        bob.sees();
        says(phone, "happy");
        assertThat(bob.sees()).isEmpty();
    }

    @Test
    void whatIsForTheOwnDevicesStaysThere() {
        Friends.make(phone, bob);
        Interested.comes(bob, "secret");
        Interested.comes(laptop, "secret");
        publishes(phone, "secret", "1", "<s xmlns='secret'/>", options("whitelist"));
        assertThat(bob.sees()).noneMatch(xml -> xml.contains("secret"));
        assertThat(laptop.sees()).anyMatch(xml -> xml.contains("<s xmlns='secret'/>"));
        bob.sends("<iq type='get' id='g' to='alice@wockd.test'><pubsub xmlns='" + PUBSUB
                + "'><items node='secret'/></pubsub></iq>");
        assertThat(bob.sees().getLast()).contains("<not-allowed ", "<closed-node ");
        // A device of Bob that comes later is not told either.
        assertThat(Interested.comes(stage.login("bob@wockd.test/pad"), "secret"))
                .noneMatch(xml -> xml.contains("secret'/>"));
    }

    @Test
    void whoComesLaterIsToldTheLast() {
        Friends.make(phone, bob);
        says(phone, "sad");
        says(phone, "happy");
        stage.waits(Duration.ofHours(1));

        List<String> own = Interested.comes(laptop, MOOD);
        List<String> friend = Interested.comes(bob, MOOD);

        String delay = "<delay xmlns='urn:xmpp:delay' from='alice@wockd.test' stamp='2027-01-02T03:04:05Z'/></message>";
        assertThat(withoutIds(own))
                .containsExactly(event("alice@wockd.test/laptop", "happy").replace("</message>", delay));
        assertThat(withoutIds(friend))
                .containsExactly(event("bob@wockd.test/desk", "happy").replace("</message>", delay));
    }

    @Test
    void aNodeMaySayThatTheLastIsNotSent() {
        publishes(
                phone,
                MOOD,
                "now",
                "<mood xmlns='" + MOOD + "'/>",
                options("presence")
                        .replace("access_model", "send_last_published_item")
                        .replace("presence", "never"));
        assertThat(Interested.comes(laptop, MOOD)).isEmpty();
    }

    @Test
    void aHashIsAskedAboutOnce() {
        Interested.comes(laptop, MOOD);
        Client pad = stage.login("alice@wockd.test/pad");
        pad.sends("<presence>" + Interested.caps(MOOD) + "</presence>");
        assertThat(pad.sees()).noneMatch(xml -> xml.contains("disco#info"));
        says(phone, "happy");
        assertThat(withoutIds(pad.sees())).containsExactly(event("alice@wockd.test/pad", "happy"));
    }

    @Test
    void whatIsPublishedBeforeTheAnswerComesWithIt() {
        laptop.sends("<presence>" + Interested.caps(MOOD) + "</presence>");
        says(phone, "sad");
        says(phone, "happy");
        List<String> seen = withoutIds(Interested.answers(laptop, MOOD));
        assertThat(seen).endsWith(event("alice@wockd.test/laptop", "sad"), event("alice@wockd.test/laptop", "happy"));
    }

    @Test
    void aHashThatIsNoneIsBelievedOfNobodyElse() {
        // The laptop claims to be interested in the moods with the hash of somebody who is not.
        laptop.sends("<presence>" + Interested.caps(TUNE) + "</presence>");
        Interested.answers(laptop, MOOD);
        Client pad = stage.login("alice@wockd.test/pad");
        pad.sends("<presence>" + Interested.caps(TUNE) + "</presence>");
        Interested.answers(pad, TUNE);

        says(phone, "happy");

        assertThat(pad.sees()).isEmpty();
    }

    @Test
    void aClientWithoutAHashItsServerKnowsIsAskedItself() {
        laptop.sends("<presence>" + Interested.caps(MOOD).replace("sha-1", "sha-9") + "</presence>");
        Interested.answers(laptop, MOOD);
        says(phone, "happy");
        assertThat(withoutIds(laptop.sees())).containsExactly(event("alice@wockd.test/laptop", "happy"));
    }

    @Test
    void whoDoesNotAnswerHoldsUpNobody() {
        laptop.sends("<presence>" + Interested.caps(MOOD) + "</presence>");
        String question = laptop.sees().stream()
                .filter(xml -> xml.contains("disco#info"))
                .findFirst()
                .orElseThrow();
        Client pad = stage.login("alice@wockd.test/pad");
        pad.sends("<presence>" + Interested.caps(MOOD) + "</presence>");
        says(phone, "happy");
        laptop.sends("<iq type='error' id='" + question.replaceAll(".* id='([^']*)'.*", "$1")
                + "' to='alice@wockd.test'><error type='cancel'><service-unavailable"
                + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");
        assertThat(withoutIds(Interested.answers(pad, MOOD))).contains(event("alice@wockd.test/pad", "happy"));
    }

    @Test
    void whoBecomesInterestedIsToldTheLast() {
        says(phone, "happy");
        publishes(phone, TUNE, "now", "<tune xmlns='" + TUNE + "'/>", "");
        assertThat(Interested.comes(laptop, TUNE)).hasSize(1);

        List<String> seen = Interested.comes(laptop, TUNE, MOOD);

        assertThat(seen).singleElement().asString().contains("<happy/>");
        assertThat(Interested.comes(laptop, TUNE, MOOD)).isEmpty();
    }

    // ---- other servers -------------------------------------------------------------------------------------------

    private Stage.RelayPlayer friendElsewhere() {
        Stage.RelayPlayer elsewhere = stage.relay("far.test");
        phone.sends("<presence type='subscribe' to='carol@far.test'/>");
        elsewhere.sends("<presence type='subscribed' from='carol@far.test' to='alice@wockd.test'/>");
        elsewhere.sends("<presence type='subscribe' from='carol@far.test' to='alice@wockd.test'/>");
        phone.sends("<presence type='subscribed' to='carol@far.test'/>");
        elsewhere.sees();
        phone.sees();
        return elsewhere;
    }

    private static void comes(Stage.RelayPlayer elsewhere, String jid, String... nodes) {
        elsewhere.sends("<presence from='" + jid + "' to='alice@wockd.test'>" + Interested.caps(nodes) + "</presence>");
        for (String xml : elsewhere.sees()) {
            assertThat(xml).contains("disco#info").contains("to='" + jid + "'").contains("from='alice@wockd.test'");
            elsewhere.sends("<iq type='result' from='" + jid + "' to='alice@wockd.test' id='"
                    + xml.replaceAll(".* id='([^']*)'.*", "$1") + "'>"
                    + Interested.info(nodes).toNode() + "</iq>");
        }
    }

    @Test
    void aFriendElsewhereIsToldWhileSheIsThere() {
        Stage.RelayPlayer elsewhere = friendElsewhere();
        says(phone, "sad");
        comes(elsewhere, "carol@far.test/garden", MOOD);
        assertThat(elsewhere.sees()).singleElement().asString().contains("<sad/>", "to='carol@far.test/garden'");

        says(phone, "happy");
        assertThat(withoutIds(elsewhere.sees())).containsExactly(event("carol@far.test/garden", "happy"));

        elsewhere.sends("<presence type='unavailable' from='carol@far.test/garden' to='alice@wockd.test'/>");
        says(phone, "calm");
        assertThat(elsewhere.sees()).isEmpty();
    }

    @Test
    void aStrangerElsewhereIsNotEvenAsked() {
        Stage.RelayPlayer elsewhere = friendElsewhere();
        elsewhere.sends(
                "<presence from='dave@far.test/x' to='alice@wockd.test'>" + Interested.caps(MOOD) + "</presence>");
        says(phone, "happy");
        assertThat(elsewhere.sees()).isEmpty();
    }

    @Test
    void whatIsToldIsNotKept() {
        Stage.RelayPlayer elsewhere = friendElsewhere();
        comes(elsewhere, "carol@far.test/garden", MOOD);
        Interested.comes(laptop, MOOD);
        says(phone, "happy");
        assertThat(stage.stores.mailbox().waiting(Jid.parse("alice@wockd.test")))
                .isZero();
        assertThat(stage.stores.archive().extent(Jid.parse("alice@wockd.test"))).isNull();
    }
}
