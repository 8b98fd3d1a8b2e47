package org.wockd.protocol.xml;

/**
 * The octets of one first-level element of a stream, complete and not yet parsed.
 *
 * @param octets the element from its first {@code <} to its last {@code >}
 * @param headEnd the index just after the start tag; for an element without content, the length
 * @param tailStart the index of the end tag's {@code <}; for an element without content, the length
 */
public record Frame(byte[] octets, int headEnd, int tailStart) {

    /** A frame made of text, for tests and for stored stanzas; the text must be one element. */
    public static Frame of(String xml) {
        byte[] octets = xml.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return new Frame(octets, octets.length, octets.length);
    }

    public int length() {
        return octets.length;
    }
}
