package org.wockd.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smack.packet.Presence;
import org.jivesoftware.smack.roster.Roster;
import org.jivesoftware.smackx.commands.AdHocCommandManager;
import org.jivesoftware.smackx.commands.packet.AdHocCommandData;
import org.jivesoftware.smackx.delay.packet.DelayInformation;
import org.jivesoftware.smackx.disco.ServiceDiscoveryManager;
import org.jivesoftware.smackx.disco.packet.DiscoverItems;
import org.jivesoftware.smackx.iqversion.VersionManager;
import org.jivesoftware.smackx.time.EntityTimeManager;
import org.jivesoftware.smackx.xdata.form.FillableForm;
import org.jivesoftware.smackx.xdata.packet.DataForm;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jxmpp.jid.BareJid;
import org.jxmpp.jid.Jid;
import org.jxmpp.jid.impl.JidCreate;

/** What people do with a client that nobody here wrote, against the core and the relay as they are installed. */
class SmackIT {

    private static final Jid SERVER = JidCreate.domainBareFromOrThrowUnchecked("localhost");
    private static final BareJid JULIET = JidCreate.entityBareFromOrThrowUnchecked("juliet@localhost");
    private static final BareJid ROMEO = JidCreate.entityBareFromOrThrowUnchecked("romeo@localhost");

    @TempDir
    static Path folder;

    private static Household household;

    @BeforeAll
    static void moveIn() throws Exception {
        household = Household.open(folder);
        household.addUser("juliet");
        household.addUser("romeo");
        household.startRelay();
    }

    @AfterAll
    static void moveOut() {
        if (household != null) {
            household.close();
        }
    }

    @Test
    void twoPeopleBecomeContactsTalkAndFindWhatWasSaidWhileTheyWereAway() throws Exception {
        try (Person juliet = Person.comesOnline(household, "juliet")) {
            try (Person romeo = Person.comesOnline(household, "romeo")) {
                romeo.adds(JULIET);
                romeo.sees(JULIET, Presence.Type.subscribed);
                romeo.sees(JULIET, Presence.Type.available);
                juliet.adds(ROMEO);
                juliet.sees(ROMEO, Presence.Type.subscribed);
                juliet.sees(ROMEO, Presence.Type.available);
                for (Person each : List.of(juliet, romeo)) {
                    BareJid other = each == juliet ? ROMEO : JULIET;
                    Roster roster = Roster.getInstanceFor(each.client());
                    roster.reloadAndWait();
                    assertThat(roster.getEntry(other).canSeeHisPresence()).isTrue();
                    assertThat(roster.getEntry(other).canSeeMyPresence()).isTrue();
                }

                romeo.says(JULIET, "She speaks!");
                Message heard = juliet.hears("Romeo", message -> message.getBody() != null);
                assertThat(heard.getBody()).isEqualTo("She speaks!");
                assertThat(heard.getFrom().asBareJid().equals(ROMEO)).isTrue();
                assertThat(DelayInformation.from(heard)).isNull();
            }
            juliet.sees(ROMEO, Presence.Type.unavailable);
            juliet.says(ROMEO, "Good night, good night!");
            juliet.fence(SERVER);
        }
        Instant sentBefore = Instant.now();

        try (Person romeo = Person.comesOnline(household, "romeo")) {
            romeo.fence(SERVER);
            assertThat(romeo.messagesSoFar()).singleElement().satisfies(message -> {
                assertThat(message.getBody()).isEqualTo("Good night, good night!");
                assertThat(message.getFrom().asBareJid().equals(JULIET)).isTrue();
                assertThat(DelayInformation.from(message).getStamp())
                        .isBetween(sentBefore.minus(Duration.ofMinutes(5)), sentBefore.plusSeconds(1));
            });
        }
        try (Person romeo = Person.comesOnline(household, "romeo")) {
            romeo.fence(SERVER);
            assertThat(romeo.messagesSoFar()).as("said again").isEmpty();
        }
    }

    @Test
    void theServerTellsWhatItIs() throws Exception {
        try (Person juliet = Person.comesOnline(household, "juliet")) {
            ServiceDiscoveryManager disco = ServiceDiscoveryManager.getInstanceFor(juliet.client());
            assertThat(disco.discoverInfo(SERVER).hasIdentity("server", "im")).isTrue();
            assertThat(disco.discoverInfo(Person.RELAY).containsFeature(Torrents.NAMESPACE))
                    .isTrue();
            assertThat(disco.discoverItems(SERVER).getItems())
                    .extracting(DiscoverItems.Item::getEntityID)
                    .contains(Person.RELAY);

            juliet.fence(SERVER);
            juliet.fence(Person.RELAY);
            VersionManager versions = VersionManager.getInstanceFor(juliet.client());
            assertThat(versions.getVersion(SERVER).getName()).isEqualTo("wockd");
            assertThat(versions.getVersion(Person.RELAY).getName()).isEqualTo("wockd-torrent");
            Instant now = EntityTimeManager.getInstanceFor(juliet.client())
                    .getTime(SERVER)
                    .getZonedDateTime()
                    .toInstant();
            assertThat(now).isCloseTo(Instant.now(), within(5, ChronoUnit.MINUTES));
        }
    }

    @Test
    void theRelayIsUsedThroughForms() throws Exception {
        try (Person romeo = Person.comesOnline(household, "romeo")) {
            AdHocCommandManager commands = AdHocCommandManager.getInstance(romeo.client());
            assertThat(commands.discoverCommands(Person.RELAY).getItems())
                    .extracting(DiscoverItems.Item::getNode)
                    .contains(Torrents.NAMESPACE + "#add", Torrents.NAMESPACE + "#list");

            var add = commands.getRemoteCommand(Person.RELAY, Torrents.NAMESPACE + "#add");
            DataForm asked = add.execute().asExecutingOrThrow().getResponse().getForm();
            FillableForm filled = new FillableForm(asked);
            filled.setAnswer("uri", "magnet:?xt=urn:btih:c12fe1c06bba254a9dc9f519b335aa7c1367a88a&dn=A%20Play");
            filled.setAnswer("paused", true);
            AdHocCommandData added = add.complete(filled.getSubmitForm()).getResponse();
            assertThat(added.getStatus()).isEqualTo(AdHocCommandData.Status.completed);

            var list = commands.getRemoteCommand(Person.RELAY, Torrents.NAMESPACE + "#list");
            AdHocCommandData listed = list.execute().getResponse();
            if (listed.getStatus() == AdHocCommandData.Status.executing) {
                listed = list.complete(new FillableForm(listed.getForm()).getSubmitForm())
                        .getResponse();
            }
            assertThat(listed.getStatus()).isEqualTo(AdHocCommandData.Status.completed);
            assertThat(listed.getForm().getItems())
                    .singleElement()
                    .satisfies(item -> assertThat(item.getFields())
                            .anySatisfy(
                                    field -> assertThat(field.getFirstValue()).isEqualTo("A Play")));
        }
    }
}
