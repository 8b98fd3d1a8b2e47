package org.wockd.core.auth;

import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** Base64 as SASL in XMPP uses it: canonical, without white space, and "=" for nothing at all (RFC 6120 §6.4.2). */
public final class SaslBase64 {

    private SaslBase64() {}

    /**
     * The octets in the text of an {@code <auth/>} or {@code <response/>}.
     *
     * @return empty where the text is not Base64; the answer to that is {@link SaslCondition#INCORRECT_ENCODING}
     */
    public static Optional<byte[]> decode(String text) {
        return text.equals("=") ? Optional.of(new byte[0]) : strict(text);
    }

    /** The text for the octets of a {@link Step}; of none, the empty text. */
    public static String encode(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }

    /** The JDK's decoder forgives missing padding and stray bits; two spellings of one value are not wanted here. */
    static Optional<byte[]> strict(String text) {
        try {
            byte[] octets = Base64.getDecoder().decode(text);
            byte[] again = Base64.getEncoder().encode(octets);
            boolean canonical = Arrays.equals(again, text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
            return canonical ? Optional.of(octets) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
