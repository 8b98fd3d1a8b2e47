package org.wockd.protocol.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Juliet's client shows the commands of her lamps as dialogues. */
class AdhocCommandsTest {
    private static final Pattern SESSION = Pattern.compile("sessionid='([^']+)'");
    private static final String FORM = "<x xmlns='jabber:x:data' type='submit'>"
            + "<field var='lamp'><value>hall</value></field><field var='watts'><value>%s</value></field>"
            + "<field var='warm'><value>1</value></field><field var='note'><value>two</value><value>lines</value></field>"
            + "<field var='surprise'><value>ignored</value></field></x>";

    private final Lamps lamps = new Lamps();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final Play play =
            new Play(Lamps.DOMAIN, List.of(new AdhocCommands(Lamps.DOMAIN, lamps.commands, "urn:lamps#", now::get)));

    private static String command(String from, String attributes, String content) {
        return "<iq from='" + from + "' to='lamps.capulet.lit' id='1' type='set'>"
                + "<command xmlns='http://jabber.org/protocol/commands' " + attributes + ">" + content
                + "</command></iq>";
    }

    private String juliet(String attributes, String content) {
        return play.ask(command("juliet@capulet.lit/balcony", attributes, content));
    }

    private String begin() {
        Matcher session = SESSION.matcher(juliet("node='urn:lamps#light' action='execute'", ""));
        assertThat(session.find()).isTrue();
        return session.group(1);
    }

    @Test
    void sheSeesWhatThereIs() {
        String asked = "<iq from='juliet@capulet.lit/balcony' to='lamps.capulet.lit' id='1' type='get'>"
                + "<query xmlns='http://jabber.org/protocol/disco#%s' node='%s'/></iq>";

        assertThat(play.ask(asked.formatted("items", "http://jabber.org/protocol/commands")))
                .contains("<item jid='lamps.capulet.lit' node='urn:lamps#light' name='Light a lamp'/>"
                        + "<item jid='lamps.capulet.lit' node='urn:lamps#list' name='List the lamps'/>");
        assertThat(play.ask(asked.formatted("info", "urn:lamps#light")))
                .contains("<identity category='automation' type='command-node' name='Light a lamp'/>"
                        + "<feature var='http://jabber.org/protocol/commands'/><feature var='jabber:x:data'/>");
        assertThat(play.ask(asked.formatted("info", "http://jabber.org/protocol/commands")))
                .contains("type='command-list'");
        assertThat(play.ask(asked.formatted("items", "urn:lamps#light"))).contains("node='urn:lamps#light'/></iq>");
        assertThat(play.ask(asked.formatted("info", "urn:lamps#none"))).contains("<item-not-found");
        assertThat(play.ask("<iq from='juliet@capulet.lit/b' to='lamps.capulet.lit' id='1' type='get'>"
                        + "<query xmlns='http://jabber.org/protocol/disco#info'/></iq>"))
                .contains("<feature var='http://jabber.org/protocol/commands'/>");
    }

    @Test
    void aCommandWithoutParametersIsRunAtOnce() {
        assertThat(juliet("node='urn:lamps#list'", ""))
                .contains("status='completed'>")
                .contains("<reported><field var='lamp' type='text-single' label='Lamp'/>"
                        + "<field var='watts' type='text-single' label='Watts'/></reported>"
                        + "<item><field var='lamp'><value>hall</value></field>"
                        + "<field var='watts'><value>40</value></field></item>");
        assertThat(juliet("node='urn:lamps#show'", ""))
                .contains("<field var='lamps' type='text-single' label='Lamps'><value>2</value></field>"
                        + "<field var='names' type='text-multi' label='Names'><value>hall</value>"
                        + "<value>stairs</value></field>");
    }

