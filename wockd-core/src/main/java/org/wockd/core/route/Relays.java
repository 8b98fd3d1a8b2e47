package org.wockd.core.route;

import org.jspecify.annotations.Nullable;
import org.wockd.protocol.stanza.Stanza;

/** The relays that are configured, whether they are there or away. */
public interface Relays {

    /** The relay that serves a domain, or the gateway for all others; null where there is none. */
    @Nullable
    Relay find(String domain);

    /** One relay, as the router sees it. */
    interface Relay {
        /** Whether {@link #send} returns without waiting for anything: true while the relay is there, for what is not kept. */
        boolean isQuick(Stanza stanza);

        /**
         * Sends a stanza to the relay, after all that was sent before. While it is away a message is stored, other
         * stanzas wait a grace time.
         *
         * @throws org.wockd.protocol.stanza.StanzaErrorException where it can be neither sent nor stored
         */
        void send(Stanza stanza);
    }
}
