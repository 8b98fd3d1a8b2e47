package org.wockd.core.play;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wockd.core.xep.Xep0133ServiceAdministration;

/** {@link Xep0133ServiceAdministration}: Alice looks after the server, and Bob is one of its users. */
class Xep0133ServiceAdministrationTest {
    private static final String COMMANDS = "http://jabber.org/protocol/commands";
    private static final String ADMIN = "http://jabber.org/protocol/admin";

    @TempDir
    Path data;

    private Stage stage;
    private Wire alice;

    @BeforeEach
    void open() throws IOException {
        stage = Stage.open(data, Map.of("WOCKD_ADMINS", "alice@localhost"));
        alice = stage.client("alice", "phone");
    }

    @AfterEach
    void close() throws IOException {
        alice.close();
        stage.close();
    }

    private static String asks(Wire wire, String to, String content) throws IOException {
        wire.say("<iq type='set' id='c'" + to + ">" + content + "</iq>");
        return wire.hear("<iq") + wire.hear("</iq>");
    }

    private static String command(String name, String attributes, String content) {
        return "<command xmlns='" + COMMANDS + "' node='" + ADMIN + "#" + name + "'" + attributes + ">" + content
                + "</command>";
    }

    /** Runs a command of two steps, with the values of its fields one after the other. */
    private String administers(String name, String... values) throws IOException {
        String question = asks(alice, " to='localhost'", command(name, "", ""));
        assertThat(question).contains("status='executing'").contains("<value>" + ADMIN + "</value>");
        Matcher session = Pattern.compile("sessionid='([^']+)'").matcher(question);
        assertThat(session.find()).isTrue();
        StringBuilder form = new StringBuilder("<x xmlns='jabber:x:data' type='submit'>"
                + "<field var='FORM_TYPE'><value>" + ADMIN + "</value></field>");
        for (int i = 0; i < values.length; i += 2) {
            form.append("<field var='").append(values[i]).append("'>");
            for (String value : values[i + 1].split(",", -1)) {
                form.append("<value>").append(value).append("</value>");
            }
            form.append("</field>");
        }
        String id = " sessionid='" + session.group(1) + "'";
        return asks(
                alice, " to='localhost'", command(name, id, form.append("</x>").toString()));
    }

    private boolean canLogIn(String name, String password) throws IOException {
        try (Wire wire = stage.wire()) {
            wire.starttls();
            wire.say("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>" + Wire.plain(name, password)
                    + "</auth>");
            return wire.hear(">").contains("<success");
        }
    }

    @Test
    void theCommandsAreForAdministratorsAlone() throws IOException {
        String list = "<iq type='get' id='l'><query xmlns='http://jabber.org/protocol/disco#items' node='" + COMMANDS
                + "'/></iq>";
        alice.say(list);
        assertThat(alice.hear("</iq>"))
                .contains("<item jid='alice@localhost' node='" + ADMIN + "#add-user' name='Add a user'/>")
                .contains("#announce");
        try (Wire bob = stage.client("bob", "desk")) {
            bob.say(list);
            assertThat(bob.hear("<iq") + bob.hear("</iq>")).doesNotContain(ADMIN);
            assertThat(asks(bob, " to='localhost'", command("add-user", "", "")))
                    .contains("<forbidden");
            bob.say("<iq type='get' id='i' to='localhost'><query xmlns='http://jabber.org/protocol/disco#info' node='"
                    + ADMIN + "#add-user'/></iq>");
            assertThat(bob.hear("</iq>")).contains("<item-not-found");
        }
    }

    @Test
    void aliceMakesAnAccount() throws IOException {
        assertThat(administers(
                        "add-user", "accountjid", "carol@localhost", "password", "secret", "password-verify", "secret"))
                .contains("status='completed'")
                .contains("<note type='info'>the account carol@localhost was made");
        assertThat(canLogIn("carol", "secret")).isTrue();
    }

    @Test
    void whatCannotBeMadeIsToldWithANote() throws IOException {
        assertThat(administers(
                        "add-user", "accountjid", "carol@localhost", "password", "one", "password-verify", "other"))
                .contains("<note type='error'>the two passwords differ");
        assertThat(administers("add-user", "accountjid", "bob@localhost", "password", "s", "password-verify", "s"))
                .contains("<note type='error'>the account bob@localhost exists already");
        assertThat(administers(
                        "add-user", "accountjid", "c@elsewhere.example", "password", "s", "password-verify", "s"))
                .contains("<note type='error'>")
                .contains("NAME@localhost");
        assertThat(administers("add-user", "accountjid", "c@in@valid", "password", "s", "password-verify", "s"))
                .contains("status='executing'")
                .contains("<note type='error'>");
        assertThat(canLogIn("carol", "one")).isFalse();
    }

