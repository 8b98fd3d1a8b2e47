package org.wockd.protocol.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeTest {

    private static Node read(String xml) throws XmlException {
        return NodeReader.forClient().read(Frame.of(xml));
    }

    @Test
    void aStanzaIsReadIntoTheClientNamespaceAndWrittenWithoutDeclaringIt() throws XmlException {
        Node message = read("<message to='bob@localhost' xml:lang='en'><body>I &lt;3 you</body></message>");

        assertThat(message.is(Namespaces.CLIENT, "message")).isTrue();
        assertThat(message.attribute("to")).isEqualTo("bob@localhost");
        assertThat(message.attribute(Node.LANG)).isEqualTo("en");
        assertThat(message.childText(Namespaces.CLIENT, "body")).isEqualTo("I <3 you");
        assertThat(NodeWriter.toString(message, Namespaces.CLIENT))
                .isEqualTo("<message to='bob@localhost' xml:lang='en'><body>I &lt;3 you</body></message>");
    }

    @Test
    void aComponentsStanzaIsTheSameNodeAsAClients() throws XmlException {
        NodeReader component = NodeReader.forStream(Namespaces.COMPONENT, Map.of());

        Node fromComponent = component.read(Frame.of("<message><body>hi</body></message>"));

        assertThat(fromComponent).isEqualTo(read("<message><body>hi</body></message>"));
        assertThat(NodeWriter.toString(fromComponent, Namespaces.COMPONENT))
                .isEqualTo("<message><body>hi</body></message>");
    }

    @Test
    void aForwardedStanzaStaysAClientsStanzaOnAComponentsStream() {
        Node wrapped = Node.of(Namespaces.CLIENT, "message")
                .plus(Node.of("urn:xmpp:forward:0", "forwarded").plus(Node.of(Namespaces.CLIENT, "message")));

        assertThat(NodeWriter.toString(wrapped, Namespaces.COMPONENT))
                .isEqualTo("<message><forwarded xmlns='urn:xmpp:forward:0'>"
                        + "<message xmlns='jabber:client'/></forwarded></message>");
    }

    @Test
    void prefixesOfTheStreamHeaderAreBoundInItsElements() throws XmlException {
        NodeReader reader = NodeReader.forStream(Namespaces.CLIENT, Map.of("x", "urn:example:x"));

        Node message = reader.read(Frame.of("<message x:mark='1'><x:note/></message>"));

        assertThat(message.attribute(Name.of("urn:example:x", "mark"))).isEqualTo("1");
        assertThat(message.child("urn:example:x", "note")).isNotNull();
        assertThat(NodeWriter.toString(message, Namespaces.CLIENT))
                .isEqualTo("<message xmlns:a0='urn:example:x' a0:mark='1'><note xmlns='urn:example:x'/></message>");
    }

    @Test
    void whatXmlCannotCarryIsReplacedAndWhatAParserWouldFoldIsEscaped() throws XmlException {
        Node node =
                Node.of(Namespaces.CLIENT, "body").with("a", "1\n2\t'3'").plus("\u0001\ud800 \r\n \ud83d\ude00 ]]>");

        String xml = NodeWriter.toString(node, Namespaces.CLIENT);

        assertThat(xml).isEqualTo("<body a='1&#10;2&#9;&apos;3&apos;'>\ufffd\ufffd &#13;\n \ud83d\ude00 ]]&gt;</body>");
        assertThat(read(xml).attribute("a")).isEqualTo("1\n2\t'3'");
        assertThat(read(xml).text()).isEqualTo("\ufffd\ufffd \r\n \ud83d\ude00 ]]>");
    }

    @Test
    void theShortEmptyNamespaceIsKept() throws XmlException {
        Node node = read("<iq><query xmlns=''/></iq>");

        assertThat(node.child("", "query")).isNotNull();
        assertThat(NodeWriter.toString(node, Namespaces.CLIENT)).isEqualTo("<iq><query xmlns=''/></iq>");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <a><b></a>                      | NOT_WELL_FORMED
            <a><!-- hi --></a>              | RESTRICTED_XML
            <a><?pi ?></a>                  | RESTRICTED_XML
            <a>&lol;</a>                    | RESTRICTED_XML
            <p:a/>                          | BAD_NAMESPACE_PREFIX
            <a p:b='1'/>                    | BAD_NAMESPACE_PREFIX
            <a b='1' b='2'/>                | NOT_WELL_FORMED
            <a>&#1;</a>                     | NOT_WELL_FORMED
            <a b='<'/>                      | NOT_WELL_FORMED
            """)
    void whatXmppForbidsIsToldApart(String xml, XmlException.Kind kind) {
        assertThatThrownBy(() -> read(xml.trim()))
                .isInstanceOfSatisfying(
                        XmlException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    @Test
    void invalidUtf8IsNotWellFormed() {
        byte[] octets = "<a>?</a>".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        octets[3] = (byte) 0xC3;

        assertThatThrownBy(() -> NodeReader.forClient().read(new Frame(octets, 3, 4)))
                .isInstanceOfSatisfying(
                        XmlException.class, e -> assertThat(e.kind()).isEqualTo(XmlException.Kind.NOT_WELL_FORMED))
                .hasMessageContaining("UTF-8");
    }

    @Test
    void tenThousandLevelsAreAPolicyViolationAndNoStackOverflow() {
        assertThatThrownBy(() -> read("<a>".repeat(10_000) + "</a>".repeat(10_000)))
                .isInstanceOfSatisfying(
                        XmlException.class, e -> assertThat(e.kind()).isEqualTo(XmlException.Kind.POLICY_VIOLATION));
    }
}
