package org.wockd.protocol.xml;

import java.nio.charset.StandardCharsets;

/**
 * Writes nodes as XML, given the default namespace that is in force around them.
 *
 * <p>Elements are written without prefixes: a default namespace is declared where it changes. Attributes in a namespace
 * other than {@code xml} get a prefix declared on the spot. Characters that XML 1.0 cannot carry are replaced by U+FFFD,
 * for a stanza with one of them would end the receiver's stream.
 */
public final class NodeWriter {
    private final StringBuilder out;

    private NodeWriter(StringBuilder out) {
        this.out = out;
    }

    /**
     * The XML of a node.
     *
     * @param around the default namespace in force, empty for none. Where it is the content namespace of a stream, elements
     *     in {@link Namespaces#CLIENT} are written without a declaration and so become part of it; below an element of
     *     another namespace (a forwarded stanza, XEP-0297 §3) they stay what they are.
     */
    public static String toString(Node node, String around) {
        StringBuilder out = new StringBuilder(256);
        append(out, node, around);
        return out.toString();
    }

    /** The same as UTF-8. */
    public static byte[] toBytes(Node node, String around) {
        return toString(node, around).getBytes(StandardCharsets.UTF_8);
    }

    /** Appends the XML of a node to {@code out}. */
    public static void append(StringBuilder out, Node node, String around) {
        new NodeWriter(out).element(node, inside(around));
    }

    /** Appends the start tag of a node without its end, as a stream header and a stanza around kept octets need it. */
    public static void appendOpen(StringBuilder out, Node node, String around) {
        new NodeWriter(out).open(node, inside(around));
        out.append('>');
    }

    private static String inside(String around) {
        return around.equals(Namespaces.COMPONENT) || around.equals(Namespaces.SERVER) ? Namespaces.CLIENT : around;
    }

    private void element(Node node, String around) {
        open(node, around);
        if (node.content().isEmpty()) {
            out.append("/>");
            return;
        }
        out.append('>');
        for (Item item : node.content()) {
            switch (item) {
                case Node child -> element(child, node.namespace());
                case Text text -> escape(text.value(), false);
            }
        }
        out.append("</").append(node.local()).append('>');
    }

    private void open(Node node, String around) {
        out.append('<').append(node.local());
        if (!node.namespace().equals(around)) {
            out.append(" xmlns='");
            escape(node.namespace(), true);
            out.append('\'');
        }
        int prefixes = 0;
        for (Attribute a : node.attributes()) {
            String namespace = a.name().namespace();
            if (namespace.isEmpty()) {
                out.append(' ').append(a.name().local());
            } else if (namespace.equals(Namespaces.XML)) {
                out.append(" xml:").append(a.name().local());
            } else {
                String prefix = "a" + prefixes++;
                out.append(" xmlns:").append(prefix).append("='");
                escape(namespace, true);
                out.append("' ").append(prefix).append(':').append(a.name().local());
            }
            out.append("='");
            escape(a.value(), true);
            out.append('\'');
        }
    }

    private void escape(String value, boolean attribute) {
        if (isPlain(value)) {
            out.append(value);
        } else {
            escapeEach(value, attribute);
        }
    }

    /** Whether nothing needs to be escaped: nearly always, and much faster to see than to write sign by sign. */
    private static boolean isPlain(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c == '&' || c == '<' || c == '>' || c == '\'' || c >= Character.MIN_SURROGATE) {
                return false;
            }
        }
        return true;
    }

    private void escapeEach(String value, boolean attribute) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '\'' -> out.append(attribute ? "&apos;" : "'");
                // A parser would turn these into spaces or line feeds (XML 1.0 §2.11, §3.3.3).
                case '\r' -> out.append("&#13;");
                case '\n' -> out.append(attribute ? "&#10;" : "\n");
                case '\t' -> out.append(attribute ? "&#9;" : "\t");
                default -> {
                    if (Character.isHighSurrogate(c)
                            && i + 1 < value.length()
                            && Character.isLowSurrogate(value.charAt(i + 1))) {
                        out.append(c).append(value.charAt(++i));
                    } else {
                        out.append(c < ' ' || Character.isSurrogate(c) || c >= '\uFFFE' ? '\uFFFD' : c);
                    }
                }
            }
        }
    }
}
