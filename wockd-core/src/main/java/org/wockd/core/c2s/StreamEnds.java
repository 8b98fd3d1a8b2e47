package org.wockd.core.c2s;

import java.util.function.Consumer;
import org.wockd.core.session.Receipts;
import org.wockd.core.session.Session;

/**
 * Who is told of what becomes of sessions and of what is sent to them.
 *
 * @param ended told of each session that is over; may block
 * @param resumed told of each session whose client is back; may block
 * @param receipts told of rows of mailboxes
 */
public record StreamEnds(Consumer<Session> ended, Consumer<Session> resumed, Receipts receipts) {}
