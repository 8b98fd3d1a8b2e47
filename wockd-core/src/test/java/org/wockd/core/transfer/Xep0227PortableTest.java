package org.wockd.core.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.xml.stream.XMLStreamException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wockd.core.account.AccountNames;
import org.wockd.core.auth.ScramSecrets;
import org.wockd.core.pubsub.NodeConfig;
import org.wockd.core.store.PubsubNodes.Item;
import org.wockd.core.store.PubsubNodes.Search;
import org.wockd.core.store.RosterItem;
import org.wockd.core.store.RosterItem.Subscription;
import org.wockd.core.store.ScramKeys;
import org.wockd.core.store.ScramKeys.Hash;
import org.wockd.core.store.StoreLimits;
import org.wockd.core.store.Stored;
import org.wockd.core.store.Stores;
import org.wockd.core.store.sql.SqlStores;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.service.Database;

/** The Capulets move house. */
class Xep0227PortableTest {
    private static final Jid JULIET = Jid.parse("juliet@capulet.example");
    private static final Jid NURSE = Jid.parse("nurse@capulet.example");
    private static final Jid ROMEO = Jid.parse("romeo@montague.example");

    @TempDir
    Path folder;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<String> problems = new ArrayList<>();
    private Database database;
    private Stores stores;

    @BeforeEach
    void open() {
        open("here.db");
    }

    private void open(String file) {
        database = Database.open(Database.sqlite(folder.resolve(file)), SqlStores.MIGRATIONS, meters);
        stores = SqlStores.open(database, StoreLimits.defaults(), Clock.systemUTC(), meters);
    }

    @AfterEach
    void close() {
        stores.close();
        database.close();
    }

    private int read(String xml) throws IOException, XMLStreamException {
        Path file = folder.resolve("accounts.xml");
        Files.writeString(file, xml);
        AccountNames names = new AccountNames(List.of("capulet.example"));
        return new Import(stores, names, 4096, Clock.systemUTC(), problems::add).read(file);
    }

