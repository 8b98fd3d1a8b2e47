package org.wockd.core.route;

import org.jspecify.annotations.Nullable;
import org.wockd.core.store.Entry;
import org.wockd.protocol.stanza.Message;
import org.wockd.protocol.stanza.Stanza;

/** The relays that are configured, whether they are there or away. */
public interface Relays {

    /** The relay that serves a domain, or the gateway for all others; null where there is none. */
    @Nullable
    Relay find(String domain);

    /**
     * What is stored together with a message.
     *
     * @param counted its place in its sender's stream, null where nobody counts
     * @param copy for its sender's archive, null where there is none
     */
    record Beside(Entry.@Nullable Counted counted, @Nullable Entry copy) {
        /** Nothing is beside it. */
        public static final Beside NOTHING = new Beside(null, null);
    }

    /** One relay, as the router sees it. */
    interface Relay {
        /**
         * Whether {@link #send} need not wait for anything: true while the relay is there, for what is not kept, and for
         * messages where {@link Post#isQuick(Message, boolean)} lets them.
         */
        boolean isQuick(Stanza stanza);

        /** Whether a message is kept until the relay has it. */
        boolean keeps(Message message);

        /**
         * Sends a stanza to the relay, after all that was sent before. While it is away a message is stored, other
         * stanzas wait a grace time.
         *
         * @throws org.wockd.protocol.stanza.StanzaErrorException where it can be neither sent nor stored
         */
        default void send(Stanza stanza) {
            var _ = send(stanza, Beside.NOTHING);
        }

        /**
         * The same of a stanza with something beside it, which is stored in one transaction with it where it is stored.
         *
         * @return the row of the sender's copy, 0 where there is none or it is not known yet
         */
        long send(Stanza stanza, Beside beside);
    }
}
