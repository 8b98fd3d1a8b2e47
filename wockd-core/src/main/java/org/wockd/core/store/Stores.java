package org.wockd.core.store;

/** All that the core keeps, opened and closed together. */
public record Stores(
        Accounts accounts,
        Rosters rosters,
        Mailbox mailbox,
        Archive archive,
        Streams streams,
        Invitations invitations,
        ServiceLists lists,
        Notices notices,
        PubsubNodes pubsub)
        implements AutoCloseable {

    /** Writes what was accepted and stops the writer; the database itself is closed by whoever opened it. */
    @Override
    public void close() {
        mailbox.close();
    }
}
