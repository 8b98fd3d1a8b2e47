package org.wockd.protocol.stream;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wockd.protocol.xml.Namespaces;
import org.wockd.protocol.xml.Node;
import org.wockd.protocol.xml.NodeReader;
import org.wockd.protocol.xml.OpenTag;
import org.wockd.protocol.xml.XmlException;

/**
 * A stream's opening tag (RFC 6120 §4.7). Addresses are kept as they came: what an invalid one costs depends on who reads
 * it.
 *
 * @param content the content namespace, {@link Namespaces#CLIENT} or {@link Namespaces#COMPONENT}
 * @param from who sent the header
 * @param to whom it is for
 * @param id the stream's identifier, given by the side that accepted the connection
 * @param lang the language of texts without one of their own
 * @param version as {@code 1.0}, null before XMPP 1.0 and for components (XEP-0114 §3)
 * @param prefixes every other prefix that the tag bound
 */
public record StreamHeader(
        String content,
        @Nullable String from,
        @Nullable String to,
        @Nullable String id,
        @Nullable String lang,
        @Nullable String version,
        Map<String, String> prefixes) {

    private static final SecureRandom RANDOM = new SecureRandom();

    public StreamHeader {
        prefixes = Map.copyOf(prefixes);
    }

    /** A header without further prefixes. */
    public StreamHeader(
            String content,
            @Nullable String from,
            @Nullable String to,
            @Nullable String id,
            @Nullable String lang,
            @Nullable String version) {
        this(content, from, to, id, lang, version, Map.of());
    }

    /** 128 random bits as hex: identifiers must not be guessed, for components sign them (RFC 6120 §4.7.3). */
    public static String randomId() {
        byte[] bits = new byte[16];
        RANDOM.nextBytes(bits);
        return HexFormat.of().formatHex(bits);
    }

    /**
     * Reads a header.
     *
     * @throws StreamErrorException for what is not a stream, or not in a namespace wockd speaks
     */
    public static StreamHeader parse(byte[] tag) throws StreamErrorException {
        OpenTag open;
        try {
            open = OpenTag.read(tag);
        } catch (XmlException e) {
            throw StreamErrorException.of(e);
        }
        if (!open.name().local().equals("stream")) {
            throw new StreamErrorException(
                    StreamError.BAD_FORMAT,
                    "a stream begins with <stream:stream>, not <" + open.name().local() + ">");
        }
        if (!open.name().namespace().equals(Namespaces.STREAM)) {
            throw new StreamErrorException(
                    StreamError.INVALID_NAMESPACE, "the stream's namespace must be " + Namespaces.STREAM);
        }
        Map<String, String> prefixes = new LinkedHashMap<>(open.prefixes());
        String content = prefixes.remove("");
        if (content == null) {
            throw new StreamErrorException(
                    StreamError.INVALID_NAMESPACE, "the stream has no content namespace (xmlns)");
        }
        return new StreamHeader(
                content,
                open.attribute("from"),
                open.attribute("to"),
                open.attribute("id"),
                open.attribute(Node.LANG),
                open.attribute("version"),
                prefixes);
    }

    /** A reader for the elements that follow this header. */
    public NodeReader reader() {
        return NodeReader.forStream(content, prefixes);
    }

    /** The tag as it goes over the wire, with the XML declaration in front. */
    public String toXml() {
        StringBuilder out = new StringBuilder(256).append("<?xml version='1.0'?><stream:stream xmlns='");
        out.append(content).append("' xmlns:stream='").append(Namespaces.STREAM).append('\'');
        attribute(out, "from", from);
        attribute(out, "to", to);
        attribute(out, "id", id);
        attribute(out, "xml:lang", lang);
        attribute(out, "version", version);
        return out.append('>').toString();
    }

    /** The same as UTF-8. */
    public byte[] toBytes() {
        return toXml().getBytes(StandardCharsets.UTF_8);
    }

    private static void attribute(StringBuilder out, String name, @Nullable String value) {
        if (value != null) {
            out.append(' ').append(name).append("='");
            out.append(value.replace("&", "&amp;").replace("<", "&lt;").replace("'", "&apos;"));
            out.append('\'');
        }
    }
}
