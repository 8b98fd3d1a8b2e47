package org.wockd.core.auth;

import org.jspecify.annotations.Nullable;

/** Where an exchange stands: it takes one message of the client and yields the answer and the stage after it. */
@FunctionalInterface
interface Stage {

    Turn on(byte[] message) throws Refusal;

    /** An answer, and the stage that waits for the client's next message; null when nothing more may come. */
    record Turn(Step step, @Nullable Stage next) {}
}
