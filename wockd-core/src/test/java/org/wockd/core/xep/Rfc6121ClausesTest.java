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
import org.junit.jupiter.params.provider.ValueSource;
import org.wockd.protocol.jid.Jid;

/** Clauses of RFC 6121 §2 and §4 that no other play shows. */
@SuppressWarnings("NullAway.Init")
class Rfc6121ClausesTest {
    @TempDir
    Path folder;

    private Stage stage;
    private Client alice;
    private Client bob;

    @BeforeEach
    void friends() {
        stage = new Stage(folder);
        alice = stage.available("alice@wockd.test/phone");
        bob = stage.available("bob@wockd.test/desk");
        Friends.make(alice, bob);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private static String set(String to) {
        return "<iq type='set' id='s'" + to
                + "><query xmlns='jabber:iq:roster'><item jid='carol@wockd.test'/></query></iq>";
    }

    // ---- §2 ------------------------------------------------------------------------------------------------------

    /** §2.3.3 */
    @ParameterizedTest
    @ValueSource(strings = {"bob@wockd.test", "wockd.test"})
    void aRosterSetForAnotherIsForbidden(String other) {
        alice.sends(set(" to='" + other + "'"));

        assertThat(alice.sees())
                .singleElement()
                .asString()
                .contains("type='error'")
                .contains("<forbidden ");
        assertThat(bob.sees()).isEmpty();
        assertThat(stage.stores.rosters().item(bob.jid().bare(), Jid.parse("carol@wockd.test")))
                .isNull();
    }

    @Test
    void onesOwnBareAddressIsAsGoodAsNone() {
        alice.sends(set(" to='alice@wockd.test'"));

        assertThat(alice.sees()).hasSize(2).last().asString().contains("type='result'");
    }

    /** §2.1.6: no 'from', so that no client takes it for somebody else's; an id that no other push of the stream has. */
    @Test
    void pushesComeFromTheServerWithIdsOfTheirOwn() {
        alice.sends(set(""));
        alice.sends(
                "<iq type='set' id='s'><query xmlns='jabber:iq:roster'><item jid='carol@wockd.test' name='C'/></query></iq>");

        List<String> pushes = alice.sees().stream()
                .filter(xml -> xml.startsWith("<iq type='set'"))
                .toList();
        assertThat(pushes)
                .hasSize(2)
                .allSatisfy(xml -> assertThat(xml).doesNotContain(" from=").contains(" to='alice@wockd.test/phone'"));
        assertThat(pushes.stream().map(xml -> xml.replaceAll(".* id='([^']*)'.*", "$1")))
                .doesNotHaveDuplicates();
    }

    /** §2.1.6: what clients say to a push is heard and not answered. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<iq type='result' id='push-1'/>",
                "<iq type='result' id='push-1' to='alice@wockd.test'/>",
                "<iq type='error' id='push-1'><error type='cancel'/></iq>"
            })
    void anAnswerToAPushIsNotAnswered(String answer) {
        alice.sends(answer);

        assertThat(alice.sees()).isEmpty();
    }

    /** §2.2: who has not asked for the roster is not pushed it, available or not. */
    @Test
    void onlyInterestedClientsArePushed() {
        Client quiet = stage.login("alice@wockd.test/quiet");
        quiet.sends("<presence/>");
        quiet.sees();

        alice.sends(set(""));

        assertThat(quiet.sees()).isEmpty();
    }

    /** §2.1.2: all but jid, name and groups is the server's. */
    @Test
    void aClientCannotGiveItselfASubscription() {
        alice.sends("<iq type='set' id='s'><query xmlns='jabber:iq:roster'>"
                + "<item jid='carol@wockd.test' subscription='both' ask='subscribe' approved='true'/></query></iq>");

        assertThat(alice.sees().getFirst()).contains("<item jid='carol@wockd.test' subscription='none'/>");
    }

    // ---- §4 ------------------------------------------------------------------------------------------------------

    /** §4.7.2.3 */
    @ParameterizedTest
    @CsvSource({"-129, -128", "-128, -128", "0, 0", "127, 127", "128, 127", "99999999999, 0", "high, 0", "'', 0"})
    void aPriorityIsBetween128BelowAnd127Above(String said, int taken) {
        alice.sends("<presence><priority>" + said + "</priority></presence>");

        assertThat(alice.priority()).isEqualTo(taken);
    }

    /** §4.2.2: also to the client itself, and only to those who may see it. */
    @Test
    void presenceGoesToWhoMaySeeItAndToTheOwnClients() {
        Client carol = stage.available("carol@wockd.test/desk");
        Client laptop = stage.available("alice@wockd.test/laptop");
        Client connected = stage.login("alice@wockd.test/connected");
        alice.sees();
        bob.sees();

        alice.sends("<presence><show>dnd</show></presence>");

        String seen = "<presence from='alice@wockd.test/phone' to='%s'><show>dnd</show></presence>";
        assertThat(alice.sees()).containsExactly(seen.formatted("alice@wockd.test"));
        assertThat(laptop.sees()).containsExactly(seen.formatted("alice@wockd.test"));
        assertThat(bob.sees()).containsExactly(seen.formatted("bob@wockd.test"));
        assertThat(connected.sees()).isEmpty();
        assertThat(carol.sees()).isEmpty();
    }

    /** §4.3.2, whatever resource it names. */
    @ParameterizedTest
    @ValueSource(strings = {"alice@wockd.test", "alice@wockd.test/phone", "alice@wockd.test/gone"})
    void aProbeIsAnsweredWithAllThatIsThere(String to) {
        stage.available("alice@wockd.test/laptop").sends("<presence><status>here</status></presence>");
        bob.sees();

        bob.sends("<presence type='probe' to='" + to + "'/>");

        assertThat(bob.sees())
                .containsExactlyInAnyOrder(
                        "<presence from='alice@wockd.test/phone' to='bob@wockd.test/desk'/>",
                        "<presence from='alice@wockd.test/laptop' to='bob@wockd.test/desk'><status>here</status></presence>");
    }

    /** §4.5.2: the last presence is the one with the client's own words, once. */
    @Test
    void whoLeavesAfterSayingGoodbyeIsNotAnnouncedAgain() {
        alice.sends("<presence type='unavailable'><status>bye</status></presence>");
        alice.leaves();

        assertThat(bob.sees())
                .containsExactly(
                        "<presence type='unavailable' from='alice@wockd.test/phone' to='bob@wockd.test'><status>bye</status></presence>");
    }

    /** §4.6.3: somebody who is told as a contact is not told again in person. */
    @Test
    void directedPresenceToAContactsClientEndsOnce() {
        alice.sends("<presence to='bob@wockd.test/desk'><show>chat</show></presence>");
        bob.sees();

        alice.leaves();

        assertThat(bob.sees())
                .containsExactly("<presence type='unavailable' from='alice@wockd.test/phone' to='bob@wockd.test'/>");
    }

    /** A broadcast does not reach a client that is not available, so the end is told to it in person. */
    @Test
    void directedPresenceToAContactsHiddenClientEndsToo() {
        Client hidden = stage.login("bob@wockd.test/hidden");
        alice.sends("<presence to='bob@wockd.test/hidden'/>");
        hidden.sees();

        alice.leaves();

        assertThat(hidden.sees())
                .containsExactly(
                        "<presence type='unavailable' from='alice@wockd.test/phone' to='bob@wockd.test/hidden'/>");
    }

    /** §4.6.3: the end is told also to those who were told while the client was not available at all. */
    @Test
    void directedPresenceOfAnInvisibleClientEndsToo() {
        Client carol = stage.available("carol@wockd.test/desk");
        Client hidden = stage.login("alice@wockd.test/hidden");
        hidden.sends("<presence to='carol@wockd.test/desk'/>");
        carol.sees();

        hidden.sends("<presence type='unavailable'><status>off</status></presence>");
        hidden.leaves();

        assertThat(carol.sees())
                .containsExactly(
                        "<presence type='unavailable' from='alice@wockd.test/hidden' to='carol@wockd.test/desk'>"
                                + "<status>off</status></presence>");
    }

    /** §4.4.2: a presence with an address is no broadcast, and changes nothing of what others see. */
    @Test
    void directedPresenceIsNoBroadcast() {
        Client carol = stage.available("carol@wockd.test/desk");

        alice.sends("<presence to='carol@wockd.test'><show>xa</show><priority>-5</priority></presence>");

        assertThat(carol.sees()).hasSize(1);
        assertThat(bob.sees()).isEmpty();
        assertThat(alice.priority()).isZero();
    }
}
