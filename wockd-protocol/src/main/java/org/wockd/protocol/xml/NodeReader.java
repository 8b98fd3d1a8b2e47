package org.wockd.protocol.xml;

import com.ctc.wstx.api.WstxInputProperties;
import com.ctc.wstx.exc.WstxLazyException;
import com.ctc.wstx.stax.WstxInputFactory;
import java.io.ByteArrayInputStream;
import java.io.CharConversionException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.codehaus.stax2.XMLInputFactory2;
import org.codehaus.stax2.XMLStreamReader2;
import org.jspecify.annotations.Nullable;

/**
 * Parses framed elements with Woodstox, in the namespace context that the stream's header made.
 *
 * <p>One reader belongs to one stream; it holds no state between elements. Elements are read behind a header that binds the
 * prefixes that the stream's header bound.
 */
public final class NodeReader {
    /** The most nested an element may be; deeper ones are a {@code policy-violation}. */
    public static final int MAX_DEPTH = 64;

    /** The most attributes an element may have. */
    public static final int MAX_ATTRIBUTES = 64;

    private static final WstxInputFactory FACTORY = factory();

    /** Of the headers that nearly all streams have. */
    private static final Map<String, ElementReaders> USUAL = Stream.of(Namespaces.CLIENT, Namespaces.COMPONENT)
            .map(content -> header(content, Map.of("stream", Namespaces.STREAM)))
            .collect(Collectors.toUnmodifiableMap(header -> header, header -> ElementReaders.shared(utf8(header))));

    private final ElementReaders elements;
    private final String content;

    private NodeReader(ElementReaders elements, String content) {
        this.elements = elements;
        this.content = content;
    }

    /**
     * A reader for the elements of a stream.
     *
     * @param content the content namespace; elements in it come out in {@link Namespaces#CLIENT}
     * @param prefixes the further prefixes that the stream header bound, with their namespaces
     */
    public static NodeReader forStream(String content, Map<String, String> prefixes) {
        String header = header(content, prefixes);
        ElementReaders usual = USUAL.get(header);
        return new NodeReader(usual == null ? ElementReaders.single(utf8(header)) : usual, content);
    }

    private static String header(String content, Map<String, String> prefixes) {
        StringBuilder open =
                new StringBuilder("<s xmlns='").append(escape(content)).append('\'');
        prefixes.forEach((prefix, namespace) -> open.append(" xmlns:")
                .append(prefix)
                .append("='")
                .append(escape(namespace))
                .append('\''));
        return open.append('>').toString();
    }

    private static byte[] utf8(String header) {
        return header.getBytes(StandardCharsets.UTF_8);
    }

    /** A reader for elements of a client's stream with nothing declared but the usual. */
    public static NodeReader forClient() {
        return forStream(Namespaces.CLIENT, Map.of("stream", Namespaces.STREAM));
    }

    /**
     * Parses one element.
     *
     * @throws XmlException with the kind of stream error it costs
     */
    public Node read(Frame frame) throws XmlException {
        return failing(() -> elements.read(frame.octets(), in -> {
            if (in.next() != XMLStreamConstants.START_ELEMENT) {
                throw new XmlException(XmlException.Kind.NOT_WELL_FORMED, "a first-level element was expected");
            }
            return element(in, 1);
        }));
    }

    /** Parses a start tag without its end. */
    static OpenTag openTag(byte[] tag) throws XmlException {
        return failing(() -> {
            XMLStreamReader2 in = open(new ByteArrayInputStream(tag));
            try {
                in.next();
                Map<String, String> prefixes = new HashMap<>();
                for (int i = 0; i < in.getNamespaceCount(); i++) {
                    prefixes.put(orEmpty(in.getNamespacePrefix(i)), orEmpty(in.getNamespaceURI(i)));
                }
                return new OpenTag(Name.of(orEmpty(in.getNamespaceURI()), in.getLocalName()), attributes(in), prefixes);
            } finally {
                in.close();
            }
        });
    }

