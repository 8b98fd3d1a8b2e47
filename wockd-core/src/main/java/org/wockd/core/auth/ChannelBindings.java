package org.wockd.core.auth;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What ties a log-in to the very TLS connection it is made on (RFC 5056): the binding data by type.
 *
 * <p>A stream whose clients cannot reach their own TLS connection (WebSocket, BOSH) is given {@link #NONE}.
 */
public interface ChannelBindings {

    /** No binding at all; then no -PLUS mechanism is offered. */
    ChannelBindings NONE = new ChannelBindings() {
        @Override
        public byte @Nullable [] data(String type) {
            return null;
        }

        @Override
        public Set<String> types() {
            return Set.of();
        }
    };

    /** The data for a type of the IANA registry such as {@code tls-exporter}, or null where this stream has none. */
    byte @Nullable [] data(String type);

    /** The types that have data here, the best first. */
    Set<String> types();
}
