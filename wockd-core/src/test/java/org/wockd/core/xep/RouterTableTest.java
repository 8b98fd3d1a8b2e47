package org.wockd.core.xep;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wockd.protocol.jid.Jid;

/**
 * The delivery tables of RFC 6121 §8.5, cell by cell. Bob writes to Alice, whose clients are what the row says:
 *
 * <ul>
 *   <li>no account, none, or a list of clients with their priorities; {@code desk:-} is connected and not available;
 *   <li>the address: bare, or the resource of a full one;
 *   <li>what becomes of it: the names of the clients that get it; S, silently ignored; E, an error for bob; O, kept offline
 * </ul>
 */
@SuppressWarnings("NullAway.Init")
class RouterTableTest {
    @TempDir
    static Path folder;

    private static Stage stage;
    private static int accounts;

    @BeforeAll
    static void open() {
        stage = new Stage(folder);
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    /** Alice, and what her clients are. */
    private static final class Household {
        private final Jid bare = Jid.parse("alice" + ++accounts + "@" + Stage.HOST);
        private final Map<String, Client> clients = new TreeMap<>();

        private Household(String who) {
            if (who.equals("no account")) {
                return;
            }
            stage.account(bare);
            if (who.equals("none")) {
                return;
            }
            for (String client : who.split(" ", -1)) {
                String[] parts = client.split(":", -1);
                Client there = stage.login(bare + "/" + parts[0]);
                if (!parts[1].equals("-")) {
                    there.sends("<presence><priority>" + parts[1] + "</priority></presence>");
                }
                clients.put(parts[0], there);
            }
            clients.values().forEach(Client::sees);
        }

        private Jid address(String resource) {
            return resource.equals("bare") ? bare : bare.withResource(resource);
        }

        private String gets(Client bob, String xml) {
            bob.sends(xml);
            List<String> outcome = new ArrayList<>();
            clients.forEach((name, client) -> client.sees().forEach(seen -> outcome.add(name)));
            String back = String.join("", bob.sees());
            if (!back.isEmpty()) {
                assertThat(back).contains("type='error'").contains("<service-unavailable ");
                outcome.add("E");
            }
            if (stage.stores.mailbox().waiting(bare) > 0) {
                outcome.add("O");
            }
            return outcome.isEmpty() ? "S" : String.join(" ", outcome);
        }
    }

    private static String play(String who, String address, String xml) {
        Household alice = new Household(who);
        Client bob = stage.login("bob" + accounts + "@" + Stage.HOST + "/pen");
        return alice.gets(bob, xml.formatted(alice.address(address)));
    }

    /** Table 1 and §8.5.1 to §8.5.3. Where the text leaves a choice, the cell is what wockd has chosen. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # who                  | address | normal     | chat       | groupchat | headline   | error
            no account             | bare    | E          | E          | E         | S          | S
            no account             | desk    | E          | E          | E         | S          | S
            none                   | bare    | O          | O          | E         | S          | S
            none                   | desk    | E          | O          | E         | S          | S
            desk:-                 | bare    | O          | O          | E         | S          | S
            desk:-                 | desk    | desk       | desk       | desk      | desk       | desk
            desk:-                 | phone   | E          | O          | E         | S          | S
            desk:-1                | bare    | O          | O          | E         | S          | S
            desk:-1                | desk    | desk       | desk       | desk      | desk       | desk
            desk:-1                | phone   | E          | O          | E         | S          | S
            desk:-1 lap:-128       | bare    | O          | O          | E         | S          | S
            desk:0                 | bare    | desk       | desk       | E         | desk       | S
            desk:0                 | desk    | desk       | desk       | desk      | desk       | desk
            desk:0                 | phone   | E          | desk       | E         | S          | S
            desk:127               | bare    | desk       | desk       | E         | desk       | S
            desk:0 lap:-1          | bare    | desk       | desk       | E         | desk       | S
            desk:0 lap:-           | bare    | desk       | desk       | E         | desk       | S
            desk:0 lap:-1          | lap     | lap        | lap        | lap       | lap        | lap
            desk:0 lap:0           | bare    | desk lap   | desk lap   | E         | desk lap   | S
            desk:5 lap:1           | bare    | desk       | desk       | E         | desk lap   | S
            desk:5 lap:1           | lap     | lap        | lap        | lap       | lap        | lap
            desk:5 lap:1           | phone   | E          | desk       | E         | S          | S
            desk:5 lap:5 tin:-5    | bare    | desk lap   | desk lap   | E         | desk lap   | S
            desk:5 lap:5 tin:-5    | phone   | E          | desk lap   | E         | S          | S
            """)
    void messages(
            String who, String address, String normal, String chat, String groupchat, String headline, String error) {
        String message = "<message id='m' type='%s' to='%%s'><body>hi</body></message>";
        assertThat(play(who, address, message.formatted("normal"))).as("normal").isEqualTo(normal);
        assertThat(play(who, address, "<message id='m' to='%s'><body>hi</body></message>"))
                .as("no type")
                .isEqualTo(normal);
        assertThat(play(who, address, message.formatted("nonsense")))
                .as("unknown type")
                .isEqualTo(normal);
        assertThat(play(who, address, message.formatted("chat"))).as("chat").isEqualTo(chat);
        assertThat(play(who, address, message.formatted("groupchat")))
                .as("groupchat")
                .isEqualTo(groupchat);
        assertThat(play(who, address, message.formatted("headline")))
                .as("headline")
                .isEqualTo(headline);
        assertThat(play(
                        who,
                        address,
                        "<message id='m' type='error' to='%s'><error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
                                + "</error></message>"))
                .as("error")
                .isEqualTo(error);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # who                  | address | available  | unavailable | error
            no account             | bare    | S          | S           | S
            no account             | desk    | S          | S           | S
            none                   | bare    | S          | S           | S
            none                   | desk    | S          | S           | S
            desk:-                 | bare    | S          | S           | S
            desk:-                 | desk    | desk       | desk        | desk
            desk:-1                | bare    | desk       | desk        | S
            desk:0 lap:-1          | bare    | desk lap   | desk lap    | S
            desk:0 lap:-1          | lap     | lap        | lap         | lap
            desk:5 lap:1 tin:-     | bare    | desk lap   | desk lap    | S
            desk:5 lap:1           | phone   | S          | S           | S
            """)
    void presences(String who, String address, String available, String unavailable, String error) {
        assertThat(play(who, address, "<presence to='%s'/>")).as("available").isEqualTo(available);
        assertThat(play(who, address, "<presence to='%s' type='unavailable'/>"))
                .as("unavailable")
                .isEqualTo(unavailable);
        assertThat(play(
                        who,
                        address,
                        "<presence to='%s' type='error'><error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
                                + "</error></presence>"))
                .as("error")
                .isEqualTo(error);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # who                  | address | get  | set  | result | error
            no account             | bare    | E    | E    | S      | S
            no account             | desk    | E    | E    | S      | S
            none                   | bare    | E    | E    | S      | S
            none                   | desk    | E    | E    | S      | S
            desk:-                 | bare    | E    | E    | S      | S
            desk:-                 | desk    | desk | desk | desk   | desk
            desk:0                 | bare    | E    | E    | S      | S
            desk:0                 | desk    | desk | desk | desk   | desk
            desk:0                 | phone   | E    | E    | S      | S
            desk:5 lap:-1          | bare    | E    | E    | S      | S
            desk:5 lap:-1          | lap     | lap  | lap  | lap    | lap
            """)
    void iqs(String who, String address, String get, String set, String result, String error) {
        String iq = "<iq id='q' type='%s' to='%%s'><x xmlns='urn:example:x'/></iq>";
        assertThat(play(who, address, iq.formatted("get"))).as("get").isEqualTo(get);
        assertThat(play(who, address, iq.formatted("set"))).as("set").isEqualTo(set);
        assertThat(play(who, address, iq.formatted("result"))).as("result").isEqualTo(result);
        assertThat(play(who, address, iq.formatted("error"))).as("error").isEqualTo(error);
    }
}
