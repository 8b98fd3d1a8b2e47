package org.wockd.core.c2s;

import java.util.function.Consumer;
import org.wockd.core.session.Session;
import org.wockd.protocol.stanza.Stanza;

/**
 * What is done with what a client's stream leaves behind.
 *
 * @param session told of each session that has ended; may block
 * @param undelivered told of each stanza that could not be written to its client any more; must not block
 */
public record StreamEnds(Consumer<Session> session, Consumer<Stanza> undelivered) {}
