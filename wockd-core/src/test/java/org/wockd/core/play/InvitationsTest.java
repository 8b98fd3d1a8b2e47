package org.wockd.core.play;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wockd.core.command.Wockd;
import org.wockd.core.web.InvitationPage;
import org.wockd.core.xep.Xep0401Invitations;
import org.wockd.core.xep.Xep0445PreAuthenticatedRegistration;
import picocli.CommandLine;

/**
 * Alice invites Carol: {@link Xep0401Invitations}, {@link InvitationPage}, {@link Xep0445PreAuthenticatedRegistration}.
 */
class InvitationsTest {
    private static final String COMMAND = "<iq type='set' id='c' to='localhost'>"
            + "<command xmlns='http://jabber.org/protocol/commands' node='urn:xmpp:invite#%s'%s>%s</command></iq>";

    @TempDir
    Path data;

    private Stage stage;

    @BeforeEach
    void open() {
        stage = open(Map.of());
    }

    private Stage open(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of(
                "WOCKD_REGISTRATION", "invitation",
                "WOCKD_ADMINS", "alice@localhost",
                "WOCKD_LISTEN_WEB", "127.0.0.1:0",
                "WOCKD_INVITATIONS_PAGE", "https://localhost/invite"));
        all.putAll(settings);
        return Stage.open(data, all);
    }

    private void reopen(Map<String, String> settings) {
        stage.close();
        stage = open(settings);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private static String asks(Wire wire, String xml) throws IOException {
        wire.say(xml);
        String head = wire.hear("<iq") + wire.hear(">");
        return head.endsWith("/>") ? head : head + wire.hear("</iq>");
    }

    private static String registers(Wire wire, String name) throws IOException {
        return asks(
                wire,
                "<iq type='set' id='r'><query xmlns='jabber:iq:register'><username>" + name
                        + "</username><password>secret</password></query></iq>");
    }

    private static String shows(Wire wire, String token) throws IOException {
        return asks(
                wire,
                "<iq type='set' id='p' to='localhost'><preauth xmlns='urn:xmpp:pars:0' token='" + token + "'/></iq>");
    }

    private static String form(String username) {
        return "<x xmlns='jabber:x:data' type='submit'><field var='username'><value>" + username + "</value></field>"
                + "<field var='roster-subscription'><value>1</value></field></x>";
    }

    private static String find(String pattern, String in) {
        Matcher matcher = Pattern.compile(pattern).matcher(in);
        assertThat(matcher.find()).as("%s in %s", pattern, in).isTrue();
        return matcher.group(1);
    }

    private static String token(String answer) {
        return find("preauth=([0-9a-f]{32})", answer);
    }

    @Test
    void aliceInvitesCarolWhoComesAndIsHerFriend() throws IOException {
        try (Wire alice = stage.client("alice", "phone");
                Wire carol = stage.wire()) {
            alice.say("<iq type='get' id='roster'><query xmlns='jabber:iq:roster'/></iq><presence/>");
            alice.fence();
            String invitation = asks(alice, COMMAND.formatted("invite", "", ""));
            assertThat(invitation)
                    .contains("status='completed'")
                    .contains("<value>urn:xmpp:invite#invitation</value>")
                    .containsPattern("<value>xmpp:alice@localhost\\?roster;preauth=[0-9a-f]{32};ibr=y</value>")
                    .containsPattern("var='landing-url'[^/]*<value>https://localhost/invite/[0-9a-f]{32}</value>")
                    .containsPattern("var='expire'.*<value>20[-0-9]+T[:0-9]+Z</value>");

            assertThat(carol.starttls())
                    .contains("<register xmlns='urn:xmpp:ibr-token:0'/>")
                    .contains("<register xmlns='http://jabber.org/features/iq-register'/>");
            assertThat(shows(carol, token(invitation))).contains("type='result'");
            assertThat(registers(carol, "carol")).contains("type='result'");

            assertThat(alice.hear("</iq>")).contains("<item jid='carol@localhost' subscription='both'/>");
        }
        try (Wire carol = stage.wire()) {
            carol.login("carol", "secret");
            carol.bind("desk");
            carol.say("<iq type='get' id='roster'><query xmlns='jabber:iq:roster'/></iq>");
            assertThat(carol.hear("</iq>")).contains("<item jid='alice@localhost' subscription='both'/>");
        }
    }

    @Test
    void anInvitationIsForOne() throws IOException {
        try (Wire alice = stage.client("alice", "phone");
                Wire carol = stage.wire();
                Wire dave = stage.wire()) {
            String token = token(asks(alice, COMMAND.formatted("invite", "", "")));
            carol.starttls();
            dave.starttls();
            shows(carol, token);
            assertThat(shows(dave, token)).contains("type='result'");

            assertThat(registers(carol, "bob")).contains("<conflict");
            assertThat(registers(carol, "carol")).contains("type='result'");

            assertThat(registers(dave, "dave")).contains("<item-not-found").contains("was used just now");
            assertThat(shows(dave, token)).contains("<item-not-found").contains("ask for another one");
        }
    }

    @Test
    void withoutAnInvitationNobodyComesIn() throws IOException {
        try (Wire mallory = stage.wire()) {
            mallory.starttls();
            assertThat(registers(mallory, "mallory")).contains("<not-allowed").contains("who was invited");
            assertThat(shows(mallory, "0123456789abcdef0123456789abcdef")).contains("<item-not-found");
            assertThat(shows(mallory, "")).contains("<bad-request");
            assertThat(registers(mallory, "mallory")).contains("<not-allowed");
        }
    }

    @Test
    void whoGuessesIsStopped() throws IOException {
        reopen(Map.of("WOCKD_LIMITS_REGISTRATIONS", "2"));
        try (Wire mallory = stage.wire()) {
            mallory.starttls();
            shows(mallory, "first");
            shows(mallory, "second");
            assertThat(shows(mallory, "third")).contains("<resource-constraint");
            shows(mallory, "fourth");
            shows(mallory, "fifth");
            mallory.say("<iq type='set' id='p'><preauth xmlns='urn:xmpp:pars:0' token='sixth'/></iq>");
            assertThat(mallory.hearAll()).contains("<policy-violation ");
        }
    }

    @Test
    void anAdministratorInvitesCarolUnderHerName() throws IOException {
        try (Wire alice = stage.client("alice", "phone");
                Wire carol = stage.wire();
                Wire mallory = stage.wire()) {
            String question = asks(alice, COMMAND.formatted("create-account", "", ""));
            assertThat(question).contains("status='executing'").contains("var='username'");
            String session = " sessionid='" + find("sessionid='([^']+)'", question) + "'";
            String invitation = asks(alice, COMMAND.formatted("create-account", session, form("carol")));
            assertThat(invitation).contains("xmpp:carol@localhost?register;preauth=");

            String another = token(asks(alice, COMMAND.formatted("invite", "", "")));
            mallory.starttls();
            shows(mallory, another);
            assertThat(registers(mallory, "carol")).contains("<conflict").contains("kept for somebody else");

            carol.starttls();
            shows(carol, token(invitation));
            assertThat(asks(carol, "<iq type='get' id='f'><query xmlns='jabber:iq:register'/></iq>"))
                    .contains("<username>carol</username>");
            assertThat(registers(carol, "dave")).contains("<not-acceptable").contains("take that one");
            assertThat(registers(carol, "carol")).contains("type='result'");
        }
    }

    @Test
    void theCommandsAreListedForWhoMayUseThem() throws IOException {
        String list = "<iq type='get' id='l' to='localhost'><query xmlns='http://jabber.org/protocol/disco#items'"
                + " node='http://jabber.org/protocol/commands'/></iq>";
        try (Wire alice = stage.client("alice", "phone");
                Wire bob = stage.client("bob", "desk")) {
            assertThat(asks(alice, list)).contains("urn:xmpp:invite#invite").contains("#create-account");
            assertThat(asks(bob, list)).contains("urn:xmpp:invite#invite").doesNotContain("#create-account");
            assertThat(asks(bob, COMMAND.formatted("create-account", "", ""))).contains("<forbidden");
            assertThat(asks(bob, list.replace("to='localhost' ", ""))).contains("urn:xmpp:invite#invite");
        }
        reopen(Map.of("WOCKD_INVITATIONS_BY", "admins"));
        try (Wire bob = stage.client("bob", "desk")) {
            assertThat(asks(bob, list)).doesNotContain("urn:xmpp:invite");
        }
        reopen(Map.of("WOCKD_REGISTRATION", "closed"));
        try (Wire alice = stage.client("alice", "phone")) {
            assertThat(asks(alice, list)).doesNotContain("urn:xmpp:invite");
        }
    }

    @Test
    void bobHasOnlySoManyOpenInvitations() throws IOException {
        reopen(Map.of("WOCKD_INVITATIONS_PER_INVITER", "1"));
        try (Wire bob = stage.client("bob", "desk")) {
            asks(bob, COMMAND.formatted("invite", "", ""));
            assertThat(asks(bob, COMMAND.formatted("invite", "", "")))
                    .contains("<note type='error'>1 invitations are open");
        }
    }

    @Test
    void aWrongAdministratorStopsTheStart() {
        stage.close();
        assertThat(catchThrowable(() -> open(Map.of("WOCKD_ADMINS", "alice@elsewhere.example"))))
                .hasMessageContaining("admins")
                .hasMessageContaining("NAME@localhost");
        stage = open(Map.of());
    }

    @Test
    void theCommandLineInvitesToo() throws IOException {
        StringWriter out = new StringWriter();
        CommandLine line = Wockd.line();
        line.setOut(new PrintWriter(out));
        Path config = data.resolve("wockd.yaml");
        Files.writeString(config, "data: " + data + "\nhosts: [localhost]\nregistration: invitation\n");
        assertThat(line.execute("invite", "carol@localhost", "--config", config.toString()))
                .isZero();
        assertThat(out.toString())
                .contains("xmpp:carol@localhost?register;preauth=")
                .contains("Good for one");
        try (Wire carol = stage.wire()) {
            carol.starttls();
            shows(carol, token(out.toString()));
            assertThat(registers(carol, "carol")).contains("type='result'");
        }
    }

    @Test
    void aBrowserShowsTheInvitationAndDoesNotUseIt() throws Exception {
        try (Wire alice = stage.client("alice", "phone");
                Wire carol = stage.wire()) {
            String token = token(asks(alice, COMMAND.formatted("invite", "", "")));
            HttpResponse<String> page = get("/invite/" + token);
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body())
                    .contains("alice@localhost invites you")
                    .contains("href=\"xmpp:alice@localhost?roster;preauth=" + token + ";ibr=y\"")
                    .contains("Conversations")
                    .doesNotContain("<script");
            assertThat(page.headers().map())
                    .containsKey("x-content-type-options")
                    .containsEntry("referrer-policy", List.of("no-referrer"));
            assertThat(page.headers().firstValue("content-security-policy").orElse(""))
                    .startsWith("default-src 'none'; style-src 'sha256-");

            carol.starttls();
            assertThat(shows(carol, token)).contains("type='result'");
        }
    }

    @Test
    void aBrowserLearnsNothingOfWhatIsNotThere() throws Exception {
        assertThat(get("/invite/0123456789abcdef0123456789abcdef").statusCode()).isEqualTo(404);
        assertThat(get("/").statusCode()).isEqualTo(404);
        assertThat(get("/invite/%3Cscript%3E").body()).doesNotContain("<script");
    }

    private HttpResponse<String> get(String path) throws Exception {
        try (HttpClient browser = HttpClient.newHttpClient()) {
            return browser.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + stage.port("web") + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
