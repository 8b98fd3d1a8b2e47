package org.wockd.core.store.sql;

import org.jdbi.v3.core.Handle;
import org.wockd.core.store.StoreLimits;

/** One transaction of the writer, in which many works share their reads, their writes and one sync. */
final class StoreTransaction {
    private final Statements statements;
    private final MailboxTransaction mailboxes;
    private final StreamTransaction streams;

    /**
     * Notes the newest id before anything else: that write also makes this the only transaction of its kind.
     */
    StoreTransaction(Handle handle, Statements statements, StoreLimits limits, long newest, long now) {
        statements.execute(
                "UPDATE message_id SET last_id = CASE WHEN last_id < ? THEN ? ELSE last_id END", newest, newest);
        this.statements = statements;
        mailboxes = new MailboxTransaction(handle, statements, limits, now);
        streams = new StreamTransaction(statements);
    }

    Statements statements() {
        return statements;
    }

    MailboxTransaction mailboxes() {
        return mailboxes;
    }

    StreamTransaction streams() {
        return streams;
    }

    /** Writes what is in memory. */
    void flush() {
        mailboxes.flush();
        streams.flush();
    }
}
