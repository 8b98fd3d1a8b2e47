package org.wockd.protocol.stanza;

/** The value of a stanza's {@code type} attribute. */
public sealed interface StanzaType permits Message.Type, Presence.Type, Iq.Type {

    /** The name of the constant. */
    String name();

    /** The value as it goes over the wire. */
    String wire();
}
