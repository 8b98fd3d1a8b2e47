package org.wockd.core.xep;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.Message;

class Xep0160OfflineMessagesTest {
    private static final Jid BOB = Jid.parse("bob@wockd.test");
    private static final String DELAY =
            "<delay xmlns='urn:xmpp:delay' from='wockd.test' stamp='2027-01-02T03:04:05Z'/>";

    @TempDir
    Path folder;

    private Stage stage;
    private Client alice;

    @BeforeEach
    void open() {
        stage = new Stage(folder);
        alice = stage.available("alice@wockd.test/phone");
        stage.account(BOB);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private void aliceWrites(int first, int last) {
        IntStream.rangeClosed(first, last)
                .forEach(i -> alice.sends("<message type='chat' to='bob@wockd.test'><body>" + i + "</body></message>"));
    }

    private static List<String> bodies(List<String> seen) {
        return seen.stream()
                .filter(xml -> xml.startsWith("<message"))
                .map(xml -> xml.replaceAll(".*<body>|</body>.*", ""))
                .toList();
    }

    private static List<String> withoutIds(List<String> seen) {
        return seen.stream()
                .map(xml ->
                        xml.replaceAll("<stanza-id xmlns='urn:xmpp:sid:0' by='bob@wockd.test' id='[\\w-]{22}'/>", ""))
                .toList();
    }

    private static List<String> numbers(int first, int last) {
        return IntStream.rangeClosed(first, last).mapToObj(Integer::toString).toList();
    }

    @Test
    void whatWaitedComesFirstInOrderAndOnce() {
        alice.sends("<message type='chat' id='1' to='bob@wockd.test'><body>one</body></message>");
        alice.sends("<message type='chat' id='2' to='bob@wockd.test/gone'><subject>two</subject></message>");
        assertThat(alice.sees()).isEmpty();
        Client bob = stage.login("bob@wockd.test/desk");

        bob.sends("<presence/>");

        assertThat(withoutIds(bob.sees()))
                .containsExactly(
                        "<message type='chat' id='1' from='alice@wockd.test/phone' to='bob@wockd.test'>"
                                + "<body>one</body>" + DELAY + "</message>",
                        "<message type='chat' id='2' from='alice@wockd.test/phone' to='bob@wockd.test/gone'>"
                                + "<subject>two</subject>" + DELAY + "</message>",
                        "<presence from='bob@wockd.test/desk' to='bob@wockd.test'/>");
        assertThat(stage.stores.mailbox().waiting(BOB)).isZero();
        Client other = stage.login("bob@wockd.test/phone");
        other.sends("<presence/>");
        assertThat(bodies(other.sees())).isEmpty();
    }

    @Test
    void aClientThatWantsNoMessagesGetsNoneUntilItWantsThem() {
        aliceWrites(1, 2);
        Client bob = stage.login("bob@wockd.test/desk");

        bob.sends("<presence><priority>-1</priority></presence>");
        assertThat(bodies(bob.sees())).isEmpty();
        aliceWrites(3, 3);

        bob.sends("<presence><priority>0</priority></presence>");
        assertThat(bodies(bob.sees())).containsExactly("1", "2", "3");
    }

    @Test
    void whatTheClientDidNotTakeIsKeptAndGoesToTheNext() {
        aliceWrites(1, 4);
        Client desk = stage.login("bob@wockd.test/desk");
        desk.stalls();
        desk.sends("<presence/>");
        desk.reads(2);
        desk.leaves();
        assertThat(stage.stores.mailbox().waiting(BOB)).isEqualTo(2);

        Client phone = stage.login("bob@wockd.test/phone");
        phone.sends("<presence/>");

        assertThat(bodies(phone.sees())).containsExactly("3", "4");
        assertThat(stage.stores.mailbox().waiting(BOB)).isZero();
    }

    @Test
    void whatIsUnderWayToOneClientIsNotSentToAnother() {
        aliceWrites(1, 3);
        Client desk = stage.login("bob@wockd.test/desk");
        desk.stalls();
        desk.sends("<presence/>");
        Client phone = stage.login("bob@wockd.test/phone");
        phone.sends("<presence/>");
        assertThat(bodies(phone.sees())).isEmpty();

        desk.leaves();

        assertThat(bodies(phone.sees())).containsExactly("1", "2", "3");
    }

    @Test
    void aLongWaitIsSentInOrderAndWaitsUntilTheClientHasIt() {
        aliceWrites(1, 120);
        Client bob = stage.login("bob@wockd.test/desk");
        bob.stalls();

        bob.sends("<presence/>");

        assertThat(bodies(bob.sees())).containsExactlyElementsOf(numbers(1, 120));
        assertThat(stage.stores.mailbox().waiting(BOB)).isEqualTo(120);
        bob.reads(50);
        assertThat(stage.stores.mailbox().waiting(BOB)).isEqualTo(70);
    }

    @Test
    void whatOneOfTwoClientsHasDoesNotWaitForTheOther() {
        Client desk = stage.available("bob@wockd.test/desk");
        Client phone = stage.available("bob@wockd.test/phone");
        phone.stalls();
        aliceWrites(1, 1);
        assertThat(bodies(desk.sees())).containsExactly("1");
        assertThat(bodies(phone.sees())).containsExactly("1");

        phone.leaves();

        assertThat(stage.stores.mailbox().waiting(BOB)).isZero();
        assertThat(bodies(desk.sees())).isEmpty();
    }

    @Test
    void whatNoneOfTwoClientsHasWaitsOnce() {
        Client desk = stage.available("bob@wockd.test/desk");
        Client phone = stage.available("bob@wockd.test/phone");
        desk.stalls();
        phone.stalls();
        aliceWrites(1, 1);

        desk.leaves();
        phone.leaves();

        assertThat(stage.stores.mailbox().waiting(BOB)).isEqualTo(1);
        Client again = stage.login("bob@wockd.test/desk");
        again.sends("<presence/>");
        assertThat(bodies(again.sees())).containsExactly("1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<message type='chat' to='bob@wockd.test'><composing xmlns='http://jabber.org/protocol/chatstates'/></message>",
                "<message type='chat' to='bob@wockd.test'><thread>1</thread></message>",
                "<message to='bob@wockd.test'/>",
                "<message type='headline' to='bob@wockd.test'><body>news</body></message>",
            })
    void whatIsOfNoUseLaterIsNotKept(String message) {
        alice.sends(message);

        assertThat(alice.sees()).isEmpty();
        assertThat(stage.stores.mailbox().waiting(BOB)).isZero();
    }

    @Test
    void nobodyTakesMessagesForAnAccountThatIsNotThere() {
        alice.sends("<message type='chat' id='1' to='nobody@wockd.test'><body>hello?</body></message>");

        assertThat(alice.sees())
                .singleElement()
                .asString()
                .startsWith("<message type='error' id='1' from='nobody@wockd.test' to='alice@wockd.test/phone'>")
                .contains("<service-unavailable ");
    }

    @Test
    void aFullMailboxSaysSoAndLosesNothing() {
        aliceWrites(1, 200);

        alice.sends("<message type='chat' id='1' to='bob@wockd.test'><body>201</body></message>");

        assertThat(alice.sees())
                .singleElement()
                .asString()
                .contains("<error type='wait'><resource-constraint ")
                .contains("200 stanzas wait");
        Client bob = stage.login("bob@wockd.test/desk");
        bob.sends("<presence/>");
        assertThat(bodies(bob.sees())).containsExactlyElementsOf(numbers(1, 200));
    }

    @Test
    void whatARelayRepeatsIsKeptOnce() {
        Stage.RelayPlayer torrent = stage.relay("torrent.wockd.test");
        String finished = "<message type='chat' id='f1' from='torrent.wockd.test' to='bob@wockd.test'>"
                + "<body>finished</body><origin-id xmlns='urn:xmpp:sid:0' id='f1'/></message>";
        torrent.sends(finished);
        torrent.sends(finished);

        Client bob = stage.login("bob@wockd.test/desk");
        bob.sends("<presence/>");
        assertThat(bodies(bob.sees())).containsExactly("finished");

        bob.leaves();
        torrent.sends(finished);
        Client again = stage.login("bob@wockd.test/phone");
        again.sends("<presence/>");
        assertThat(bodies(again.sees())).isEmpty();
    }

    @Test
    void whatARelayRepeatsReachesAnOnlineUserOnce() {
        Stage.RelayPlayer torrent = stage.relay("torrent.wockd.test");
        Client bob = stage.login("bob@wockd.test/desk");
        bob.sends("<presence/>");
        String finished = "<message type='chat' id='f1' from='torrent.wockd.test' to='bob@wockd.test'>"
                + "<body>finished</body><origin-id xmlns='urn:xmpp:sid:0' id='f1'/></message>";
        torrent.sends(finished);
        torrent.sends(finished);

        assertThat(bodies(bob.sees())).containsExactly("finished");
    }

    @Test
    void twoMessagesOfAPersonAreTwoEvenWithOneId() {
        alice.sends("<message type='chat' id='1' to='bob@wockd.test'><body>ha</body></message>");
        alice.sends("<message type='chat' id='1' to='bob@wockd.test'><body>ha</body></message>");

        assertThat(stage.stores.mailbox().waiting(BOB)).isEqualTo(2);
    }

    /** The store cannot tell who wants to subscribe to Bob; his mail does not wait for that. */
    @Test
    void whatElseFailsWhenAClientComesHoldsUpNoMail() {
        aliceWrites(1, 1);
        Client bob = stage.login("bob@wockd.test/desk");
        stage.database.jdbi().useHandle(h -> h.execute("ALTER TABLE subscription_request RENAME TO hidden"));
        bob.sends("<presence id='here'/>");
        stage.database.jdbi().useHandle(h -> h.execute("ALTER TABLE hidden RENAME TO subscription_request"));

        aliceWrites(2, 3);

        List<String> seen = bob.sees();
        assertThat(bodies(seen)).containsExactly("1", "2", "3");
        assertThat(seen).as("all have seen him come").noneMatch(xml -> xml.contains("<error"));
    }

    @Test
    void whatIsRefusedAtOnceReachesNobody() {
        Client bob = stage.available("bob@wockd.test/desk");
        aliceWrites(1, 1);
        assertThat(bodies(bob.sees())).containsExactly("1");

        List<String> refused = new ArrayList<>();
        // While the only connection is taken nothing is written, and the queue gets full.
        stage.database.jdbi().useHandle(h -> {
            h.execute("SELECT 1");
            for (int i = 2; refused.isEmpty(); i++) {
                stage.router.send(Message.chat(alice.jid(), BOB, Integer.toString(i), Integer.toString(i)));
                refused.addAll(alice.sees());
            }
        });
        stage.settles();

        assertThat(refused).singleElement().asString().contains("type='error'", "<resource-constraint ");
        List<String> got = bodies(bob.sees());
        assertThat(got).hasSizeGreaterThan(10).containsExactlyElementsOf(numbers(2, got.size() + 1));
        assertThat(refused.getFirst()).contains("id='" + (got.size() + 2) + "'");
    }

    /** Alice writes the fourth in the moment in which the core hands out the second. */
    @Test
    void whatComesWhileABacklogIsHandedOutComesAfterIt() {
        aliceWrites(1, 3);
        Client bob = stage.login("bob@wockd.test/desk");
        Client tablet = stage.login("bob@wockd.test/tablet");
        tablet.sends("<iq type='set' id='c'><enable xmlns='urn:xmpp:carbons:2'/></iq>");
        tablet.sees();
        bob.when("<body>2</body>", () -> aliceWrites(4, 4));

        bob.sends("<presence/>");
        aliceWrites(5, 5);

        assertThat(bodies(bob.sees())).containsExactly("1", "2", "3", "4", "5");
        assertThat(bodies(tablet.sees())).as("of old ones there are no copies").containsExactly("4", "5");
        assertThat(stage.stores.mailbox().waiting(BOB)).isZero();
    }

    @Test
    void whatARelayRepeatsComesOnceAlsoToAClientThatIsThere() {
        Stage.RelayPlayer torrent = stage.relay("torrent.wockd.test");
        Client bob = stage.available("bob@wockd.test/desk");
        String finished = "<message type='chat' from='%s' to='bob@wockd.test%s'>"
                + "<body>%s</body><origin-id xmlns='urn:xmpp:sid:0' id='f1'/></message>";
        torrent.sends(finished.formatted("torrent.wockd.test", "", "finished"));
        torrent.sends(finished.formatted("torrent.wockd.test", "", "finished"));
        torrent.sends(finished.formatted("torrent.wockd.test", "/desk", "finished"));
        assertThat(bodies(bob.sees())).containsExactly("finished");

        torrent.sends(finished.formatted("one@torrent.wockd.test", "", "of somebody else"));
        assertThat(bodies(bob.sees())).containsExactly("of somebody else");
    }
}