    private String written() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Export(stores, out).write(List.of("capulet.example"));
        return out.toString(UTF_8);
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }

    private ScramKeys keys(Jid jid, Hash hash) {
        return requireNonNull(stores.accounts().keys(jid, hash));
    }

    private static String data(String users) {
        return "<?xml version='1.0' encoding='UTF-8'?>\n<server-data xmlns='urn:xmpp:pie:0'"
                + " xmlns:xi='http://www.w3.org/2001/XInclude'><host jid='capulet.example'>" + users
                + "</host></server-data>";
    }

    @Test
    void whatProsodyWritesIsTaken() throws Exception {
        ScramKeys scram = ScramSecrets.derive("secret", Hash.SHA_1, 10_000, new byte[16]);
        int made =
                read(data("""
                <user name='Juliet'>
                  <scram-credentials xmlns='urn:xmpp:pie:0#scram' mechanism='SCRAM-SHA-1'>
                    <iter-count>10000</iter-count><salt>%s</salt>
                    <server-key>%s</server-key><stored-key>%s</stored-key>
                  </scram-credentials>
                  <query xmlns='jabber:iq:roster'>
                    <item jid='romeo@montague.example' name='Romeo' subscription='both'><group>Friends</group></item>
                    <item jid='paris@verona.example' ask='subscribe'/>
                  </query>
                  <presence xmlns='jabber:client' type='subscribe' from='tybalt@capulet.example'/>
                  <vCard xmlns='vcard-temp'><FN>Juliet Capulet</FN></vCard>
                  <pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='urn:xmpp:bookmarks:1'>
                    <item id='ball@rooms.example'><conference xmlns='urn:xmpp:bookmarks:1' name='The Ball'/></item>
                    <item id='tomb@rooms.example'><conference xmlns='urn:xmpp:bookmarks:1'/></item></items></pubsub>
                  <pubsub xmlns='http://jabber.org/protocol/pubsub#owner'><configure node='urn:xmpp:bookmarks:1'>
                    <x xmlns='jabber:x:data' type='form'><field var='FORM_TYPE' type='hidden'>
                    <value>http://jabber.org/protocol/pubsub#node_config</value></field>
                    <field var='pubsub#access_model'><value>whitelist</value></field>
                    <field var='pubsub#max_items'><value>256</value></field>
                    <field var='pubsub#of_prosody_alone'><value>1</value></field></x></configure></pubsub>
                  <offline-messages>
                    <message xmlns='jabber:client' from='romeo@montague.example/orchard' to='juliet@capulet.example'
                        type='chat'><body>Neither, fair saint.</body>
                      <delay xmlns='urn:xmpp:delay' from='capulet.example' stamp='2020-07-21T00:32:29Z'/></message>
                  </offline-messages>
                </user>
                """.formatted(base64(scram.salt()), base64(scram.serverKey()), base64(scram.storedKey()))));

        assertThat(made).isEqualTo(1);
        assertThat(problems).isEmpty();
        assertThat(ScramSecrets.matches("secret", keys(JULIET, Hash.SHA_1))).isTrue();
        assertThat(stores.rosters().item(JULIET, ROMEO))
                .isEqualTo(new RosterItem(ROMEO, "Romeo", Subscription.BOTH, false, false, List.of("Friends")));
        assertThat(requireNonNull(stores.rosters().item(JULIET, Jid.parse("paris@verona.example")))
                        .ask())
                .isTrue();
        assertThat(stores.rosters().requests(JULIET))
                .singleElement()
                .satisfies(request -> assertThat(request.contact()).isEqualTo(Jid.parse("tybalt@capulet.example")));
        assertThat(stores.pubsub().nodes(JULIET)).singleElement().satisfies(node -> {
            assertThat(node.most()).isEqualTo(256);
            assertThat(node.configuration()).contains("whitelist");
        });
        assertThat(stores.pubsub()
                        .items(JULIET, "urn:xmpp:bookmarks:1", Search.newest(10))
                        .items())
                .extracting(Item::id)
                .containsExactly("ball@rooms.example", "tomb@rooms.example");
        Stored message = stores.mailbox().pending(JULIET, 0, 10).getFirst();
        assertThat(message.receivedAt())
                .isEqualTo(Instant.parse("2020-07-21T00:32:29Z").toEpochMilli());
        assertThat(new String(message.stanza(), UTF_8))
                .contains("Neither, fair saint.")
                .doesNotContain("delay");
    }

    @Test
    void whatEjabberdWritesInSeveralFilesIsTaken() throws Exception {
        ScramKeys scram = ScramSecrets.derive("secret", Hash.SHA_1, 4096, new byte[16]);
        Files.writeString(folder.resolve("capulet.example.xml"), """
                <host xmlns='urn:xmpp:pie:0' xmlns:xi='http://www.w3.org/2001/XInclude' jid='capulet.example'>
                <user name='juliet' password='plain text'/>
                <user name='nurse' password='scram:%s,%s,%s,4096'>
                <query xmlns='jabber:iq:roster'><item jid='juliet@capulet.example' subscription='to'/></query></user>
                </host>
                """.formatted(
                        base64(scram.storedKey()), base64(scram.serverKey()), base64(scram.salt())));

        int made = read("<?xml version='1.0' encoding='UTF-8'?><server-data xmlns='urn:xmpp:pie:0'"
                + " xmlns:xi='http://www.w3.org/2001/XInclude'><xi:include href='capulet.example.xml'/></server-data>");

        assertThat(made).isEqualTo(2);
        assertThat(ScramSecrets.matches("plain text", keys(JULIET, Hash.SHA_512)))
                .isTrue();
        assertThat(ScramSecrets.matches("secret", keys(NURSE, Hash.SHA_1))).isTrue();
        assertThat(stores.accounts().keys(NURSE, Hash.SHA_256)).isNull();
        assertThat(stores.rosters().item(NURSE, JULIET)).isNotNull();
    }

    @Test
    void whatIsWrittenHereIsReadHereAgain() throws Exception {
        read(data("<user name='juliet' password='secret'><query xmlns='jabber:iq:roster'>"
                + "<item jid='romeo@montague.example' subscription='both' name='R &amp; J'/></query>"
                + "<offline-messages><message xmlns='jabber:client' from='romeo@montague.example/o' type='chat'>"
                + "<body>1</body></message></offline-messages></user>"));
        stores.pubsub()
                .publish(
                        JULIET,
                        "mood",
                        new Item("now", "<mood xmlns='mood'><calm/></mood>".getBytes(UTF_8), 0),
                        _ -> NodeConfig.standard().stored("mood", 0));
        stores.pubsub().subscribe(JULIET, "mood", ROMEO);
        ScramKeys before = keys(JULIET, Hash.SHA_256);
        String written = written();
        assertThat(written).doesNotContain("secret").contains("SCRAM-SHA-512");
        close();
        open("there.db");

        assertThat(read(written)).isEqualTo(1);

        assertThat(keys(JULIET, Hash.SHA_256)).isEqualTo(before);
        assertThat(requireNonNull(stores.rosters().item(JULIET, ROMEO)).name()).isEqualTo("R & J");
        assertThat(stores.mailbox().pending(JULIET, 0, 10)).hasSize(1);
        assertThat(stores.pubsub().subscribers(JULIET, "mood")).containsExactly(ROMEO);
        assertThat(new String(
                        stores.pubsub()
                                .items(JULIET, "mood", Search.newest(1))
                                .items()
                                .getFirst()
                                .payload(),
                        UTF_8))
                .isEqualTo("<mood xmlns='mood'><calm/></mood>");
        assertThat(written()).isEqualTo(written);
    }

    @Test
    void whoseAccessCannotBeSoIsForTheOwnerAlone() throws Exception {
        read(data("<user name='juliet' password='secret'><pubsub xmlns='http://jabber.org/protocol/pubsub#owner'>"
                + "<configure node='mood'><x xmlns='jabber:x:data' type='form'><field var='pubsub#access_model'>"
                + "<value>authorize</value></field></x></configure></pubsub></user>"));
        assertThat(requireNonNull(stores.pubsub().node(JULIET, "mood")).configuration())
                .contains("whitelist");
        assertThat(problems).anyMatch(p -> p.contains("mood") && p.contains("authorize"));
    }

    @Test
    void whatCannotBeTakenIsToldAndTheRestIs() throws Exception {
        stores.accounts().create(NURSE, ScramSecrets.deriveAll("hers", 4096));
        int made = read(data("<user name='nurse' password='other'/><user name='b@d' password='x'/>"
                        + "<user name='juliet'><query xmlns='jabber:iq:roster'><item jid='@'/>"
                        + "<item jid='romeo@montague.example' subscription='odd'/></query>"
                        + "<offline-messages><message xmlns='jabber:client' type='chat'/></offline-messages></user>")
                .replace("</server-data>", "<host jid='montague.example'><user name='romeo'/></host></server-data>"));

        assertThat(made).isEqualTo(1);
        assertThat(ScramSecrets.matches("hers", keys(NURSE, Hash.SHA_1))).isTrue();
        assertThat(problems)
                .anyMatch(p -> p.contains("nurse@capulet.example exists already"))
                .anyMatch(p -> p.contains("\"b@d\" was left out"))
                .anyMatch(p -> p.contains("juliet@capulet.example has no password"))
                .anyMatch(p -> p.contains("contact @ of"))
                .anyMatch(p -> p.contains("romeo@montague.example") && p.contains("odd"))
                .anyMatch(p -> p.contains("montague.example is not one of this server"))
                .noneMatch(p -> p.contains("other"));
    }

    @Test
    void aFileThatReachesOutIsRefused() {
        assertThatThrownBy(() -> read(data("<xi:include href='../../etc/passwd'/>")))
                .isInstanceOf(XMLStreamException.class)
                .hasMessageContaining("not a file in its folder");
        assertThatThrownBy(() -> read("<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>" + data("&e;")))
                .isInstanceOf(XMLStreamException.class);
        assertThatThrownBy(() -> read(data("<xi:include href='accounts.xml'/>")))
                .isInstanceOf(XMLStreamException.class)
                .hasMessageContaining("too deeply");
    }
}
