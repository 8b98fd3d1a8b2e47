package org.wockd.protocol.rule;

import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.stanza.Content;
import org.wockd.protocol.stanza.Iq;
import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaError;
import org.wockd.protocol.xml.Node;

/**
 * A stanza that came in, in the hands of one rule. It ends in exactly one of {@link #yieldResult}, {@link #yieldError}
 * and {@link #yieldDefault}; used by one thread at a time.
 */
public final class Incoming<S extends Stanza> {

    /** Where the end of an incoming stanza leads to. */
    public interface Ends {
        /** Sends an answer back the way the stanza came. */
        void answer(Stanza answer);

        /** Does with the stanza what is done without any rule. */
        void otherwise(Stanza stanza);
    }

    private final S stanza;
    private final Ends ends;
    private boolean yielded;

    public Incoming(S stanza, Ends ends) {
        this.stanza = stanza;
        this.ends = ends;
    }

    public S stanza() {
        return stanza;
    }

    /** Who sent it: on a client's stream always the full JID of that client. */
    public Jid from() {
        return stanza.sender();
    }

    /** The payload of an iq, or the first child of another stanza. */
    public Node payload() {
        Node first = stanza.content().first();
        if (first == null) {
            throw new IllegalStateException("a rule for a payload matched a stanza without one");
        }
        return first;
    }

    /** Ends it well: a request is answered with this payload, any other stanza has been dealt with. */
    public void yieldResult(Node... payload) {
        end();
        if (stanza instanceof Iq iq && iq.isRequest()) {
            ends.answer(iq.result(payload));
        }
    }

    /** Ends it with an error to the sender, unless the stanza must not be answered (RFC 6120 §8.3.1). */
    public void yieldError(StanzaError error) {
        end();
        if (!stanza.isError() && !(stanza instanceof Iq iq && !iq.isRequest())) {
            ends.answer(stanza.error(error));
        }
    }

    /** Ends it as if there were no rule: it goes on to whom it is for, or is refused where nobody is there. */
    public void yieldDefault() {
        yieldDefault(stanza);
    }

    /** The same, with another content. */
    public void yieldDefault(Content content) {
        yieldDefault(stanza.content(content));
    }

    private void yieldDefault(Stanza changed) {
        end();
        ends.otherwise(changed);
    }

    public boolean isYielded() {
        return yielded;
    }

    private void end() {
        if (yielded) {
            throw new IllegalStateException("this stanza has already been yielded: " + stanza.kind());
        }
        yielded = true;
    }
}
