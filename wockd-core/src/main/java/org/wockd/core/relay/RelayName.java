package org.wockd.core.relay;

import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.jid.JidException;
import org.wockd.protocol.stream.StreamError;
import org.wockd.protocol.stream.StreamErrorException;
import org.wockd.protocol.stream.StreamHeader;

/**
 * What the header of a relay's stream says of the process: several of one relay name themselves by the resource of the address
 * that they come from.
 *
 * @param name of the process, among those of its domain
 * @param modern whether it may be offered features, as of XMPP 1.0
 */
record RelayName(String name, boolean modern) {
    private static final String ONLY = "main";
    private static final int LONGEST = 128;

    /** Whether a header is one of XMPP 1.0. */
    static boolean isModern(StreamHeader header) {
        return "1.0".equals(header.version());
    }

    /**
     * Reads a header; plain XEP-0114 knows no names.
     *
     * @throws StreamErrorException where the address is none of the relay's
     */
    static RelayName in(StreamHeader header, String domain) throws StreamErrorException {
        String from = header.from();
        if (!isModern(header) || from == null) {
            return new RelayName(ONLY, isModern(header));
        }
        try {
            Jid jid = Jid.parse(from);
            String name = jid.resource() == null ? ONLY : jid.resource();
            if (jid.local() == null && jid.domain().equals(domain) && name.length() <= LONGEST) {
                return new RelayName(name, true);
            }
        } catch (JidException e) {
            throw wrong(domain);
        }
        throw wrong(domain);
    }

    private static StreamErrorException wrong(String domain) {
        return new StreamErrorException(
                StreamError.INVALID_FROM,
                "the from of this stream names no process of " + domain + "; it is " + domain
                        + "/NAME, with a name of at most " + LONGEST + " characters");
    }
}
