package org.wockd.protocol.jid;

import com.ibm.icu.lang.UCharacter;
import org.jspecify.annotations.Nullable;

/**
 * Says that a text is no JID (RFC 7622), which part is wrong, and why.
 *
 * <p>The message quotes at most {@value #QUOTED} UTF-16 units of the text and shows everything outside printable ASCII as
 * its code point, so it may go into a log, a terminal, or an XML stanza as it is.
 */
public final class JidException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private static final int QUOTED = 80;

    JidException(String text, String problem) {
        super("\"" + printable(text) + "\" is not a JID: " + problem);
    }

    JidException(String text, String part, PrecisException why) {
        super(
                "\"" + printable(text) + "\" is not a JID: its " + part + " " + why.getMessage()
                        + named(why.codePoint()),
                why);
    }

    private static String named(int codePoint) {
        if (codePoint < 0) {
            return "";
        }
        @Nullable String name = UCharacter.getExtendedName(codePoint);
        return " (" + notation(codePoint) + (name == null ? "" : " " + name) + ")";
    }

    private static String notation(int codePoint) {
        return String.format("U+%04X", codePoint);
    }

    private static String printable(String text) {
        StringBuilder out = new StringBuilder();
        int end = Math.min(text.length(), QUOTED);
        for (int i = 0; i < end; ) {
            int c = text.codePointAt(i);
            if (c >= 0x20 && c < 0x7F) {
                out.append((char) c);
            } else {
                out.append('<').append(notation(c)).append('>');
            }
            i += Character.charCount(c);
        }
        return end < text.length() ? out.append("...").toString() : out.toString();
    }
}
