package org.wockd.protocol.service;

import org.jspecify.annotations.Nullable;

/**
 * Stops a start for a reason the operator can mend.
 *
 * <p>The message is written for the operator: what happened, why, what to do. It is printed as it is, without a stack
 * trace, so it must never hold a secret.
 */
public class StartException extends RuntimeException {

    private final ExitCode exitCode;

    /** For a reason without a technical cause worth keeping. */
    public StartException(ExitCode exitCode, String message) {
        this(exitCode, message, null);
    }

    /** For a reason whose technical {@code cause} belongs into the log at debug level. */
    public StartException(ExitCode exitCode, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** What the process shall end with. */
    public ExitCode exitCode() {
        return exitCode;
    }
}