    @Test
    void aCommandWithParametersAsksFirst() {
        String form = juliet("node='urn:lamps#light' action='execute'", "");

        assertThat(form)
                .contains("status='executing'><actions execute='complete'><complete/></actions>")
                .contains("<title>Light a lamp</title><instructions>Lights one lamp.</instructions>")
                .contains("<field var='lamp' type='list-single' label='Lamp'><desc>Which one.</desc><required/>"
                        + "<option label='Hall of juliet@capulet.lit'><value>hall</value></option></field>")
                .contains("<field var='warm' type='boolean' label='Warm'><value>0</value></field>")
                .contains("var='tell' type='jid-single'")
                .contains("var='note' type='text-multi'");
        assertThat(lamps.done).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"execute", "complete"})
    void sheFillsItInAndItIsDoneOnce(String action) {
        String id = begin();
        String complete = "node='urn:lamps#light' sessionid='" + id + "' action='" + action + "'";

        assertThat(juliet(complete, FORM.formatted("40")))
                .contains("sessionid='" + id + "' status='completed'><note type='info'>It is bright.</note>");
        assertThat(lamps.done)
                .containsExactly("juliet@capulet.lit lights hall OptionalLong[40] true Optional.empty Optional.empty"
                        + " Optional[two\nlines] Optional.empty");
        assertThat(juliet(complete, FORM.formatted("40"))).contains("<bad-sessionid");
        assertThat(lamps.done).hasSize(1);
    }

    @Test
    void aFormMayComeAlongAtOnce() {
        assertThat(juliet("node='urn:lamps#light' action='execute'", FORM.formatted("40")))
                .contains("status='completed'");
        assertThat(lamps.done).hasSize(1);
    }

    @Test
    void whatIsNotAllowedIsAskedAgain() {
        String id = begin();

        assertThat(juliet("node='urn:lamps#light' sessionid='" + id + "'", FORM.formatted("99")))
                .contains("status='executing'")
                .contains("<note type='error'>\"watts\" must be a whole number from 1 to 60 (watts), such as 40;"
                        + " \"99\" is not.</note>")
                .contains("<value>99</value>");
        assertThat(juliet("node='urn:lamps#light' sessionid='" + id + "'", FORM.formatted("9")))
                .contains("status='completed'");
    }

    @Test
    void sheThinksBetterOfIt() {
        String id = begin();

        assertThat(juliet("node='urn:lamps#light' sessionid='" + id + "' action='cancel'", ""))
                .contains("sessionid='" + id + "' status='canceled'/>");
        String other = begin();
        assertThat(juliet(
                        "node='urn:lamps#light' sessionid='" + other + "'", "<x xmlns='jabber:x:data' type='cancel'/>"))
                .contains("status='canceled'");
        assertThat(lamps.done).isEmpty();
    }

    @Test
    void whatGoesWrongEndsWithANote() {
        assertThat(juliet("node='urn:lamps#burn'", ""))
                .contains("status='completed'><note type='error'>The house must stand.");
    }

    @ParameterizedTest
    @CsvSource({
        "next, modify, bad-request, bad-action",
        "prev, modify, bad-request, bad-action",
        "jump, modify, bad-request, malformed-action",
        "complete, modify, bad-request, bad-payload"
    })
    void whatADialogueRefuses(String action, String type, String condition, String problem) {
        assertThat(juliet("node='urn:lamps#light' sessionid='" + begin() + "' action='" + action + "'", ""))
                .contains("<error type='" + type + "'><" + condition)
                .contains("<" + problem + " xmlns='http://jabber.org/protocol/commands'/>");
    }

    @Test
    void aDialogueIsHersAndEnds() {
        String id = begin();
        String complete = "node='urn:lamps#light' sessionid='" + id + "'";

        assertThat(play.ask(command("juliet@capulet.lit/garden", complete, FORM.formatted("1"))))
                .contains("<bad-sessionid");
        assertThat(play.ask(command("romeo@montague.lit/garden", complete, FORM.formatted("1"))))
                .contains("<bad-sessionid");
        assertThat(juliet("node='urn:lamps#burn' sessionid='" + id + "'", "")).contains("<bad-sessionid");
        now.set(Instant.EPOCH.plus(Duration.ofMinutes(15)));
        assertThat(juliet(complete, FORM.formatted("1")))
                .contains("<error type='cancel'><not-allowed")
                .contains("<session-expired");
        assertThat(lamps.done).isEmpty();
    }

    @Test
    void theOldestOfTooManyDialoguesGoes() {
        String first = begin();
        String second = begin();
        for (int i = 0; i < 15; i++) {
            begin();
        }

        assertThat(juliet("node='urn:lamps#light' sessionid='" + first + "'", FORM.formatted("1")))
                .contains("<bad-sessionid");
        assertThat(juliet("node='urn:lamps#light' sessionid='" + second + "'", FORM.formatted("1")))
                .contains("completed");
    }

    @Test
    void anUnknownCommandIsNotFound() {
        assertThat(juliet("node='urn:lamps#dance'", "")).contains("<item-not-found");
        assertThat(juliet("node='light'", "")).contains("<item-not-found");
        assertThat(juliet("action='execute'", "")).contains("<bad-request");
    }
}
