package org.wockd.protocol.jid;

/**
 * Carries characters in a localpart that no localpart may hold, such as the at-sign of a mail address: JID Escaping,
 * XEP-0106. It says nothing of the other rules a localpart must keep; {@link Jid} does.
 */
public final class JidEscaping {
    private static final String ESCAPED = " \"&'/:<>@\\";
    private static final int SEQUENCE = 3;

    private JidEscaping() {}

    /**
     * A foreign name as a localpart; {@link #unescape} gives the name back.
     *
     * @throws JidException where the name begins or ends with a space, which XEP-0106 §3.2 cannot escape there
     */
    public static String escape(String name) {
        if (name.startsWith(" ") || name.endsWith(" ")) {
            throw new JidException(
                    name, "a name that begins or ends with a space cannot be escaped (XEP-0106); remove the space");
        }
        StringBuilder out = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean escaped = c == '\\' ? meant(name, i) >= 0 : ESCAPED.indexOf(c) >= 0;
            if (escaped) {
                out.append('\\').append(hex(c >> 4)).append(hex(c & 0xF));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** The foreign name of a localpart; what is no escape sequence of XEP-0106 stays as it is. */
    public static String unescape(String local) {
        StringBuilder out = new StringBuilder(local.length());
        for (int i = 0; i < local.length(); i++) {
            int meant = local.charAt(i) == '\\' ? meant(local, i) : -1;
            if (meant < 0 || (meant == ' ' && (i == 0 || i + SEQUENCE == local.length()))) {
                out.append(local.charAt(i));
            } else {
                out.append((char) meant);
                i += SEQUENCE - 1;
            }
        }
        return out.toString();
    }

    /** The character that the sequence at the backslash stands for, or -1 where it is none. */
    private static int meant(String s, int backslash) {
        if (backslash + SEQUENCE > s.length()) {
            return -1;
        }
        int high = nibble(s.charAt(backslash + 1));
        int low = nibble(s.charAt(backslash + 2));
        int c = (high << 4) | low;
        return high >= 0 && low >= 0 && ESCAPED.indexOf(c) >= 0 ? c : -1;
    }

    private static char hex(int nibble) {
        return "0123456789abcdef".charAt(nibble);
    }

    /** Lower case only: "CASE IS SIGNIFICANT" (XEP-0106 §3.1). */
    private static int nibble(char c) {
        return "0123456789abcdef".indexOf(c);
    }
}
