package org.wockd.torrent.face;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wockd.protocol.xml.Attribute;
import org.wockd.protocol.xml.Frame;
import org.wockd.protocol.xml.Item;
import org.wockd.protocol.xml.Node;
import org.wockd.protocol.xml.NodeReader;
import org.wockd.protocol.xml.Text;
import org.wockd.protocol.xml.XmlException;
import org.wockd.torrent.downloads.DownloadEvent.Field;
import org.wockd.torrent.downloads.DownloadLimits;
import org.wockd.torrent.downloads.DownloadView;
import org.wockd.torrent.engine.EngineEvent;
import org.wockd.torrent.engine.TorrentState;
import org.wockd.torrent.engine.TorrentStatus;
import org.xml.sax.SAXException;

/** The specification is played: what Juliet says in it is said to the relay, and what it answers must stand there next. */
class ProtocolDocumentTest {
    private static final Path DOCUMENT = Path.of("../docs/torrent-protocol.md");
    private static final Pattern PART = Pattern.compile(
            "<!-- replay: (?<cue>\\w+) -->|^```(?<kind>[a-z ]+)\\n(?<code>.*?)^```$",
            Pattern.DOTALL | Pattern.MULTILINE);
    private static final String RELAY = "torrent.capulet.lit";
    private static final String TRACKER = "http://tracker.verona.example/announce?key=secret";
    private static final String FILM = "c12fe1c06bba254a9dc9f519b335aa7c1367a88a";
    /** They differ each time; that they are there is checked. */
    private static final Set<String> MOMENTS = Set.of("added", "finished");

    @TempDir
    Path folder;

    private final Map<String, String> sessions = new HashMap<>();
    private final List<Node> answers = new ArrayList<>();
    private int played;

    private record Part(String kind, String text) {}

    private static List<Part> parts() throws IOException {
        List<Part> parts = new ArrayList<>();
        Matcher matcher = PART.matcher(Files.readString(DOCUMENT));
        while (matcher.find()) {
            String cue = matcher.group("cue");
            parts.add(
                    cue != null
                            ? new Part("cue", cue)
                            : new Part(
                                    matcher.group("kind").strip(),
                                    matcher.group("code").strip()));
        }
        return parts;
    }

    @Test
    void whatIsWrittenIsWhatHappens() throws Exception {
        try (Stage stage = new Stage(folder, DownloadLimits.DEFAULT, url -> {
            throw new AssertionError("nothing is fetched in the document");
        })) {
            for (Part part : parts()) {
                switch (part.kind()) {
                    case "cue" -> progress(stage);
                    case "xml", "xml invalid" -> play(stage, read(part.text()));
                    default -> {}
                }
            }
        }
        assertThat(answers).as("answers that the document does not show").isEmpty();
        assertThat(played).isGreaterThan(30);
    }

    private static void progress(Stage stage) {
        stage.engine.tell(new TorrentStatus(
                FILM,
                "",
                TorrentState.DOWNLOADING,
                false,
                268435456,
                1073741824,
                268500000,
                1000,
                1048576,
                512,
                12,
                3,
                768));
        stage.engine.tell(new EngineEvent.TrackerHeard(
                FILM, TRACKER, false, "you are a stranger", Instant.now().plusSeconds(1800)));
    }

    private void play(Stage stage, Node stanza) {
        played++;
        if (RELAY.equals(stanza.attribute("to"))) {
            assertThat(answers).as("answers before " + stanza).isEmpty();
            answers.addAll(stage.say(said(stanza)));
        } else {
            assertThat(answers).as("answers to be compared with " + stanza).isNotEmpty();
            Node actual = answers.removeFirst();
            remember(stanza, actual);
            assertThat(plain(actual)).isEqualTo(plain(stanza));
        }
    }

    /** A request with the session ids that the relay made in place of those in the document. */
    private Node said(Node node) {
        String session = node.attribute("sessionid");
        Node changed = session == null ? node : node.with("sessionid", sessions.get(session));
        return new Node(
                changed.name(),
                changed.attributes(),
                changed.content().stream()
                        .map(item -> item instanceof Node child ? said(child) : item)
                        .toList());
    }

