package org.wockd.core.c2s;

import org.wockd.core.session.Session;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.rule.Lane;
import org.wockd.protocol.stanza.Iq;
import org.wockd.protocol.stream.StreamHeader;
import org.wockd.protocol.stream.StreamTimeouts;
import org.wockd.protocol.xep.Ping;
import org.wockd.protocol.xml.Node;

/** What watches over one stream beside its pipeline. All methods are called on the event loop. */
record StreamGuards(StreamTimeouts timeouts, StreamPace pace, StreamSilence silence, ReadGate gate) {

    /** Negotiation is over, and stanzas flow. */
    void bound(Session session) {
        timeouts.negotiated();
        Jid jid = session.jid();
        pace.account(jid.bare());
        // XEP-0199 §4.1; its answer is for the host, which nobody there waits for: that something came is enough.
        silence.begin(() -> session.send(Iq.request(
                        Iq.Type.GET,
                        jid,
                        "ping-" + StreamHeader.randomId().substring(0, 8),
                        Node.of(Ping.NAMESPACE, "ping"))
                .from(Jid.domain(jid.domain()))));
    }

    /** The stream is over. */
    void ended() {
        timeouts.negotiated();
        silence.end();
    }

    /** Lets a lane pause the reader. */
    Lane.Reader reader() {
        return new Lane.Reader() {
            @Override
            public void pause() {
                gate.close(ReadGate.Reason.BUSY);
            }

            @Override
            public void resume() {
                gate.open(ReadGate.Reason.BUSY);
            }
        };
    }
}
