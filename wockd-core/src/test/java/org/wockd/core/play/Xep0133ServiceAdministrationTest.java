package org.wockd.core.play;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
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
            // Nobody waits for the note of a login: it comes to the disk with whatever comes next.
            await().atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(administers("get-user-lastlogin", "accountjids", "bob@localhost"))
                            .containsPattern("var='lastlogin'.*<value>20[0-9]{2}-"));
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
    void bobIsShutOutUntilHeIsLetInAgainAndLosesNothing() throws IOException {
        try (Wire bob = stage.client("bob", "desk")) {
            bob.say("<iq type='set' id='s'><query xmlns='jabber:iq:roster'>"
                    + "<item jid='hare@tea.example' name='Hare'/></query></iq>");
            bob.fence();
            assertThat(administers("disable-user", "accountjids", "bob@localhost"))
                    .contains("<note type='info'>1 accounts were disabled");
            assertThat(bob.hearAll()).contains("<not-authorized ").contains("this account was disabled");
        }
        try (Wire bob = stage.wire()) {
            bob.starttls();
            bob.say("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>" + Wire.plain("bob", "bobbob")
                    + "</auth>");
            assertThat(bob.hear("</failure>")).contains("<account-disabled/>");
            // Who does not know the password is told nothing.
            bob.say("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>" + Wire.plain("bob", "wrong")
                    + "</auth>");
            assertThat(bob.hear("</failure>")).contains("<not-authorized/>");
        }
        alice.say("<message to='bob@localhost' type='chat'><body>Where are you?</body></message>");
        assertThat(asks(alice, "", command("get-disabled-users-num", "", ""))).contains("<value>1</value>");
        assertThat(administers("get-disabled-users-list")).contains("<value>bob@localhost</value>");
        assertThat(administers("user-stats", "accountjids", "bob@localhost"))
                .containsPattern("var='rostersize'[^/]*><value>1</value>")
                .containsPattern("var='disabled'[^/]*><value>1</value>");

        assertThat(administers("reenable-user", "accountjids", "bob@localhost")).contains("<note type='info'>");

        try (Wire bob = stage.client("bob", "desk")) {
            bob.say("<presence/>");
            assertThat(bob.hear("</message>")).contains("<body>Where are you?</body>");
        }
    }

    @Test
    void nobodyShutsHimselfOut() throws IOException {
        assertThat(administers("disable-user", "accountjids", "bob@localhost,alice@localhost"))
                .contains("<note type='error'>your own account");
        assertThat(administers("reenable-user", "accountjids", "carol@localhost"))
                .contains("<note type='error'>there is no account carol@localhost");
        assertThat(administers("reenable-user", "accountjids", "bob@elsewhere.example"))
                .contains("<note type='error'>");
        assertThat(canLogIn("bob", "bobbob")).isTrue();
    }

    @Test
    void whoIsAwayOnAllClientsIsIdle() throws IOException {
        try (Wire desk = stage.client("bob", "desk");
                Wire phone = stage.client("bob", "phone")) {
            desk.say("<presence><show>away</show></presence>").fence();
            phone.say("<presence/>").fence();
            assertThat(asks(alice, "", command("get-active-users-num", "", ""))).contains("<value>2</value>");
            assertThat(administers("get-idle-users")).doesNotContain("bob@localhost");

            phone.say("<presence><show>xa</show></presence>").fence();
            assertThat(asks(alice, "", command("get-idle-users-num", "", ""))).contains("<value>1</value>");
            assertThat(administers("get-idle-users")).contains("<value>bob@localhost</value>");
            assertThat(administers("get-active-users"))
                    .contains("<value>alice@localhost</value>")
                    .doesNotContain("bob@localhost");
            assertThat(asks(alice, "", command("get-online-users-num", "", ""))).contains("<value>2</value>");
        }
    }

    @Test
    void theMessageOfTheDayIsHeardOnceByWhoIsThereAndByWhoComes() throws IOException {
        alice.say("<presence/>").fence();
        assertThat(administers("edit-motd", "motd", "new")).contains("<note type='error'>there is no message");
        assertThat(administers("set-motd", "motd", "Tea is,at six."))
                .contains("<body>Tea is\nat six.</body>")
                .contains("<note type='info'>the message of the day was set; 1 users were told");
        assertThat(asks(alice, "", command("edit-motd", "", "")))
                .contains("<value>Tea is</value><value>at six.</value>");
        administers("edit-motd", "motd", "Tea is at five.");
        assertThat(alice.fence()).doesNotContain("<message");

        try (Wire bob = stage.client("bob", "desk")) {
            bob.say("<presence/>");
            assertThat(bob.hear("</message>")).contains("from='localhost'").contains("<body>Tea is at five.</body>");
        }
        try (Wire bob = stage.client("bob", "desk")) {
            bob.say("<presence/>");
            assertThat(bob.fence()).doesNotContain("Tea is");
        }

        assertThat(asks(alice, "", command("delete-motd", "", ""))).contains("status='completed'");
        assertThat(asks(alice, "", command("edit-motd", "", ""))).doesNotContain("Tea");
    }

    @Test
    void whoIsNewIsWelcomed() throws IOException {
        administers("set-welcome", "welcome", "Come in!");
        assertThat(asks(alice, "", command("set-welcome", "", ""))).contains("<value>Come in!</value>");
        administers(
                "add-user", "accountjid", "carol@localhost", "password", "carolcarol", "password-verify", "carolcarol");
        for (String expected : new String[] {"<body>Come in!</body>", ""}) {
            try (Wire carol = stage.client("carol", "desk")) {
                carol.say("<presence/>");
                if (!expected.isEmpty()) {
                    assertThat(carol.hear("</message>")).contains(expected);
                }
                assertThat(carol.fence()).doesNotContain("Come in!");
            }
        }
        assertThat(asks(alice, "", command("delete-welcome", "", ""))).contains("status='completed'");
        assertThat(asks(alice, "", command("set-welcome", "", ""))).doesNotContain("Come in!");
    }

    @Test
    void whomTheServerBlocksNobodyHereCanReach() throws IOException {
        String toTorrents = "<iq type='get' id='t' to='%s'><ping xmlns='urn:xmpp:ping'/></iq>";
        assertThat(administers("edit-blacklist", "blacklistjids", "aim.localhost,mallory@torrent.localhost"))
                .contains("<note type='info'>the list is in force");
        assertThat(asks(alice, "", command("edit-blacklist", "", "")))
                .contains("<value>aim.localhost</value><value>mallory@torrent.localhost</value>");
        for (String barred : new String[] {"aim.localhost", "eve@aim.localhost/x", "mallory@torrent.localhost/x"}) {
            alice.say(toTorrents.formatted(barred));
            assertThat(alice.hear("</iq>")).contains("<policy-violation ").contains("administrators");
        }
        // The relay is away, so this waits: it is not refused.
        alice.say("<message type='chat' id='open' to='eve@torrent.localhost'><body>hi</body></message>");
        assertThat(alice.fence()).doesNotContain("policy-violation");

        assertThat(administers("edit-blacklist", "blacklistjids", "bob@localhost"))
                .contains("<note type='error'>bob@localhost is at this server");
        stage.restart();
        try (Wire again = stage.client("alice", "phone")) {
            again.say(toTorrents.formatted("aim.localhost"));
            assertThat(again.hear("</iq>")).contains("<policy-violation ");
        }
    }

    @Test
    void whereSomebodyIsAllowedNobodyElseIsButTheOwnRelays() throws IOException {
        administers("edit-whitelist", "whitelistjids", "friends.example");
        alice.say("<iq type='get' id='w' to='bob@elsewhere.example'><ping xmlns='urn:xmpp:ping'/></iq>");
        assertThat(alice.hear("</iq>")).contains("<policy-violation ");
        alice.say("<iq type='get' id='w' to='bob@friends.example'><ping xmlns='urn:xmpp:ping'/></iq>");
        assertThat(alice.hear("</iq>")).contains("<remote-server-not-found ");
        alice.say("<message type='chat' id='own' to='eve@torrent.localhost'><body>hi</body></message>");
        assertThat(alice.fence()).doesNotContain("policy-violation");

        administers("edit-whitelist");
        // With no answer the list stays as it was; an empty one empties it.
        assertThat(asks(alice, "", command("edit-whitelist", "", ""))).contains("<value>friends.example</value>");
        administers("edit-whitelist", "whitelistjids", "");
        alice.say("<iq type='get' id='w' to='bob@elsewhere.example'><ping xmlns='urn:xmpp:ping'/></iq>");
        assertThat(alice.hear("</iq>")).contains("<remote-server-not-found ");
    }

    @Test
    void aliceMakesBobAnAdministratorAndWhoGetsHisNameIsNone() throws IOException {
        assertThat(administers("edit-admin", "adminjids", "bob@localhost"))
                .contains("<note type='error'>alice@localhost is an administrator by the configuration");
        assertThat(administers("edit-admin", "adminjids", "alice@localhost,carol@localhost"))
                .contains("<note type='error'>there is no account carol@localhost");
        assertThat(administers("edit-admin", "adminjids", "alice@localhost,bob@localhost"))
                .contains("<note type='info'>2 accounts administer");
        assertThat(asks(alice, "", command("edit-admin", "", "")))
                .contains("<value>alice@localhost</value><value>bob@localhost</value>");
        try (Wire bob = stage.client("bob", "desk")) {
            assertThat(asks(bob, "", command("get-registered-users-num", "", "")))
                    .contains("<value>2</value>");
        }
        administers("delete-user", "accountjids", "bob@localhost");
        administers("add-user", "accountjid", "bob@localhost", "password", "bobbob", "password-verify", "bobbob");
        try (Wire bob = stage.client("bob", "desk")) {
            assertThat(asks(bob, "", command("get-registered-users-num", "", "")))
                    .contains("<forbidden");
        }
    }

    @Test
    void anEndIsAskedForWithADelayAndAnAnnouncement() throws IOException {
        for (String ending : new String[] {"restart", "shutdown"}) {
            assertThat(asks(alice, " to='localhost'", command(ending, "", "")))
                    .contains("status='executing'")
                    .contains("var='delay' type='list-single'")
                    .contains("var='announcement' type='text-multi'");
        }
        try (Wire bob = stage.client("bob", "desk")) {
            assertThat(administers("shutdown", "delay", "300", "announcement", "Good night."))
                    .contains("<note type='info'>the server ends in 300 seconds");
            assertThat(bob.hear("</message>")).contains("<body>Good night.</body>");
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
