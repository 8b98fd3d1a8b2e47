package org.wockd.protocol.xml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ElementReadersTest {
    private final ElementReaders readers = ElementReaders.shared("<s xmlns='jabber:client'>".getBytes(UTF_8));
    private final AtomicReference<XMLStreamReader> last = new AtomicReference<>();

    /** Reads the first element there is, whatever is behind it. */
    private String text(String element) throws XMLStreamException, XmlException {
        return readers.read(element.getBytes(UTF_8), in -> {
            last.set(in);
            in.next();
            return in.getElementText();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<a/>",
                "<a>plain</a>",
                "<a>a &lt; b &amp;amp; &#x1F600; &#65;</a>",
                "<a>två, три, 四, 😀😀</a>",
                "<a><![CDATA[<b>]]></a>",
                "<a>\r\nlines\r\n</a>",
                "<a xml:lang='de' b='😀'>x</a  >"
            })
    void aReaderIsUsedAgainBehindAnElementThatItHasRead(String element) throws Exception {
        assertThat(text("<a>first</a>")).isEqualTo("first");
        XMLStreamReader first = last.get();
        String once = text(element);
        assertThat(text("<a>third</a>")).isEqualTo("third");
        assertThat(last.get()).isSameAs(first);
        assertThat(text(element)).isEqualTo(once);
    }

    @Test
    void elementsLongerThanAnyBufferAreReadWhole() throws Exception {
        String longer = "å😀".repeat(10_000);
        assertThat(text("<a>" + longer + "</a>")).isEqualTo(longer);
        XMLStreamReader first = last.get();
        assertThat(text("<a>" + longer + "</a>")).isEqualTo(longer);
        assertThat(last.get()).isSameAs(first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<a>one</a><a>two</a>", "<a>one</a> ", "<a>one</a><", "<a>one</a>😀"})
    void nothingBehindAnElementComesIntoTheNext(String more) throws Exception {
        assertThat(text(more)).isEqualTo("one");
        XMLStreamReader first = last.get();
        assertThat(text("<a>next</a>")).isEqualTo("next");
        assertThat(last.get()).isNotSameAs(first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<a>", "<a", "<a>x</b>", "", "<a>&x;</a>", "<a>x</a", "<p:a/>", "\u0000"})
    void whatFailsHarmsNothingBehindIt(String broken) throws Exception {
        assertThatThrownBy(() -> text(broken)).isInstanceOf(Exception.class);
        assertThat(text("<a>next</a>")).isEqualTo("next");
    }

    @Test
    void octetsThatAreNotUtf8HarmNothing() throws Exception {
        for (byte[] broken :
                List.of(new byte[] {'<', 'a', '>', (byte) 0xC3}, new byte[] {'<', 'a', '>', (byte) 0xFF, '<'})) {
            assertThatThrownBy(() -> readers.read(broken, in -> {
                        in.next();
                        return in.getElementText();
                    }))
                    .isInstanceOf(Exception.class);
            assertThat(text("<a>next</a>")).isEqualTo("next");
        }
    }

    @Test
    void aSingleStreamKeepsNoReader() throws Exception {
        ElementReaders single = ElementReaders.single("<s xmlns='jabber:client'>".getBytes(UTF_8));
        XMLStreamReader first = single.read("<a/>".getBytes(UTF_8), ElementReadersTest::readsAll);
        XMLStreamReader second = single.read("<a/>".getBytes(UTF_8), ElementReadersTest::readsAll);
        assertThat(second).isNotSameAs(first);
    }

    private static XMLStreamReader readsAll(XMLStreamReader in) throws XMLStreamException {
        in.next();
        in.getElementText();
        return in;
    }

    @Test
    void aReaderDoesNotLiveForever() throws Exception {
        text("<a/>");
        XMLStreamReader first = last.get();
        text("<a>" + "x".repeat(1 << 20) + "</a>");
        assertThat(last.get()).isSameAs(first);
        text("<a/>");
        assertThat(last.get()).isNotSameAs(first);
    }

    @Test
    void whoIsReadInsideAnotherHasAReaderOfItsOwn() throws Exception {
        String both = readers.read("<a>outer</a>".getBytes(UTF_8), in -> {
            in.next();
            String outer = in.getElementText();
            try {
                return outer + text("<a>inner</a>");
            } finally {
                assertThat(last.get()).isNotSameAs(in);
            }
        });
        assertThat(both).isEqualTo("outerinner");
    }
}
