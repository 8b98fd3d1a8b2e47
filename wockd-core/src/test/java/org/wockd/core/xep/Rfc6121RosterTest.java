package org.wockd.core.xep;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wockd.protocol.jid.Jid;

class Rfc6121RosterTest {
    private static final String GET = "<iq type='get' id='g'><query xmlns='jabber:iq:roster'/></iq>";

    @TempDir
    Path folder;

    private Stage stage;
    private Client phone;
    private Client laptop;

    @BeforeEach
    void login() {
        stage = new Stage(folder);
        phone = stage.login("alice@wockd.test/phone");
        laptop = stage.login("alice@wockd.test/laptop");
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private static String set(String item) {
        return "<iq type='set' id='s'><query xmlns='jabber:iq:roster'>" + item + "</query></iq>";
    }

    private static String push(Client to, long version, String item) {
        return "<iq type='set' id='push-" + version + "' to='" + to.jid() + "'><query xmlns='jabber:iq:roster' ver='"
                + version + "'>" + item + "</query></iq>";
    }

    private static String result(Client to) {
        return "<iq type='result' id='s' to='" + to.jid() + "'/>";
    }

    private long version() {
        return stage.stores.rosters().get(Jid.parse("alice@wockd.test")).version();
    }

    @Test
    void aNewContactIsPushedToWhoeverAskedForTheRoster() {
        phone.sends(GET);
        phone.sees();

        laptop.sends(set("<item jid='bob@wockd.test' name='Bob' subscription='both' ask='subscribe'>"
                + "<group>Friends</group></item>"));

        String item = "<item jid='bob@wockd.test' name='Bob' subscription='none'><group>Friends</group></item>";
        assertThat(phone.sees()).containsExactly(push(phone, version(), item));
        assertThat(laptop.sees()).containsExactly(result(laptop));
    }

    @Test
    void aRosterWithoutVersionIsGivenWhole() {
        phone.sends(set("<item jid='bob@wockd.test'/>"));
        phone.sees();

        phone.sends(GET);

        assertThat(phone.sees())
                .containsExactly("<iq type='result' id='g' to='alice@wockd.test/phone'><query xmlns='jabber:iq:roster'>"
                        + "<item jid='bob@wockd.test' subscription='none'/></query></iq>");
    }

    @Test
    void whoIsUpToDateIsToldNothing() {
        phone.sends(set("<item jid='bob@wockd.test'/>"));
        phone.sees();

        phone.sends("<iq type='get' id='g'><query xmlns='jabber:iq:roster' ver='" + version() + "'/></iq>");

        assertThat(phone.sees()).containsExactly("<iq type='result' id='g' to='alice@wockd.test/phone'/>");
    }

    @Test
    void whoIsBehindIsPushedTheDifference() {
        phone.sends(set("<item jid='bob@wockd.test'/>"));
        phone.sends(set("<item jid='carol@wockd.test'/>"));
        long known = version();
        phone.sends(set("<item jid='bob@wockd.test' name='Bobby'/>"));
        phone.sends(set("<item jid='carol@wockd.test' subscription='remove'/>"));

        laptop.sends("<iq type='get' id='g'><query xmlns='jabber:iq:roster' ver='" + known + "'/></iq>");

        assertThat(laptop.sees())
                .containsExactly(
                        "<iq type='result' id='g' to='alice@wockd.test/laptop'/>",
                        push(laptop, known + 1, "<item jid='bob@wockd.test' name='Bobby' subscription='none'/>"),
                        push(laptop, known + 2, "<item jid='carol@wockd.test' subscription='remove'/>"));
    }

    @ParameterizedTest
    @CsvSource({"''", "somebody-elses", "99999999999999", "1"})
    void aVersionOfNoUseGetsTheWholeRosterWithItsVersion(String version) {
        phone.sends(set("<item jid='bob@wockd.test'/>"));
        phone.sees();

        phone.sends("<iq type='get' id='g'><query xmlns='jabber:iq:roster' ver='" + version + "'/></iq>");

        assertThat(phone.sees())
                .singleElement()
                .asString()
                .contains("ver='" + version() + "'")
                .contains("bob@wockd.test");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            bad-request    |
            bad-request    | <item jid='bob@wockd.test'/><item jid='carol@wockd.test'/>
            bad-request    | <item name='Bob'/>
            bad-request    | <item jid='bob@wockd.test'><group>A</group><group>A</group></item>
            jid-malformed  | <item jid='@wockd.test'/>
            not-acceptable | <item jid='bob@wockd.test'><group/></item>
            not-acceptable | <item jid='bob@wockd.test' name='longer than twenty characters'/>
            not-acceptable | <item jid='bob@wockd.test'><group>A</group><group>B</group><group>C</group></item>
            not-allowed    | <item jid='alice@wockd.test'/>
            item-not-found | <item jid='nobody@wockd.test' subscription='remove'/>
            """)
    void whatCannotBeSetIsRefusedAndChangesNothing(String condition, String items) {
        phone.sends(set(items == null ? "" : items));

        assertThat(phone.sees())
                .singleElement()
                .asString()
                .startsWith("<iq type='error' id='s' to='alice@wockd.test/phone'>")
                .contains("<" + condition + " ")
                .contains("<text ");
        assertThat(stage.stores.rosters().get(phone.jid()).items()).isEmpty();
    }

    @Test
    void aFullRosterSaysSo() {
        for (String name : new String[] {"a", "b", "c", "d"}) {
            phone.sends(set("<item jid='" + name + "@wockd.test'/>"));
        }
        phone.sees();

        phone.sends(set("<item jid='e@wockd.test'/>"));

        assertThat(phone.sees())
                .singleElement()
                .asString()
                .contains("<resource-constraint ")
                .contains("4 contacts");
    }

    @Test
    void aRosterIsItsOwnersAlone() {
        stage.account(Jid.parse("bob@wockd.test"));

        phone.sends("<iq type='get' id='g' to='bob@wockd.test'><query xmlns='jabber:iq:roster'/></iq>");

        assertThat(phone.sees()).singleElement().asString().contains("<forbidden ");
    }

    @Test
    void removingAContactEndsBothSubscriptions() {
        Client alice = stage.available("alice@wockd.test/desk");
        Client bob = stage.available("bob@wockd.test/phone");
        Friends.make(alice, bob);

        alice.sends(set("<item jid='bob@wockd.test' subscription='remove'/>"));

        assertThat(alice.sees())
                .containsExactly(
                        push(alice, version(), "<item jid='bob@wockd.test' subscription='remove'/>"),
                        "<presence type='unavailable' from='bob@wockd.test/phone' to='alice@wockd.test'/>",
                        result(alice));
        assertThat(bob.seesOfOthers())
                .containsExactly(
                        "<presence type='unavailable' from='alice@wockd.test/desk' to='bob@wockd.test'/>",
                        "<presence type='unsubscribed' from='alice@wockd.test' to='bob@wockd.test'/>",
                        "<presence type='unsubscribe' from='alice@wockd.test' to='bob@wockd.test'/>");
        assertThat(stage.stores.rosters().get(bob.jid()).items())
                .singleElement()
                .satisfies(item -> assertThat(item.subscription().attribute()).isEqualTo("none"));
    }
}
