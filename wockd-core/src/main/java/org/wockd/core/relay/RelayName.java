package org.wockd.core.relay;

import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.jid.JidException;
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

    static RelayName in(StreamHeader header) {
        boolean modern = "1.0".equals(header.version());
        try {
            String name =
                    header.from() == null ? null : Jid.parse(header.from()).resource();
            return new RelayName(!modern || name == null ? ONLY : name, modern);
        } catch (JidException e) {
            return new RelayName(ONLY, modern);
        }
    }
}
