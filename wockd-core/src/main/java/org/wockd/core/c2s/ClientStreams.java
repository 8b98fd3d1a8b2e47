package org.wockd.core.c2s;

import io.netty.util.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.wockd.core.limit.Connections;
import org.wockd.core.limit.Rates;
import org.wockd.core.session.OutFilter;
import org.wockd.core.session.Session;
import org.wockd.core.session.Sessions;
import org.wockd.core.tls.Tls;
import org.wockd.protocol.rule.Path;
import org.wockd.protocol.rule.Target;
import org.wockd.protocol.service.ByteSize;
import org.wockd.protocol.stream.StreamError;
import org.wockd.protocol.stream.StreamErrorException;

/**
 * What all streams of clients share.
 *
 * @param hosts which hosts are served
 * @param defaultHost named in the header of a stream that names none itself
 * @param tls the server's end of TLS
 * @param features of stream negotiation, in the order they are announced
 * @param sessions where a stream binds
 * @param path the way of a stanza
 * @param timer for sessions whose client may come back
 * @param blocking starts a virtual thread
 * @param resumptions the sessions that can be resumed
 * @param limits what one stream may take
 * @param metrics counts
 * @param elsewhere where clients are sent instead of being served
 * @param rates how fast streams may send
 * @param connections how many there are from each address
 * @param ends what is done with what a stream leaves behind
 */
record ClientStreams(
        Target.Hosts hosts,
        String defaultHost,
        Tls tls,
        List<StreamFeature> features,
        Sessions sessions,
        Path path,
        Timer timer,
        Executor blocking,
        Resumptions resumptions,
        Limits limits,
        StreamMetrics metrics,
        Elsewhere elsewhere,
        Rates rates,
        Connections connections,
        StreamEnds ends) {

    /**
     * What one stream may take.
     *
     * @param anonymous the most octets of an element before anybody has logged in
     * @param stanza the most octets of a stanza
     * @param unwritten the most octets that may wait for a client that reads too slowly
     * @param negotiation how long a stream may take until it is bound
     * @param element how long an element may take from its first octet to its last
     * @param linger how long a client may take to close its side
     * @param silence how long a client may be silent before it is asked whether it is there
     * @param answer how long it may be silent after that
     */
    public record Limits(
            ByteSize anonymous,
            ByteSize stanza,
            ByteSize unwritten,
            Duration negotiation,
            Duration element,
            Duration linger,
            Duration silence,
            Duration answer) {}

    /**
     * Sends a client away where it is to go elsewhere. It is told under TLS, so that nobody on the way can send it to a
     * host of his own (RFC 6120 §4.9.3.19).
     */
    void serves(StreamState state) throws StreamErrorException {
        String other = elsewhere.where();
        if (other != null && !(state instanceof StreamState.Opened)) {
            throw new StreamErrorException(StreamError.SEE_OTHER_HOST, other);
        }
    }

    /** The filters of what a bound client is sent. */
    List<OutFilter> filters() {
        List<OutFilter> filters = new ArrayList<>();
        for (StreamFeature feature : features) {
            OutFilter filter = feature.filter();
            if (filter != null) {
                filters.add(filter);
            }
        }
        return List.copyOf(filters);
    }

    /** A session is over; may block. */
    void ended(Session session) {
        ends.ended().accept(session);
    }

    /** A session is over whose client has not come back. */
    void expired(Session session) {
        blocking.execute(() -> ended(session));
    }

    /** The client of a session is back. */
    void resumed(Session session) {
        blocking.execute(() -> ends.resumed().accept(session));
    }
}