    /** A reader in front of the first of these octets. */
    static XMLStreamReader2 open(InputStream octets) throws XMLStreamException {
        return (XMLStreamReader2) FACTORY.createXMLStreamReader(octets, "UTF-8");
    }

    private interface Parse<T> {
        T parse() throws XMLStreamException, XmlException;
    }

    private static <T> T failing(Parse<T> parse) throws XmlException {
        try {
            return parse.parse();
        } catch (XMLStreamException e) {
            throw failure(e);
        } catch (WstxLazyException e) {
            throw new XmlException(XmlException.Kind.NOT_WELL_FORMED, firstLine(e));
        }
    }

    private Node element(XMLStreamReader in, int depth) throws XMLStreamException, XmlException {
        if (depth > MAX_DEPTH) {
            throw new XmlException(
                    XmlException.Kind.POLICY_VIOLATION, "elements are nested deeper than " + MAX_DEPTH + " levels");
        }
        Name name = name(in.getNamespaceURI(), in.getLocalName());
        List<Attribute> attributes = attributes(in);
        List<Item> items = new ArrayList<>();
        while (true) {
            switch (in.next()) {
                case XMLStreamConstants.START_ELEMENT -> items.add(element(in, depth + 1));
                case XMLStreamConstants.END_ELEMENT -> {
                    return new Node(name, attributes, items);
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
                    items.add(new Text(in.getText()));
                default ->
                    throw new XmlException(
                            XmlException.Kind.RESTRICTED_XML,
                            "comments, processing instructions, DTDs and entities are not allowed in XMPP");
            }
        }
    }

    private static List<Attribute> attributes(XMLStreamReader in) {
        int count = in.getAttributeCount();
        if (count == 0) {
            return List.of();
        }
        List<Attribute> attributes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            attributes.add(new Attribute(
                    Name.of(orEmpty(in.getAttributeNamespace(i)), in.getAttributeLocalName(i)),
                    in.getAttributeValue(i)));
        }
        return attributes;
    }

    private static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }

    private Name name(@Nullable String namespace, String local) {
        String uri = orEmpty(namespace);
        return Name.of(uri.equals(content) ? Namespaces.CLIENT : uri, local);
    }

    private static XmlException failure(XMLStreamException e) {
        String why = firstLine(e);
        if (e.getNestedException() instanceof CharConversionException
                || e.getCause() instanceof CharConversionException) {
            return new XmlException(XmlException.Kind.NOT_WELL_FORMED, "not valid UTF-8: " + why);
        }
        if (why.contains("Undeclared namespace prefix") || why.contains("Unbound")) {
            return new XmlException(XmlException.Kind.BAD_NAMESPACE_PREFIX, why);
        }
        if (why.contains("Maximum") || why.contains("limit")) {
            return new XmlException(XmlException.Kind.POLICY_VIOLATION, why);
        }
        if (why.contains("ndeclared general entity") || why.contains("DOCTYPE")) {
            return new XmlException(XmlException.Kind.RESTRICTED_XML, why);
        }
        return new XmlException(XmlException.Kind.NOT_WELL_FORMED, why);
    }

    private static String firstLine(Exception e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    private static String escape(String value) {
        return value.replace("&", "&amp;").replace("<", "&lt;").replace("'", "&apos;");
    }

    private static WstxInputFactory factory() {
        WstxInputFactory factory = new WstxInputFactory();
        factory.getConfig().doSupportDTDs(false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        factory.setProperty(XMLInputFactory2.P_LAZY_PARSING, false);
        // One level more than elements may have: the stream's header stands around them.
        factory.setProperty(WstxInputProperties.P_MAX_ELEMENT_DEPTH, MAX_DEPTH + 2);
        factory.setProperty(WstxInputProperties.P_MAX_ATTRIBUTES_PER_ELEMENT, MAX_ATTRIBUTES);
        return factory;
    }
}
