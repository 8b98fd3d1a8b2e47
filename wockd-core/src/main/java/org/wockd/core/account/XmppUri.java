package org.wockd.core.account;

import java.nio.charset.StandardCharsets;
import org.wockd.protocol.jid.Jid;

/** An address as a link (RFC 5122). */
final class XmppUri {
    private static final String PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~!$()*+,;=";

    private XmppUri() {}

    /**
     * The link.
     *
     * @param jid a bare JID
     * @param query what is done with it (XEP-0147), of characters that need no escape
     */
    static String of(Jid jid, String query) {
        String local = jid.local();
        return "xmpp:" + (local == null ? "" : escaped(local) + "@") + escaped(jid.domain()) + "?" + query;
    }

    private static String escaped(String part) {
        StringBuilder out = new StringBuilder();
        for (byte octet : part.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            if (PLAIN.indexOf(c) >= 0) {
                out.append(c);
            } else {
                out.append('%').append(String.format("%02X", octet & 0xff));
            }
        }
        return out.toString();
    }
}
