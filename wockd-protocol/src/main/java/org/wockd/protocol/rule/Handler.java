package org.wockd.protocol.rule;

import org.wockd.protocol.stanza.Stanza;

/** What a rule does with a stanza that matched. */
@FunctionalInterface
public interface Handler<S extends Stanza> {

    /**
     * Deals with a stanza and yields exactly once. One that returns without having yielded has yielded the default; a
     * {@link org.wockd.protocol.stanza.StanzaErrorException} yields that error.
     */
    void handle(Incoming<S> in);
}
