package org.wockd.core.transfer;

import static org.wockd.core.transfer.Xep0227Portable.NAMESPACE;
import static org.wockd.core.transfer.Xep0227Portable.XINCLUDE;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.xml.Attribute;
import org.wockd.protocol.xml.Item;
import org.wockd.protocol.xml.Name;
import org.wockd.protocol.xml.Node;
import org.wockd.protocol.xml.Text;

/**
 * Reads a file of XEP-0227 element by element, and the files it includes (§5), which must lie in its folder. No more than
 * one child of a user, or one of the offline messages or nodes, is in memory at once. DTDs are refused.
 */
final class PortableReader {
    private static final int MOST_NESTED = 64;
    private static final int MOST_INCLUDES_NESTED = 3;

    /** Is told what a file holds, in its order. */
    interface Listener {
        void host(String jid);

        void user(String name, @Nullable String password);

        /** A child of the user, one of the offline messages, or one of a pubsub element. */
        void child(Node child);

        /** The user is complete. */
        void userEnd();
    }

    private final Path folder;
    private final Listener listener;
    private final XMLInputFactory factory = XMLInputFactory.newInstance();

    PortableReader(Path folder, Listener listener) {
        this.folder = folder.toAbsolutePath().normalize();
        this.listener = listener;
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    }

    /** Reads a file to its end. */
    void read(Path file) throws IOException, XMLStreamException {
        read(file, 0);
    }

    private void read(Path file, int depth) throws IOException, XMLStreamException {
        if (depth > MOST_INCLUDES_NESTED) {
            throw new XMLStreamException(file + " is included by files that include each other too deeply");
        }
        try (InputStream octets = Files.newInputStream(file)) {
            XMLStreamReader in = factory.createXMLStreamReader(octets);
            try {
                while (in.hasNext()) {
                    if (in.next() == XMLStreamConstants.START_ELEMENT) {
                        element(in, file, depth);
                    }
                }
            } finally {
                in.close();
            }
        }
    }

    /** An element down to a user: what is not known is passed over with all that is in it. */
    private void element(XMLStreamReader in, Path file, int depth) throws IOException, XMLStreamException {
        if (isInclude(in)) {
            include(in, file, depth);
        } else if (is(in, "server-data")) {
            return;
        } else if (is(in, "host")) {
            listener.host(orEmpty(in.getAttributeValue(null, "jid")));
        } else if (is(in, "user")) {
            listener.user(orEmpty(in.getAttributeValue(null, "name")), in.getAttributeValue(null, "password"));
            children(in, file, depth);
            listener.userEnd();
        } else if (in.getNamespaceURI() == null || !in.getNamespaceURI().equals(NAMESPACE) || depth == 0) {
            skip(in);
        } else {
            // A file that holds one child of a user.
            child(in, file, depth);
        }
    }

    private void children(XMLStreamReader in, Path file, int depth) throws IOException, XMLStreamException {
        while (in.next() != XMLStreamConstants.END_ELEMENT) {
            if (in.isStartElement()) {
                child(in, file, depth);
            }
        }
    }

    private void child(XMLStreamReader in, Path file, int depth) throws IOException, XMLStreamException {
        if (isInclude(in)) {
            include(in, file, depth);
        } else if (is(in, "offline-messages") || in.getLocalName().equals("pubsub")) {
            while (in.next() != XMLStreamConstants.END_ELEMENT) {
                if (in.isStartElement()) {
                    listener.child(node(in, 1));
                }
            }
        } else if (in.getLocalName().equals("archive")) {
            skip(in);
        } else {
            listener.child(node(in, 1));
        }
    }

    private void include(XMLStreamReader in, Path file, int depth) throws IOException, XMLStreamException {
        String href = orEmpty(in.getAttributeValue(null, "href"));
        skip(in);
        Path included = file.toAbsolutePath().resolveSibling(href).normalize();
        if (href.isEmpty() || !included.startsWith(folder)) {
            throw new XMLStreamException(file + " includes \"" + href + "\", which is not a file in its folder");
        }
        read(included, depth + 1);
    }

    private static boolean isInclude(XMLStreamReader in) {
        return in.getLocalName().equals("include") && XINCLUDE.equals(in.getNamespaceURI());
    }

    private static boolean is(XMLStreamReader in, String local) {
        return in.getLocalName().equals(local) && NAMESPACE.equals(in.getNamespaceURI());
    }

    /** From the start of an element to its end. */
    private static void skip(XMLStreamReader in) throws XMLStreamException {
        for (int open = 1; open > 0; ) {
            switch (in.next()) {
                case XMLStreamConstants.START_ELEMENT -> open++;
                case XMLStreamConstants.END_ELEMENT -> open--;
                default -> {}
            }
        }
    }

    private static Node node(XMLStreamReader in, int depth) throws XMLStreamException {
        if (depth > MOST_NESTED) {
            throw new XMLStreamException(
                    "elements are nested deeper than " + MOST_NESTED + " levels", in.getLocation());
        }
        Name name = Name.of(orEmpty(in.getNamespaceURI()), in.getLocalName());
        List<Attribute> attributes = new ArrayList<>();
        for (int i = 0; i < in.getAttributeCount(); i++) {
            attributes.add(new Attribute(
                    Name.of(orEmpty(in.getAttributeNamespace(i)), in.getAttributeLocalName(i)),
                    in.getAttributeValue(i)));
        }
        List<Item> content = new ArrayList<>();
        while (true) {
            switch (in.next()) {
                case XMLStreamConstants.START_ELEMENT -> content.add(node(in, depth + 1));
                case XMLStreamConstants.END_ELEMENT -> {
                    return new Node(name, attributes, content);
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> content.add(new Text(in.getText()));
                default -> {}
            }
        }
    }

    private static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }
}
