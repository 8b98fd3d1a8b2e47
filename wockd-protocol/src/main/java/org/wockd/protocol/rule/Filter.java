package org.wockd.protocol.rule;

import org.wockd.protocol.stanza.Stanza;
import org.wockd.protocol.stanza.StanzaError;

/**
 * Sees every stanza on its way in, before any rule, and may change, stop or refuse it. A filter runs on the event loop and
 * must not block.
 *
 * @param priority filters run in this order
 * @param look what it does
 */
public record Filter(Priority priority, Look look) {

    /** What a filter does with a stanza. */
    @FunctionalInterface
    public interface Look {
        Verdict at(Stanza stanza);
    }

    /** What a filter says of a stanza. */
    public sealed interface Verdict {}

    /** It goes on, perhaps changed. */
    public record Pass(Stanza stanza) implements Verdict {}

    /** It goes no further, and nobody is told. */
    public record Stop() implements Verdict {}

    /** It goes no further, and its sender is told why. */
    public record Refuse(StanzaError error) implements Verdict {}
}
