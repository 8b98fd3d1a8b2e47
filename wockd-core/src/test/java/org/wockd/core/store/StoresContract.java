package org.wockd.core.store;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.wockd.protocol.jid.Jid;

/** What the contract tests share: the people, small limits, a clock that is set by hand, and the backend under test. */
public abstract class StoresContract {

    protected static final Jid ROMEO = Jid.parse("romeo@montague.example");
    protected static final Jid JULIET = Jid.parse("juliet@capulet.example");
    protected static final Jid NURSE = Jid.parse("nurse@capulet.example");
    protected static final Jid PARIS = Jid.parse("paris@verona.example");

    protected static final StoreLimits LIMITS = new StoreLimits(
            new Rosters.Limits(3, 2, 20, 2, 2),
            new Mailbox.Limits(5, 1_000, 10_000, 2_000, 3_000, 20_000),
            new Mailbox.Limits(50, 10_000, 10_000, 2_000, 0, 0),
            new PubsubNodes.Limits(3, 4, 50, 100, 2),
            1_000,
            1_000_000);

    protected final AtomicLong now = new AtomicLong(1_700_000_000_000L);
    protected final InstantSource clock = () -> Instant.ofEpochMilli(now.get());
    protected Backend backend;
    protected Stores stores;

    /** A new, empty database. */
    protected abstract Backend backend();

    @BeforeEach
    void open() {
        backend = backend();
        stores = backend.open(LIMITS, clock);
    }

    @AfterEach
    void close() {
        stores.close();
        backend.close();
    }

    /** As after a restart of the process. */
    protected void reopen() {
        stores.close();
        stores = backend.open(LIMITS, clock);
    }
}
