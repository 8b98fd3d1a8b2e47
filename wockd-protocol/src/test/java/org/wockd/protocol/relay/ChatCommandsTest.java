package org.wockd.protocol.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wockd.protocol.stanza.Message;

/** Juliet talks to her lamps. */
class ChatCommandsTest {
    private final Lamps lamps = new Lamps();
    private final Play play;

    ChatCommandsTest() {
        // The answers of a chat go out by the link, not back the way of the stanza; the play collects both.
        List<Play> self = new ArrayList<>();
        play = new Play(
                Lamps.DOMAIN,
                List.of(new ChatCommands(
                        lamps.commands,
                        Lamps.shortcut(),
                        stanza -> self.getFirst().sent.add(stanza))));
        self.add(play);
    }

    private static String chat(String body) {
        return "<message from='juliet@capulet.lit/balcony' to='lamps.capulet.lit' id='1' type='chat'><body>" + body
                + "</body></message>";
    }

    private String answer(String body) {
        play.say(chat(body));
        assertThat(play.sent).hasSize(1);
        return String.valueOf(((Message) play.sent.getFirst()).body());
    }

    @Test
    void aWordIsACommandAndTheAnswerComesInItsThread() {
        play.say("<message from='juliet@capulet.lit/balcony' to='lamps.capulet.lit' id='1'>"
                + "<body>LIST</body><thread>t1</thread><request xmlns='urn:xmpp:receipts'/></message>");

        Message answer = (Message) play.sent.getFirst();
        String id = String.valueOf(answer.id());
        assertThat(answer.node())
                .hasToString("<message xmlns='jabber:client' type='chat' id='" + id
                        + "' from='lamps.capulet.lit' to='juliet@capulet.lit/balcony'>"
                        + "<body>hall\nstairs</body><thread>t1</thread></message>");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "light hall | hall OptionalLong.empty false Optional.empty",
                "light hall 40 yes fast | hall OptionalLong[40] true Optional[fast]",
                "light fade=slow warm=on hall | hall OptionalLong.empty true Optional[slow]",
                "Light  LAMP=hall  watts=1 | hall OptionalLong[1] false Optional.empty",
                "light \"the hall\" | the hall OptionalLong.empty false Optional.empty",
                "light “the hall” | the hall OptionalLong.empty false Optional.empty",
                "light lamp=\"the hall\" | the hall OptionalLong.empty false Optional.empty",
                "light \"watts=1\" | watts=1 OptionalLong.empty false Optional.empty",
                "light a?b=c | a?b=c OptionalLong.empty false Optional.empty",
                "lamp:hall and more | lamp:hall and more OptionalLong.empty false Optional.empty",
            })
    void parametersComeInTurnOrByName(String line, String done) {
        assertThat(answer(line)).isEqualTo("It is bright.");
        assertThat(lamps.done).singleElement().asString().startsWith("juliet@capulet.lit lights " + done);
    }

    @Test
    void everyKindOfParameter() {
        answer("light hall tell=romeo@montague.lit note=\"two\nlines\" picture=AAEC");

        assertThat(lamps.done)
                .singleElement()
                .asString()
                .endsWith("Optional[romeo@montague.lit] Optional[two\nlines] Optional[3]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "light | \"lamp\" (Lamp) is missing. It must be text of at most 20 characters, such as hall.",
                "light hall 61 | \"watts\" must be a whole number from 1 to 60 (watts), such as 40; \"61\" is not.",
                "light hall watts=4.5 | \"watts\" must be a whole number from 1 to 60 (watts), such as 40;"
                        + " \"4.5\" is not.",
                "light hall warm=maybe | \"warm\" must be yes or no, such as yes; \"maybe\" is not.",
                "light hall fade=never | \"fade\" must be slow or fast, such as slow; \"never\" is not.",
                "light hall tell=@ | \"tell\" must be an address, such as juliet@example.org;",
                "light hall picture=! | \"picture\" must be a file of at most 4 bytes, written in base64;"
                        + " it is not base64.",
                "light hall picture=AAECAwQ= | \"picture\" must be a file of at most 4 bytes, written in base64;"
                        + " it has 5 bytes.",
                "light hall wats=3 | \"light\" does not know \"wats\". It takes lamp, watts, warm, fade, tell, note,"
                        + " picture. Did you mean \"watts\"?",
                "light aaaaaaaaaaaaaaaaaaaaaaaaa | \"lamp\" must be text of at most 20 characters, such as hall;"
                        + " it has 25 characters.",
                "light \"hall | A quote is not closed.",
                "list all | \"list\" does not know what to do with \"all\".",
                "light lamp=hall lamp=stairs | \"light\" does not know what to do with",
            })
    void whatIsWrongIsToldWithWhatIsRight(String line, String start) {
        assertThat(answer(line)).startsWith(start);
        assertThat(lamps.done).isEmpty();
    }

    @Test
    void theUsageIsToldAlong() {
        assertThat(answer("light"))
                .endsWith("\nUsage: light LAMP [watts=WATTS] [warm=yes|no] [fade=slow|fast] [tell=TELL] [note=NOTE]"
                        + " [picture=PICTURE]");
    }

    @Test
    void anUnknownWordIsAnsweredWithTheNearest() {
        assertThat(answer("lst"))
                .isEqualTo("I do not know \"lst\". Did you mean \"list\"? Send \"help\" to see what I can do.");
        assertThat(answer("x".repeat(100_000)))
                .isEqualTo("I do not know \"" + "x".repeat(40) + "…\". Send \"help\" to see what I can do.");
    }

    @Test
    void helpTellsAllAndMoreOfOne() {
        assertThat(answer("Help"))
                .contains("list – Lists the lamps.")
                .contains("burn – Burns the house down.")
                .endsWith("help [COMMAND] – Tells what there is, or more about one command.");
        assertThat(answer("help light"))
                .startsWith("light LAMP ")
                .contains("lamp: Which one. (text of at most 20 characters, such as hall)");
        assertThat(answer("help lihgt")).contains("Did you mean \"light\"?");
    }

    @Test
    void aRefusalIsSaid() {
        assertThat(answer("burn")).isEqualTo("The house must stand. Light a lamp instead.");
    }

    @Test
    void anEncryptedMessageIsAnsweredWithWhatToDo() {
        play.say("<message from='juliet@capulet.lit/balcony' to='lamps.capulet.lit' type='chat'><body>I sent you an"
                + " OMEMO encrypted message</body><encryption xmlns='urn:xmpp:eme:0' namespace='x'/></message>");

        assertThat(play.sent)
                .singleElement()
                .satisfies(m -> assertThat(((Message) m).body()).contains("Switch encryption off"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<message from='juliet@capulet.lit/b' to='lamps.capulet.lit' type='chat'>"
                        + "<composing xmlns='http://jabber.org/protocol/chatstates'/></message>",
                "<message from='juliet@capulet.lit/b' to='lamps.capulet.lit' type='groupchat'><body>list</body></message>",
                "<message from='juliet@capulet.lit/b' to='lamps.capulet.lit' type='headline'><body>list</body></message>",
                "<message from='juliet@capulet.lit/b' to='lamps.capulet.lit' type='error'><body>list</body></message>",
                "<message from='lamps.capulet.lit' to='lamps.capulet.lit' type='chat'><body>list</body></message>",
                "<message from='ghosts.capulet.lit' to='lamps.capulet.lit' type='chat'><body>list</body></message>",
                "<message from='juliet@capulet.lit/b' to='lamps.capulet.lit' type='chat'><body> \n</body></message>"
            })
    void whatIsNoCommandIsNotAnswered(String xml) {
        assertThat(play.say(xml)).isEmpty();
    }

    @Test
    void aDelayedMessageIsACommandLikeAnother() {
        play.say("<message from='juliet@capulet.lit/balcony' to='lamps.capulet.lit' type='chat'><body>list</body>"
                + "<delay xmlns='urn:xmpp:delay' stamp='2026-01-01T00:00:00Z'/></message>");

        assertThat(play.sent).hasSize(1);
    }
}
