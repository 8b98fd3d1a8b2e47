package org.wockd.protocol.service;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Lets a part of a process ask for its end, which then goes as at a signal. Safe for use by every thread. */
public final class EndRequest {
    private final CompletableFuture<ExitCode> asked = new CompletableFuture<>();

    /** Nobody has asked yet. */
    public EndRequest() {}

    /**
     * Asks for it; the first one who asks counts.
     *
     * @param how {@link ExitCode#OK} for good, {@link ExitCode#START_AGAIN} where the process is to be started again
     */
    public void ask(ExitCode how) {
        asked.complete(how);
    }

    /** Tells when it is asked for, on the thread of who asks. */
    void then(Consumer<ExitCode> listener) {
        var _ = asked.thenAccept(listener);
    }
}
