package org.wockd.core.store;

import java.time.InstantSource;

/** A database that the contract tests run on, empty at first; opening the stores again finds what was stored. */
public interface Backend extends AutoCloseable {

    /** Opens the stores; those opened before are closed by the caller. */
    Stores open(StoreLimits limits, InstantSource clock);

    @Override
    void close();
}
