package org.wockd.core.store;

import org.jspecify.annotations.Nullable;

/** The store could not do what was asked; nothing of the operation is stored. */
public final class StoreException extends RuntimeException {

    private final Code code;

    /** Of this kind, with a text for the operator. */
    public StoreException(Code code, String text, @Nullable Throwable cause) {
        super(text, cause);
        this.code = code;
    }

    /** What went wrong. */
    public Code code() {
        return code;
    }

    /** What went wrong, as far as it matters to the one who asked. */
    public enum Code {
        /** No room on the disk: {@code resource-constraint} of type wait. */
        FULL,
        /** Too much waits to be written, or the database is locked: {@code resource-constraint} of type wait. */
        BUSY,
        /** The disk or the way to the database failed: {@code internal-server-error}. */
        IO,
        /** The store is closed, since the process stops: {@code system-shutdown} for the stream. */
        CLOSED,
        /** Anything else, a defect most likely: {@code internal-server-error}. */
        FAILED;

        /** Whether the same request may succeed later without anybody repairing wockd. */
        public boolean transientFault() {
            return this == FULL || this == BUSY;
        }
    }
}
