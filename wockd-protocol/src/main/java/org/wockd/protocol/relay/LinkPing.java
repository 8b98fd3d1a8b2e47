package org.wockd.protocol.relay;

import java.util.concurrent.Executor;
import org.wockd.protocol.rule.Outgoing;
import org.wockd.protocol.stanza.Iq;
import org.wockd.protocol.stanza.StanzaError;
import org.wockd.protocol.xml.Node;

/** Pings the core over a relay's link (XEP-0199), and tells the end on the link's loop. */
final class LinkPing {
    private static final String PING = "urn:xmpp:ping";

    private final LinkConfig config;
    private final Outgoing outgoing;
    private final Executor loop;

    LinkPing(LinkConfig config, Outgoing outgoing, Executor loop) {
        this.config = config;
        this.outgoing = outgoing;
        this.loop = loop;
    }

    /** Sends one; on the link's loop. */
    void send(Outgoing.Ends ends) {
        outgoing.request(
                config.domain(),
                config.coreHost(),
                Iq.Type.GET,
                Node.of(PING, "ping"),
                config.limits().patience(),
                new OnLoop(ends));
    }

    /** Brings the end of a request back to the link's loop. */
    private final class OnLoop implements Outgoing.Ends {
        private final Outgoing.Ends ends;

        private OnLoop(Outgoing.Ends ends) {
            this.ends = ends;
        }

        @Override
        public void onResult(Iq result) {
            ends.onResult(result);
        }

        @Override
        public void onError(StanzaError error) {
            loop.execute(() -> ends.onError(error));
        }

        @Override
        public void onTimeout() {
            loop.execute(ends::onTimeout);
        }
    }
}
