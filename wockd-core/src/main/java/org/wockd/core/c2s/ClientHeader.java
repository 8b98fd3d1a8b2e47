package org.wockd.core.c2s;

import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.jid.JidException;
import org.wockd.protocol.rule.Target;
import org.wockd.protocol.stream.StreamError;
import org.wockd.protocol.stream.StreamErrorException;
import org.wockd.protocol.stream.StreamHeader;
import org.wockd.protocol.xml.Namespaces;
import org.wockd.protocol.xml.NodeReader;

/**
 * A client's stream header that was accepted.
 *
 * @param host the host it is for, prepared; one that is served here
 * @param reader reads the elements that follow it
 * @param isPlain whether it bound nothing that the elements could use and other streams do not bind, so that their octets
 *     mean the same there
 */
record ClientHeader(String host, NodeReader reader, boolean isPlain) {

    /** Checks what a header must say (RFC 6120 §4.7, §4.9.3). */
    static ClientHeader accept(StreamHeader header, StreamState state, Target.Hosts hosts) throws StreamErrorException {
        if (!header.content().equals(Namespaces.CLIENT)) {
            throw new StreamErrorException(
                    StreamError.INVALID_NAMESPACE, "clients speak " + Namespaces.CLIENT + " on this port");
        }
        String host = host(header);
        if (!hosts.serves(host)) {
            throw new StreamErrorException(StreamError.HOST_UNKNOWN, host + " is not served here");
        }
        if (state instanceof StreamState.Authenticated(Jid account)
                && !account.domain().equals(host)) {
            throw new StreamErrorException(StreamError.INVALID_FROM, "the stream was begun for " + account.domain());
        }
        String version = header.version();
        if (version == null || !version.matches("[1-9][0-9]{0,3}\\.[0-9]{1,4}")) {
            throw new StreamErrorException(StreamError.UNSUPPORTED_VERSION, "only XMPP 1.0 streams are served");
        }
        boolean isPlain = header.prefixes().keySet().stream().allMatch("stream"::equals);
        return new ClientHeader(host, header.reader(), isPlain);
    }

    private static String host(StreamHeader header) throws StreamErrorException {
        String to = header.to();
        if (to == null) {
            throw new StreamErrorException(
                    StreamError.HOST_UNKNOWN, "the stream header does not say which host it is for");
        }
        try {
            return Jid.parse(to).toString();
        } catch (JidException e) {
            throw new StreamErrorException(StreamError.HOST_UNKNOWN, "'" + to + "' is not a host: " + e.getMessage());
        }
    }
}
