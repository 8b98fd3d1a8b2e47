package org.wockd.protocol.jid;

/**
 * Says that a string cannot be prepared, and by which rule.
 *
 * <p>The message never holds a piece of the string, because the string may be a password. Where a single code point is at
 * fault, {@link #codePoint()} tells it to those who know that the string is no secret.
 */
public final class PrecisException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private static final int NONE = -1;

    private final int codePoint;

    PrecisException(String rule) {
        this(rule, NONE);
    }

    PrecisException(String rule, int codePoint) {
        super(rule);
        this.codePoint = codePoint;
    }

    /** The code point that broke the rule, or -1 where the string as a whole does. */
    public int codePoint() {
        return codePoint;
    }
}
