package org.wockd.protocol.stanza;

import org.wockd.protocol.stanza.StanzaError.Condition;

/** An error that costs one stanza, thrown where that scope is decided; whoever handles the stanza answers with it. */
public final class StanzaErrorException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient StanzaError error;

    public StanzaErrorException(StanzaError error) {
        // No stack trace: it is an answer, and the one who causes it may cause many.
        super(error.condition().element() + (error.text() == null ? "" : ": " + error.text()), null, false, false);
        this.error = error;
    }

    /** An error of the condition's usual type, with a text for people. */
    public StanzaErrorException(Condition condition, String text) {
        this(StanzaError.of(condition, text));
    }

    public StanzaError error() {
        return error;
    }
}