    @Test
    void aliceDeletesBobWhoIsSentAway() throws IOException {
        try (Wire bob = stage.client("bob", "desk")) {
            assertThat(administers("delete-user", "accountjids", "bob@localhost/desk"))
                    .contains("<note type='info'>1 accounts were deleted");
            assertThat(bob.hearAll()).contains("<not-authorized ");
        }
        assertThat(canLogIn("bob", "bobbob")).isFalse();
    }

    @Test
    void nobodyIsDeletedWhereOneIsUnknownOrOneself() throws IOException {
        assertThat(administers("delete-user", "accountjids", "bob@localhost,carol@localhost"))
                .contains("<note type='error'>there is no account carol@localhost");
        assertThat(administers("delete-user", "accountjids", "bob@localhost,alice@localhost"))
                .contains("<note type='error'>your own account");
        assertThat(canLogIn("bob", "bobbob")).isTrue();
    }

    @Test
    void aliceChangesBobsPassword() throws IOException {
        assertThat(administers("change-user-password", "accountjid", "bob@localhost", "password", "new secret"))
                .contains("<note type='info'>");
        assertThat(canLogIn("bob", "new secret")).isTrue();
        assertThat(administers("change-user-password", "accountjid", "carol@localhost", "password", "x"))
                .contains("<note type='error'>there is no account carol@localhost");
    }

    @Test
    void aliceEndsOneOfBobsSessionsAndThenAll() throws IOException {
        try (Wire desk = stage.client("bob", "desk");
                Wire phone = stage.client("bob", "phone");
                Wire tablet = stage.client("bob", "tablet")) {
            assertThat(administers("end-user-session", "accountjids", "bob@localhost/desk"))
                    .contains("<note type='info'>");
            assertThat(desk.hearAll()).contains("<policy-violation ").contains("an administrator");
            assertThat(phone.fence()).contains("type='result'");

            administers("end-user-session", "accountjids", "bob@localhost");
            assertThat(phone.hearAll()).contains("<policy-violation ");
            assertThat(tablet.hearAll()).contains("<policy-violation ");
            assertThat(administers("end-user-session", "accountjids", "bob@localhost"))
                    .contains("<note type='error'>bob@localhost is not connected");
        }
        assertThat(canLogIn("bob", "bobbob")).isTrue();
    }

    @Test
    void aliceSeesWhoIsThere() throws IOException {
        try (Wire bob = stage.client("bob", "desk")) {
            assertThat(asks(alice, "", command("get-registered-users-num", "", "")))
                    .contains("var='registeredusersnum'")
                    .contains("<value>2</value>");
            assertThat(asks(alice, "", command("get-online-users-num", "", ""))).contains("<value>2</value>");
            assertThat(administers("get-registered-users-list"))
                    .contains("<value>alice@localhost</value><value>bob@localhost</value>");
            assertThat(administers("get-online-users-list", "max_items", "25"))
                    .contains("<value>alice@localhost</value><value>bob@localhost</value>");
            assertThat(administers("get-user-lastlogin", "accountjids", "bob@localhost"))
                    .containsPattern("var='lastlogin'.*<value>20[0-9]{2}-");
            bob.fence();
        }
    }

    @Test
    void aliceSeesARosterAsItsOwnerDoes() throws IOException {
        try (Wire bob = stage.client("bob", "desk")) {
            bob.say("<iq type='set' id='s'><query xmlns='jabber:iq:roster'>"
                    + "<item jid='hare@tea.example' name='Hare'/></query></iq>");
            bob.fence();
        }
        assertThat(administers("get-user-roster", "accountjids", "bob@localhost"))
                .contains("<query xmlns='jabber:iq:roster'><item jid='hare@tea.example' name='Hare'"
                        + " subscription='none'/></query></x>");
    }

    @Test
    void everybodyWhoIsConnectedHearsAnAnnouncement() throws IOException {
        try (Wire bob = stage.client("bob", "desk")) {
            assertThat(administers("announce", "announcement", "Tea is at six."))
                    .contains("<note type='info'>2 clients were told");
            assertThat(bob.hear("</message>")).contains("from='localhost'").contains("<body>Tea is at six.</body>");
        }
    }

    @Test
    void aDialogueEndsOnce() throws IOException {
        String question = asks(alice, " to='localhost'", command("announce", "", ""));
        Matcher session = Pattern.compile("sessionid='([^']+)'").matcher(question);
        assertThat(session.find()).isTrue();
        String id = " sessionid='" + session.group(1) + "'";
        assertThat(asks(alice, " to='localhost'", command("announce", id + " action='cancel'", "")))
                .contains("status='canceled'");
        assertThat(asks(alice, " to='localhost'", command("announce", id, "")))
                .contains("<bad-request")
                .contains("<bad-sessionid");
        assertThat(asks(alice, " to='localhost'", command("announce", " action='next'", "")))
                .contains("<bad-action");
        assertThat(asks(alice, " to='localhost'", command("no-such", "", ""))).contains("<item-not-found");
    }
}
