package org.wockd.core.c2s;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
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
 * @param lang the language of what names none itself, null where the header names none
 * @param isPlain whether it bound nothing that the elements could use and other streams do not bind, so that their octets
 *     mean the same there
 */
record ClientHeader(
        String host, NodeReader reader, @Nullable String lang, boolean isPlain) {
    /** A language tag as RFC 5646 shapes it; whether it is registered does not matter here. */
    private static final Pattern LANG = Pattern.compile("[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8}){0,10}");

    /** Numbers without a limit and with leading zeros, which do not count (RFC 6120 §4.7.5). */
    private static final Pattern VERSION = Pattern.compile("0*[1-9][0-9]*\\.[0-9]+");

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
        if (state instanceof StreamState.Authenticated(Jid account)) {
            checkFrom(header, account, host);
        }
        String version = header.version();
        if (version == null || !VERSION.matcher(version).matches()) {
            throw new StreamErrorException(
                    StreamError.UNSUPPORTED_VERSION,
                    version == null
                            ? "the stream header has no version; only XMPP 1.0 and later is served"
                            : "'" + version + "' is not served; only XMPP 1.0 and later is");
        }
        boolean isPlain = header.prefixes().keySet().stream().allMatch("stream"::equals);
        return new ClientHeader(host, header.reader(), lang(header), isPlain);
    }

    /** The language that a header names; what is no language tag counts as none. */
    static @Nullable String lang(StreamHeader header) {
        String lang = header.lang();
        return lang != null && LANG.matcher(lang).matches() ? lang : null;
    }

    /** Who has logged in goes on as the same, at the same host (§4.9.3.9). */
    private static void checkFrom(StreamHeader header, Jid account, String host) throws StreamErrorException {
        if (!account.domain().equals(host)) {
            throw new StreamErrorException(StreamError.INVALID_FROM, "the stream was begun for " + account.domain());
        }
        String from = header.from();
        if (from == null) {
            return;
        }
        try {
            if (Jid.parse(from).bare().equals(account)) {
                return;
            }
        } catch (JidException e) {
            throw new StreamErrorException(
                    StreamError.INVALID_FROM, "'" + from + "' is not an address: " + e.getMessage());
        }
        throw new StreamErrorException(
                StreamError.INVALID_FROM, "you have logged in as " + account + ", not as " + from);
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
