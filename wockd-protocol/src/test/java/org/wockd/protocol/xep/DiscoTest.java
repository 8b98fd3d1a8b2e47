package org.wockd.protocol.xep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wockd.protocol.jid.Jid;

class DiscoTest {

    @Test
    void romeoAsksWhatPlaysShakespeareLitCanDo() throws PayloadException {
        // XEP-0030 §3.1, examples 1 and 2
        assertThat(Disco.InfoQuery.of(null).toNode())
                .hasToString("<query xmlns='http://jabber.org/protocol/disco#info'/>");
        String answer = Xml.line("""
                <query xmlns='http://jabber.org/protocol/disco#info'>
                  <identity category='conference' type='text' name='Play-Specific Chatrooms'/>
                  <identity category='directory' type='chatroom' name='Play-Specific Chatrooms'/>
                  <feature var='http://jabber.org/protocol/disco#info'/>
                  <feature var='http://jabber.org/protocol/muc'/>
                  <feature var='jabber:iq:time'/>
                </query>""");

        Disco.InfoQuery info = Disco.InfoQuery.parse(Xml.read(answer));

        assertThat(info.identities())
                .containsExactly(
                        Disco.Identity.of("conference", "text", "Play-Specific Chatrooms"),
                        Disco.Identity.of("directory", "chatroom", "Play-Specific Chatrooms"));
        assertThat(info.has("jabber:iq:time")).isTrue();
        assertThat(info.has("jabber:iq:oob")).isFalse();
        assertThat(info.toNode()).hasToString(answer);
    }

    @Test
    void aFormTellsMore() throws PayloadException {
        Disco.InfoQuery info = new Disco.InfoQuery(
                "a node",
                List.of(new Disco.Identity("server", "im", "en", null)),
                List.of("urn:x"),
                List.of(DataForm.result()
                        .typed("urn:y")
                        .plus(FormField.text("a").holding("b"))));

        assertThat(Disco.InfoQuery.parse(info.toNode())).isEqualTo(info);
        assertThat(info.toNode().toString()).contains("xml:lang='en'");
    }

    @Test
    void romeoAsksWhatBelongsToShakespeareLit() throws PayloadException {
        // XEP-0030 §4.1, example 15, and §4.2
        String answer = Xml.line("""
                <query xmlns='http://jabber.org/protocol/disco#items'>
                  <item jid='people.shakespeare.lit' name='Directory of Characters'/>
                  <item jid='catalog.shakespeare.lit' node='books' name='Books by and about Shakespeare'/>
                  <item jid='headlines.shakespeare.lit'/>
                </query>""");

        Disco.ItemsQuery items = Disco.ItemsQuery.parse(Xml.read(answer));

        assertThat(items.items().get(1))
                .isEqualTo(new Disco.Item(
                        Jid.domain("catalog.shakespeare.lit"), "books", "Books by and about Shakespeare"));
        assertThat(items.toNode()).hasToString(answer);
        assertThat(Disco.ItemsQuery.of("music").toNode())
                .hasToString("<query xmlns='http://jabber.org/protocol/disco#items' node='music'/>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<query xmlns='jabber:iq:roster'/>",
                "<query xmlns='http://jabber.org/protocol/disco#info'><identity category='client'/></query>",
                "<query xmlns='http://jabber.org/protocol/disco#info'><identity type='pc' category=''/></query>",
                "<query xmlns='http://jabber.org/protocol/disco#info'><feature/></query>",
                "<query xmlns='http://jabber.org/protocol/disco#info'><x xmlns='jabber:x:data'/></query>"
            })
    void whatIsNoInfo(String xml) {
        assertThatExceptionOfType(PayloadException.class).isThrownBy(() -> Disco.InfoQuery.parse(Xml.read(xml)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<query xmlns='http://jabber.org/protocol/disco#info'/>",
                "<query xmlns='http://jabber.org/protocol/disco#items'><item name='x'/></query>",
                "<query xmlns='http://jabber.org/protocol/disco#items'><item jid='a@b@c'/></query>"
            })
    void whatAreNoItems(String xml) {
        assertThatExceptionOfType(PayloadException.class).isThrownBy(() -> Disco.ItemsQuery.parse(Xml.read(xml)));
    }
}