    private void remember(Node written, Node actual) {
        for (Node command : written.children("http://jabber.org/protocol/commands", "command")) {
            Node same = actual.child(command.namespace(), command.local());
            if (same != null) {
                sessions.put(
                        String.valueOf(command.attribute("sessionid")), String.valueOf(same.attribute("sessionid")));
            }
        }
    }

    /** With attributes in one order, without what differs each time. */
    private static Node plain(Node node) {
        List<Attribute> attributes = node.attributes().stream()
                .filter(a -> !a.name().local().equals("sessionid"))
                .map(a -> a.name().local().equals("next-announce") && soon(a) ? new Attribute(a.name(), "soon") : a)
                .filter(a ->
                        !(node.local().equals("message") && a.name().local().equals("id")))
                .map(a -> MOMENTS.contains(a.name().local()) ? moment(a) : a)
                .sorted(Comparator.comparing(a -> a.name().toString()))
                .toList();
        List<? extends Item> content = node.content().stream()
                .map(item -> item instanceof Node child ? plain(child) : item)
                .toList();
        return new Node(node.name(), attributes, List.copyOf(content));
    }

    private static boolean soon(Attribute seconds) {
        return Long.parseLong(seconds.value()) > 1700 && Long.parseLong(seconds.value()) <= 1800;
    }

    private static Attribute moment(Attribute attribute) {
        assertThat(Long.parseLong(attribute.value())).isGreaterThan(1_700_000_000L);
        return new Attribute(attribute.name(), "some time");
    }

    @Test
    void everyElementIsOfTheSchema() throws Exception {
        List<Part> parts = parts();
        Schema schema = schema(parts);
        int valid = 0;
        for (Part part : parts) {
            if (part.kind().equals("xml") || part.kind().equals("xml event")) {
                for (Node element : ours(read(part.text()))) {
                    validate(schema, element);
                    valid++;
                }
            }
        }
        assertThat(valid).isGreaterThan(20);
    }

    @Test
    void whatIsWrittenIntoEventsIsOfTheSchema() throws Exception {
        Schema schema = schema(parts());
        try (Stage stage = new Stage(folder, DownloadLimits.DEFAULT, url -> new byte[0])) {
            stage.chat("juliet@capulet.lit", "magnet:?xt=urn:btih:" + FILM);
            progress(stage);
            DownloadView film = stage.downloads.list("juliet@capulet.lit").getFirst();
            Node event = TorrentXml.event(List.of(
                    TorrentXml.changed(film, Set.of(Field.DONE, Field.ETA)), TorrentXml.removed("a".repeat(40))));

            assertThat(event)
                    .hasToString("<event xmlns='urn:wockd:torrent:1'><torrent id='" + FILM
                            + "' done='268435456' eta='768'/><removed id='" + "a".repeat(40) + "'/></event>");
            validate(schema, event);
            validate(schema, TorrentXml.finished(film));
            validate(schema, TorrentXml.failed(film));
        }
    }

    private static Schema schema(List<Part> parts) throws SAXException {
        String xsd = parts.stream()
                .filter(part -> part.kind().equals("xsd"))
                .findFirst()
                .orElseThrow()
                .text();
        return SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(new StreamSource(new StringReader(xsd)));
    }

    private static void validate(Schema schema, Node element) throws IOException {
        try {
            schema.newValidator().validate(new StreamSource(new StringReader(element.toString())));
        } catch (SAXException e) {
            throw new AssertionError(element.toString(), e);
        }
    }

    /** The outermost elements of the protocol. */
    private static List<Node> ours(Node node) {
        return node.namespace().equals(TorrentXml.NAMESPACE)
                ? List.of(node)
                : node.children().stream()
                        .flatMap(child -> ours(child).stream())
                        .toList();
    }

    private static Node read(String xml) throws XmlException {
        return laidOut(NodeReader.forClient().read(Frame.of(xml)));
    }

    /** Without the white space that lays elements out. */
    private static Node laidOut(Node node) {
        boolean hasElements = !node.children().isEmpty();
        List<Item> content = new ArrayList<>();
        for (Item item : node.content()) {
            switch (item) {
                case Node child -> content.add(laidOut(child));
                case Text text -> {
                    if (!hasElements || !text.value().isBlank()) {
                        content.add(text);
                    }
                }
            }
        }
        return new Node(node.name(), node.attributes(), content);
    }
}
